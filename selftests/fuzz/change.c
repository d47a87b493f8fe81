// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is not as it should be.
 */
#include <netinet/in.h>
#include <string.h>

#include "change.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof(*(a)))

/* A length which is nearly right, or at an edge. */
static uint16_t lie(struct chance *c, uint16_t truth)
{
	static const uint16_t edges[] = { 0, 1, 7, 8, 19, 20, 21, 40, 0x7fff, 0x8000, 0xffff };

	switch (chance_below(c, 4)) {
	case 0:
		return truth - 1 - chance_below(c, 8);
	case 1:
		return truth + 1 + chance_below(c, 8);
	case 2:
		return edges[chance_below(c, ARRAY_SIZE(edges))];
	default:
		return chance_next(c);
	}
}

static void lie16(struct frame *f, struct chance *c, unsigned int at)
{
	if (at + 2 <= f->len)
		put16(f->data + at, lie(c, get16(f->data + at)));
}

static void change_byte(struct frame *f, struct chance *c, unsigned int begin, unsigned int len)
{
	unsigned int at = begin + chance_below(c, len);

	if (at >= f->len)
		return;
	if (chance_percent(c, 50))
		f->data[at] = chance_next(c);
	else
		f->data[at] ^= 1 << chance_below(c, 8);
}

/* Of IP: its version, the length of its header, its own, its place in a whole. */
static void change_ip(struct frame *f, struct chance *c)
{
	static const uint8_t fields4[] = { 2, 6, 0, 8 }, fields6[] = { 4, 6, 0, 2 };

	switch (chance_below(c, 3)) {
	case 0:
		change_byte(f, c, f->l3, 1);
		break;
	case 1:
		lie16(f, c, f->l3 + (f->v6 ? fields6 : fields4)[chance_below(c, 4)]);
		break;
	default:
		change_byte(f, c, f->l3, f->v6 ? 40 : 20);
	}
}

static void change_transport(struct frame *f, struct chance *c)
{
	switch (f->protocol) {
	case IPPROTO_TCP:
		change_byte(f, c, f->l4 + 12, 2);
		break;
	case IPPROTO_UDP:
		lie16(f, c, f->l4 + 4);
		break;
	case IPPROTO_SCTP:
		lie16(f, c, f->l4 + 14);
		break;
	default:
		change_byte(f, c, f->l4, 48);
	}
}

static void change_size(struct frame *f, struct chance *c)
{
	unsigned int more = chance_below(c, 64);

	if (chance_percent(c, 70)) {
		f->len = 1 + chance_below(c, f->len);
	} else if (f->len + more <= FRAME_MAX) {
		chance_fill(c, f->data + f->len, more);
		f->len += more;
	}
}

static void change_offload(struct frame *f, struct chance *c)
{
	switch (chance_below(c, 7)) {
	case 0:
		f->vnet.flags = chance_below(c, 8);
		break;
	case 1:
		f->vnet.gso_type = chance_percent(c, 80) ? chance_below(c, 6) : chance_next(c);
		break;
	case 2:
		f->vnet.gso_size = lie(c, f->vnet.gso_size);
		break;
	case 3:
		f->vnet.hdr_len = lie(c, f->vnet.hdr_len);
		break;
	case 4:
		f->vnet.csum_start = chance_percent(c, 50) ? chance_below(c, f->len + 4) :
							     lie(c, f->vnet.csum_start);
		break;
	default:
		f->vnet.csum_offset = chance_percent(c, 70) ? chance_below(c, 32) :
							      chance_next(c);
	}
}

/* A VLAN's tag before the type. */
static void change_tag(struct frame *f, struct chance *c)
{
	if (f->len < FRAME_ETHER || f->len + 4 > FRAME_MAX)
		return;
	memmove(f->data + 16, f->data + 12, f->len - 12);
	put16(f->data + 12, chance_percent(c, 50) ? 0x8100 : 0x88a8);
	put16(f->data + 14, chance_next(c));
	f->len += 4;
}

static void change_once(struct frame *f, struct chance *c)
{
	uint32_t draw = chance_below(c, 100);

	if (draw < 30)
		change_ip(f, c);
	else if (draw < 55)
		change_transport(f, c);
	else if (draw < 70)
		change_byte(f, c, f->l4 ? f->l4 : f->l3, 64);
	else if (draw < 80)
		change_size(f, c);
	else if (draw < 94)
		change_offload(f, c);
	else if (draw < 97)
		change_byte(f, c, 0, f->len);
	else if (draw < 98)
		change_tag(f, c);
	else
		change_byte(f, c, 0, FRAME_ETHER);
}

void change_frame(struct frame *f, struct chance *c)
{
	unsigned int n = 1 + (chance_percent(c, 30) ? chance_below(c, 6) : 0);

	while (n--)
		change_once(f, c);
	if (f->protocol && f->len > f->l3 + (f->v6 ? 40u : 20u) && chance_percent(c, 80))
		frame_set_sums(f);
}
