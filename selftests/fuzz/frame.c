// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an honest sender writes into headers.
 */
#include <netinet/in.h>
#include <string.h>

#include "frame.h"

#define TYPE_IP4	0x0800
#define TYPE_IP6	0x86dd

bool frame_parse(struct frame *f)
{
	const uint8_t *ip = f->data + FRAME_ETHER;

	f->protocol = 0;
	f->l3 = FRAME_ETHER;
	if (f->len < FRAME_ETHER + 40)
		return false;
	switch (get16(f->data + 12)) {
	case TYPE_IP4:
		f->v6 = false;
		f->protocol = ip[9];
		f->l4 = f->l3 + (ip[0] & 15) * 4;
		break;
	case TYPE_IP6:
		f->v6 = true;
		f->protocol = ip[6];
		f->l4 = f->l3 + 40;
		break;
	}
	return f->protocol && f->l4 + 8 <= f->len;
}

static uint32_t sum_add(uint32_t sum, const uint8_t *data, unsigned int len)
{
	for (; len > 1; data += 2, len -= 2)
		sum += get16(data);
	if (len)
		sum += data[0] << 8;
	return (sum & 0xffff) + (sum >> 16);
}

static uint16_t sum_fold(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* RFC 9260, appendix A */
static uint32_t crc32c(const uint8_t *data, unsigned int len)
{
	uint32_t crc = ~0u;
	int bit;

	while (len--) {
		crc ^= *data++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

static uint16_t pseudo(const struct frame *f, unsigned int len)
{
	const uint8_t *ip = f->data + f->l3;
	uint32_t sum = f->protocol + len;

	sum = f->v6 ? sum_add(sum, ip + 8, 32) : sum_add(sum, ip + 12, 8);
	return sum_fold(sum);
}

/* Where a transport header has its sum, or -1. */
static int sum_offset(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return 16;
	case IPPROTO_UDP:
		return 6;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return 2;
	default:
		return -1;
	}
}

static void set_sctp_sum(uint8_t *l4, unsigned int len)
{
	uint32_t crc;

	if (len < 12)
		return;
	memset(l4 + 8, 0, 4);
	crc = crc32c(l4, len);
	memcpy(l4 + 8, &crc, 4);
}

static void set_transport_sum(struct frame *f)
{
	unsigned int len = f->len - f->l4;
	uint8_t *l4 = f->data + f->l4;
	int at = sum_offset(f->protocol);
	uint32_t sum;

	if (f->protocol == IPPROTO_SCTP)
		set_sctp_sum(l4, len);
	if (at < 0 || len < at + 2u)
		return;
	put16(l4 + at, 0);
	sum = f->protocol == IPPROTO_ICMP ? 0 : pseudo(f, len);
	if (f->vnet.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) {
		put16(l4 + at, sum);
		return;
	}
	sum = ~sum_fold(sum_add(sum, l4, len));
	put16(l4 + at, (sum & 0xffff) ? sum : 0xffff);
}

void frame_set_lengths(struct frame *f)
{
	uint8_t *ip = f->data + f->l3;

	if (f->v6)
		put16(ip + 4, f->len - f->l3 - 40);
	else
		put16(ip + 2, f->len - f->l3);
	if (f->protocol == IPPROTO_UDP && f->len >= f->l4 + 8)
		put16(f->data + f->l4 + 4, f->len - f->l4);
}

void frame_set_sums(struct frame *f)
{
	uint8_t *ip = f->data + f->l3;
	unsigned int header = (ip[0] & 15) * 4;

	if (f->l4 < f->len)
		set_transport_sum(f);
	if (f->v6 || f->l3 + header > f->len || header < 20)
		return;
	put16(ip + 10, 0);
	put16(ip + 10, ~sum_fold(sum_add(0, ip, header)));
}
