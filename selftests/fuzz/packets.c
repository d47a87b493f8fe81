// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends what no honest sender would, by one way into the module: frames by their grammar,
 * answers to what was seen there, errors about it, fragments, what is left to a device
 * to do, and most of it changed. What makes the module take a branch it had not taken is
 * kept, and changed again.
 *
 * usage: packets WAY DEVICE SEED SECONDS [CORPUS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cast.h"
#include "change.h"
#include "chance.h"
#include "corpus.h"
#include "coverage.h"
#include "make.h"
#include "way.h"

#define SEEN_MAX	64

static struct way way;
static struct chance chance;
static const struct cast *cast;

static struct frame seen[SEEN_MAX], frame, part;
static unsigned int n_seen;
static unsigned long sent, refused, kept;

static void look(void)
{
	struct frame *f = &seen[n_seen % SEEN_MAX];
	unsigned int n;

	for (n = 0; n < 32 && way_receive(&way, f); n++) {
		if (!frame_parse(f))
			continue;
		f = &seen[++n_seen % SEEN_MAX];
	}
}

static const struct frame *any_seen(void)
{
	unsigned int n = n_seen < SEEN_MAX ? n_seen : SEEN_MAX;
	const struct frame *f;

	if (!n)
		return NULL;
	f = &seen[chance_below(&chance, n)];
	return f->protocol ? f : NULL;
}

/* Out of nothing, out of what was seen, or out of the corpus. */
static void choose(void)
{
	uint32_t draw = chance_below(&chance, 100);
	const struct frame *before = any_seen();

	if (draw < 25 && before)
		make_answer(&frame, &chance, before);
	else if (draw < 40 && before)
		make_error(&frame, &chance, before);
	else if (draw >= 60 || !corpus_pick(&frame, &chance))
		make_frame(&frame, &chance, cast);
}

static void send_one(const struct frame *f)
{
	coverage_begin();
	if (way_send(&way, f))
		sent++;
	else
		refused++;
	if (!coverage_end())
		return;
	kept++;
	corpus_add(f);
	corpus_print(f, way.name);
}

/* In pieces, which may overlap, lack one, or come in another order. */
static void send_fragments(void)
{
	unsigned int size = frame.len - frame.l4, pieces = 2 + chance_below(&chance, 3);
	unsigned int each = (size / pieces + 7) & ~7u, n;
	uint32_t id = chance_next(&chance);

	for (n = 0; n < pieces; n++) {
		unsigned int at = chance_percent(&chance, 85) ? n : chance_below(&chance, pieces);
		unsigned int begin = at * each, end = begin + each;

		if (chance_percent(&chance, 10))
			end += 8 * chance_below(&chance, 4);
		if (chance_percent(&chance, 10) && begin)
			begin -= 8;
		make_fragment(&part, &frame, begin, end, id);
		if (chance_percent(&chance, 10))
			change_frame(&part, &chance);
		send_one(&part);
	}
}

static void step(void)
{
	choose();
	if (frame.protocol && frame.l4 && frame.len > frame.l4 + 16 &&
	    chance_percent(&chance, 8)) {
		send_fragments();
		return;
	}
	if (frame.protocol && chance_percent(&chance, 25))
		make_offload(&frame, &chance);
	if (chance_percent(&chance, 60))
		change_frame(&frame, &chance);
	send_one(&frame);
}

int main(int argc, char **argv)
{
	unsigned long n;
	time_t end;

	cast = argc > 4 ? cast_find(argv[1]) : NULL;
	if (!cast) {
		fprintf(stderr, "usage: packets WAY DEVICE SEED SECONDS [CORPUS]\n");
		return 2;
	}
	chance.state = strtoull(argv[3], NULL, 0);
	if (argc > 5 && corpus_load(argv[5], cast->way) < 0) {
		fprintf(stderr, "packets: %s cannot be read\n", argv[5]);
		return 1;
	}
	way_open(&way, cast->way, argv[2]);
	coverage_open();

	end = time(NULL) + atoi(argv[4]);
	for (n = 0; n % 64 || time(NULL) < end; n++) {
		if (!(n % 4))
			look();
		step();
	}
	printf("%s: %lu frames, %lu refused, %u seen, %u branches, %lu kept\n", way.name, sent,
	       refused, n_seen, coverage_total(), kept);
	/* All refused is a way which leads nowhere. */
	return sent ? 0 : 1;
}
