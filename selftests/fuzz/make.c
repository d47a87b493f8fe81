// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames by their grammar.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "make.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof(*(a)))

/* Newer than Debian's headers */
#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4	5
#endif

enum {
	TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16,
};

static const uint16_t ports[] = {
	8080, 80, 8081, 9, 53, 67, 68, 546, 547, 5353, 61001, 7000, 0, 65535,
};

static const uint8_t segments[] = {
	TCP_SYN, TCP_ACK, TCP_SYN | TCP_ACK, TCP_PSH | TCP_ACK, TCP_FIN | TCP_ACK, TCP_RST,
	TCP_RST | TCP_ACK, 0, 0xff,
};

static const uint8_t protocols4[] = {
	IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_SCTP, IPPROTO_IPIP, IPPROTO_GRE,
	IPPROTO_ESP, IPPROTO_IPV6, IPPROTO_ICMPV6, IPPROTO_IGMP, IPPROTO_UDPLITE,
};

static const uint8_t protocols6[] = {
	IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMPV6, IPPROTO_SCTP, IPPROTO_IPV6, IPPROTO_GRE,
	IPPROTO_ESP, IPPROTO_ICMP, IPPROTO_NONE, IPPROTO_UDPLITE,
};

static uint16_t any_port(struct chance *c)
{
	if (chance_percent(c, 30))
		return 30000 + chance_below(c, 64);
	return ports[chance_first(c, ARRAY_SIZE(ports))];
}

static const char *any_name(struct chance *c, const char *const names[CAST_MAX])
{
	unsigned int n = 0;

	while (n < CAST_MAX && names[n])
		n++;
	return names[chance_first(c, n)];
}

/* Room for @len bytes at the end, which are zero. */
static uint8_t *append(struct frame *f, unsigned int len)
{
	uint8_t *at = f->data + f->len;

	memset(at, 0, len);
	f->len += len;
	return at;
}

static void append_payload(struct frame *f, struct chance *c)
{
	unsigned int len = chance_below(c, 64);

	if (chance_percent(c, 5))
		len = 1200 + chance_below(c, 400);
	else if (chance_percent(c, 2))
		len = chance_below(c, FRAME_MAX - f->len - 64);
	chance_fill(c, append(f, len), len);
}

static void put_mac(uint8_t *at, uint8_t last, bool zero)
{
	static const uint8_t prefix[5] = { 2 };

	if (last == 0xff || zero) {
		memset(at, zero ? 0 : 0xff, 6);
		return;
	}
	memcpy(at, prefix, 5);
	at[5] = last;
}

static void append_ether(struct frame *f, struct chance *c, const struct cast *cast,
			 uint16_t type)
{
	unsigned int n = 1;
	uint8_t *at;

	while (n < CAST_MAX && cast->to_mac[n])
		n++;
	at = append(f, FRAME_ETHER);
	put_mac(at, cast->to_mac[chance_first(c, n)], !cast->mac);
	put_mac(at + 6, cast->mac, !cast->mac);
	put16(at + 12, type);
}

static void append_options4(struct frame *f, struct chance *c)
{
	static const uint8_t kinds[] = { 1, 0, 7, 68, 130, 131, 137, 148 };
	unsigned int len = 4 * chance_below(c, 11), at = 0;
	uint8_t *options = append(f, len);

	f->data[f->l3] += len / 4;
	while (at < len) {
		uint8_t kind = kinds[chance_below(c, ARRAY_SIZE(kinds))];
		unsigned int size = kind < 2 ? 1 : 3 + chance_below(c, 10);

		options[at] = kind;
		if (size > 1 && at + 2 < len) {
			options[at + 1] = size;
			options[at + 2] = 4;
		}
		at += size;
	}
}

static void append_ip4(struct frame *f, struct chance *c, const struct cast *cast)
{
	uint8_t *ip = append(f, 20);

	ip[0] = 0x45;
	put16(ip + 4, chance_next(c));
	ip[8] = chance_percent(c, 90) ? 64 : chance_below(c, 3);
	f->protocol = protocols4[chance_first(c, ARRAY_SIZE(protocols4))];
	ip[9] = f->protocol;
	inet_pton(AF_INET, any_name(c, cast->from4), ip + 12);
	inet_pton(AF_INET, any_name(c, cast->to4), ip + 16);
	if (chance_percent(c, 8))
		append_options4(f, c);
}

/* Before the transport, which the last one names. */
static void append_extensions(struct frame *f, struct chance *c)
{
	static const uint8_t kinds[] = {
		IPPROTO_DSTOPTS, IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT, IPPROTO_AH,
	};
	uint8_t *next = f->data + f->l3 + 6;
	unsigned int n = 1 + chance_below(c, 4);

	while (n--) {
		uint8_t kind = kinds[chance_below(c, ARRAY_SIZE(kinds))];
		unsigned int units = kind == IPPROTO_FRAGMENT ? 0 : chance_below(c, 3);
		uint8_t *at = append(f, 8 + units * 8);

		at[1] = kind == IPPROTO_AH ? units * 2 : units;
		if (kind == IPPROTO_FRAGMENT) {
			put32(at + 4, chance_below(c, 4));
		} else if (kind != IPPROTO_AH) {
			at[2] = 1;	/* PadN */
			at[3] = 4 + units * 8;
		}
		*next = kind;
		next = at;
	}
	*next = f->protocol;
}

static void append_ip6(struct frame *f, struct chance *c, const struct cast *cast)
{
	uint8_t *ip = append(f, 40);

	f->v6 = true;
	ip[0] = 0x60;
	f->protocol = protocols6[chance_first(c, ARRAY_SIZE(protocols6))];
	ip[6] = f->protocol;
	ip[7] = chance_percent(c, 60) ? 64 : chance_percent(c, 80) ? 255 : chance_below(c, 3);
	inet_pton(AF_INET6, any_name(c, cast->from6), ip + 8);
	inet_pton(AF_INET6, any_name(c, cast->to6), ip + 24);
	if (chance_percent(c, 15))
		append_extensions(f, c);
}

static void append_tcp(struct frame *f, struct chance *c)
{
	uint8_t *tcp = append(f, 20);
	unsigned int options;

	put16(tcp, any_port(c));
	put16(tcp + 2, any_port(c));
	put32(tcp + 4, chance_percent(c, 50) ? 1000 : chance_next(c));
	put32(tcp + 8, chance_percent(c, 50) ? 1000 : chance_next(c));
	tcp[12] = 0x50;
	tcp[13] = segments[chance_first(c, ARRAY_SIZE(segments))];
	put16(tcp + 14, chance_next(c));
	if (chance_percent(c, 25)) {
		options = 4 * chance_below(c, 11);
		tcp[12] += options << 2;
		chance_fill(c, append(f, options), options);
	}
	append_payload(f, c);
}

static void append_udp(struct frame *f, struct chance *c)
{
	uint8_t *udp = append(f, 8);

	put16(udp, any_port(c));
	put16(udp + 2, any_port(c));
	append_payload(f, c);
}

static void append_sctp(struct frame *f, struct chance *c)
{
	static const uint8_t chunks[] = { 1, 2, 0, 3, 6, 7, 8, 9, 10, 11, 14, 64, 192 };
	uint8_t *sctp = append(f, 12);
	unsigned int n = 1 + chance_below(c, 3), len;
	uint8_t *chunk;

	put16(sctp, any_port(c));
	put16(sctp + 2, any_port(c));
	put32(sctp + 4, chance_percent(c, 50) ? 0 : 1000);
	while (n--) {
		len = 4 + 4 * chance_below(c, 8);
		chunk = append(f, len);
		chance_fill(c, chunk, len);
		chunk[0] = chunks[chance_first(c, ARRAY_SIZE(chunks))];
		put16(chunk + 2, len);
	}
}

static void append_icmp4(struct frame *f, struct chance *c)
{
	static const uint8_t types[] = { 8, 0, 13, 5, 9, 17, 3, 11 };
	uint8_t *icmp = append(f, 8);

	icmp[0] = types[chance_first(c, ARRAY_SIZE(types))];
	put16(icmp + 4, chance_below(c, 16));
	append_payload(f, c);
}

/* Of neighbour discovery: the options of addresses, of prefixes, of an MTU. */
static void append_nd_options(struct frame *f, struct chance *c)
{
	unsigned int n = chance_below(c, 3);

	while (n--) {
		unsigned int units = chance_percent(c, 90) ? 1 + chance_below(c, 4) : 0;
		uint8_t *option = append(f, 8 * (units + !units));

		option[0] = 1 + chance_below(c, 5);
		option[1] = units;
		put_mac(option + 2, 0x0a, false);
	}
}

static void append_icmp6(struct frame *f, struct chance *c, const struct cast *cast)
{
	static const uint8_t types[] = {
		128, 129, 135, 136, 133, 134, 137, 130, 131, 143, 1, 2, 3, 4,
	};
	uint8_t *icmp = append(f, 8);

	icmp[0] = types[chance_first(c, ARRAY_SIZE(types))];
	if (icmp[0] < 133 || icmp[0] > 137) {
		put16(icmp + 4, chance_below(c, 16));
		append_payload(f, c);
		return;
	}
	f->data[f->l3 + 7] = 255;
	if (icmp[0] >= 135)
		inet_pton(AF_INET6, any_name(c, cast->to6), append(f, 16));
	append_nd_options(f, c);
}

static void append_transport(struct frame *f, struct chance *c, const struct cast *cast)
{
	f->l4 = f->len;
	switch (f->protocol) {
	case IPPROTO_TCP:
		append_tcp(f, c);
		break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		append_udp(f, c);
		break;
	case IPPROTO_SCTP:
		append_sctp(f, c);
		break;
	case IPPROTO_ICMP:
		append_icmp4(f, c);
		break;
	case IPPROTO_ICMPV6:
		append_icmp6(f, c, cast);
		break;
	default:
		append_payload(f, c);
	}
}

static void make_arp(struct frame *f, struct chance *c, const struct cast *cast)
{
	uint8_t *arp;

	append_ether(f, c, cast, 0x0806);
	arp = append(f, 28);
	put16(arp, 1);
	put16(arp + 2, 0x0800);
	arp[4] = 6;
	arp[5] = 4;
	put16(arp + 6, 1 + chance_below(c, 3));
	put_mac(arp + 8, cast->mac, false);
	inet_pton(AF_INET, any_name(c, cast->from4), arp + 14);
	put_mac(arp + 18, 0, true);
	inet_pton(AF_INET, any_name(c, cast->to4), arp + 24);
}

void make_frame(struct frame *f, struct chance *c, const struct cast *cast)
{
	bool v6 = chance_percent(c, 40);

	memset(f, 0, offsetof(struct frame, data));
	f->l3 = FRAME_ETHER;
	if (chance_percent(c, 4)) {
		make_arp(f, c, cast);
		return;
	}
	append_ether(f, c, cast, v6 ? 0x86dd : 0x0800);
	if (v6)
		append_ip6(f, c, cast);
	else
		append_ip4(f, c, cast);
	append_transport(f, c, cast);
	frame_set_lengths(f);
	frame_set_sums(f);
}

static void swap(uint8_t *one, uint8_t *other, unsigned int len)
{
	uint8_t kept[16];

	memcpy(kept, one, len);
	memcpy(one, other, len);
	memcpy(other, kept, len);
}

/* What comes back the way it came. */
static void turn(struct frame *f)
{
	uint8_t *ip = f->data + f->l3;

	swap(f->data, f->data + 6, 6);
	if (f->v6) {
		swap(ip + 8, ip + 24, 16);
		ip[7] = 64;
	} else {
		swap(ip + 12, ip + 16, 4);
		ip[8] = 64;
	}
}

static void answer_tcp(struct frame *f, struct chance *c)
{
	uint8_t *tcp = f->data + f->l4;
	uint32_t sequence = get32(tcp + 4);
	bool syn = tcp[13] & TCP_SYN;

	if (f->l4 + 20 > f->len)
		return;
	put32(tcp + 4, get32(tcp + 8));
	put32(tcp + 8, sequence + 1);
	tcp[13] = syn ? TCP_SYN | TCP_ACK : TCP_ACK;
	if (chance_percent(c, 40))
		tcp[13] = segments[chance_below(c, ARRAY_SIZE(segments))];
}

void make_answer(struct frame *f, struct chance *c, const struct frame *seen)
{
	uint8_t *l4 = f->data + seen->l4;

	memcpy(f, seen, offsetof(struct frame, data) + seen->len);
	memset(&f->vnet, 0, sizeof(f->vnet));
	turn(f);
	switch (f->protocol) {
	case IPPROTO_TCP:
		answer_tcp(f, c);
		__attribute__((fallthrough));
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
		swap(l4, l4 + 2, 2);
		break;
	case IPPROTO_ICMP:
		l4[0] = l4[0] == 8 ? 0 : 8;
		break;
	case IPPROTO_ICMPV6:
		l4[0] ^= 1;
		break;
	}
	frame_set_sums(f);
}

void make_error(struct frame *f, struct chance *c, const struct frame *seen)
{
	static const uint8_t types4[] = { 3, 11, 12, 4, 5 }, types6[] = { 1, 2, 3, 4 };
	unsigned int header = seen->v6 ? 40 : 20, quoted = seen->len - seen->l3;
	uint8_t *icmp;

	memcpy(f, seen, offsetof(struct frame, data) + seen->l3 + header);
	memset(&f->vnet, 0, sizeof(f->vnet));
	turn(f);
	f->len = f->l3 + header;
	if (!f->v6)
		f->data[f->l3] = 0x45;
	f->protocol = f->v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
	f->data[f->l3 + (f->v6 ? 6 : 9)] = f->protocol;
	f->l4 = f->len;

	icmp = append(f, 8);
	icmp[0] = f->v6 ? types6[chance_below(c, 4)] : types4[chance_first(c, 5)];
	icmp[1] = chance_percent(c, 50) ? 4 : chance_below(c, 16);
	put32(icmp + 4, chance_percent(c, 50) ? 1400 : chance_below(c, 70000));
	if (quoted > 1200 || chance_percent(c, 70))
		quoted = chance_percent(c, 70) ? header + 8 : chance_below(c, header + 40);
	if (quoted > seen->len - seen->l3)
		quoted = seen->len - seen->l3;
	memcpy(append(f, quoted), seen->data + seen->l3, quoted);
	frame_set_lengths(f);
	frame_set_sums(f);
}

static void make_segments(struct frame *f, struct chance *c, unsigned int header)
{
	f->vnet.hdr_len = f->l4 + header;
	f->vnet.gso_size = 1 + chance_below(c, chance_percent(c, 50) ? 1460 : 65535);
	switch (f->protocol) {
	case IPPROTO_TCP:
		f->vnet.gso_type = f->v6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4;
		if (chance_percent(c, 10))
			f->vnet.gso_type |= VIRTIO_NET_HDR_GSO_ECN;
		break;
	case IPPROTO_UDP:
		f->vnet.gso_type = chance_percent(c, 80) ? VIRTIO_NET_HDR_GSO_UDP_L4 :
							   VIRTIO_NET_HDR_GSO_UDP;
		break;
	default:
		f->vnet.gso_type = chance_below(c, 6);
	}
}

void make_offload(struct frame *f, struct chance *c)
{
	bool tcp = f->protocol == IPPROTO_TCP;

	if (!f->l4 || f->l4 + 8 > f->len)
		return;
	f->vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	f->vnet.csum_start = f->l4;
	f->vnet.csum_offset = tcp ? 16 : 6;
	if (chance_percent(c, 50))
		make_segments(f, c, tcp ? 20 : 8);
	frame_set_sums(f);
}

static void fragment4(struct frame *f, const struct frame *whole, unsigned int begin,
		      unsigned int end, uint32_t id)
{
	unsigned int header = whole->l4 - whole->l3;
	bool more = whole->l4 + end < whole->len;
	uint8_t *ip = f->data + f->l3;

	memcpy(append(f, header), whole->data + whole->l3, header);
	memcpy(append(f, end - begin), whole->data + whole->l4 + begin, end - begin);
	put16(ip + 4, id);
	put16(ip + 6, (more ? 0x2000 : 0) | begin / 8);
}

static void fragment6(struct frame *f, const struct frame *whole, unsigned int begin,
		      unsigned int end, uint32_t id)
{
	bool more = whole->l4 + end < whole->len;
	uint8_t *at;

	memcpy(append(f, 40), whole->data + whole->l3, 40);
	f->data[f->l3 + 6] = IPPROTO_FRAGMENT;
	at = append(f, 8);
	at[0] = whole->protocol;
	put16(at + 2, (begin & ~7u) | more);
	put32(at + 4, id);
	memcpy(append(f, end - begin), whole->data + whole->l4 + begin, end - begin);
}

void make_fragment(struct frame *f, const struct frame *whole, unsigned int begin,
		   unsigned int end, uint32_t id)
{
	unsigned int size = whole->len - whole->l4;

	if (end > size)
		end = size;
	if (begin > end)
		begin = end;
	memset(f, 0, offsetof(struct frame, data));
	f->l3 = FRAME_ETHER;
	f->v6 = whole->v6;
	memcpy(append(f, FRAME_ETHER), whole->data, FRAME_ETHER);
	if (f->v6)
		fragment6(f, whole, begin, end, id);
	else
		fragment4(f, whole, begin, end, id);
	/* Of no protocol, as the sum of the whole is in the first one already. */
	f->l4 = f->len;
	frame_set_lengths(f);
	frame_set_sums(f);
}
