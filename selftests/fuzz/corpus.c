// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"

#define CORPUS_MAX	4096
/* Large ones are told by nothing but their size. */
#define LENGTH_MAX	512

static struct {
	struct virtio_net_hdr vnet;
	unsigned int len;
	uint8_t data[LENGTH_MAX];
} entries[CORPUS_MAX];
static unsigned int added;

void corpus_add(const struct frame *f)
{
	unsigned int at = added % CORPUS_MAX;

	if (f->len > LENGTH_MAX)
		return;
	entries[at].vnet = f->vnet;
	entries[at].len = f->len;
	memcpy(entries[at].data, f->data, f->len);
	added++;
}

bool corpus_pick(struct frame *f, struct chance *c)
{
	unsigned int at;

	if (!added)
		return false;
	at = chance_below(c, added < CORPUS_MAX ? added : CORPUS_MAX);
	f->vnet = entries[at].vnet;
	f->len = entries[at].len;
	memcpy(f->data, entries[at].data, f->len);
	f->l4 = 0;
	frame_parse(f);
	return true;
}

static void print_hex(const uint8_t *data, size_t len)
{
	while (len--)
		printf("%02x", *data++);
}

void corpus_print(const struct frame *f, const char *way)
{
	if (f->len > LENGTH_MAX)
		return;
	printf("corpus %s ", way);
	print_hex((const uint8_t *)&f->vnet, sizeof(f->vnet));
	print_hex(f->data, f->len);
	putchar('\n');
}

/* Bytes of a line; how many. */
static size_t read_hex(const char *text, uint8_t *data, size_t max)
{
	unsigned int byte;
	size_t len = 0;

	while (len < max && sscanf(text + 2 * len, "%2x", &byte) == 1)
		data[len++] = byte;
	return len;
}

int corpus_load(const char *path, const char *way)
{
	uint8_t bytes[sizeof(struct virtio_net_hdr) + LENGTH_MAX];
	size_t room = 0, len, name = strlen(way);
	FILE *file = fopen(path, "re");
	static struct frame f;
	char *line = NULL;
	int n = 0;

	if (!file)
		return -1;
	while (getline(&line, &room, file) > 0) {
		if (strncmp(line, way, name) || line[name] != ' ')
			continue;
		len = read_hex(line + name + 1, bytes, sizeof(bytes));
		if (len <= sizeof(f.vnet))
			continue;
		memcpy(&f.vnet, bytes, sizeof(f.vnet));
		f.len = len - sizeof(f.vnet);
		memcpy(f.data, bytes + sizeof(f.vnet), f.len);
		corpus_add(&f);
		n++;
	}
	free(line);
	fclose(file);
	return n;
}
