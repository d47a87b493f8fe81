// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/test.h>
#include <linux/pkt_sched.h>
#include <linux/skbuff.h>
#include <net/ipv6.h>

#include "../packet.h"
#include "frame.h"

/* What becomes of a packet, unless it is a negative error. */
#define OPENS		0
#define UNTRIMMED	1

/**
 * struct shape - a packet with one byte that is another, and what becomes of it
 * @name: of the row
 * @family: of the packet which it is made of
 * @protocol: likewise
 * @len: how much of it came; 0 for all
 * @at: which byte; -1 for none
 * @value: of that byte
 * @fate: UNTRIMMED, OPENS, or what ctrnet_packet_parse() returns
 */
struct shape {
	const char *name;
	u8 family;
	u8 protocol;
	u8 len;
	s16 at;
	u8 value;
	int fate;
};

static const struct shape shapes[] = {
	{ "TCP", AF_INET, IPPROTO_TCP, 0, -1, 0, OPENS },
	{ "UDP", AF_INET, IPPROTO_UDP, 0, -1, 0, OPENS },
	{ "SCTP", AF_INET, IPPROTO_SCTP, 0, -1, 0, OPENS },
	{ "an echo request", AF_INET, IPPROTO_ICMP, 0, -1, 0, OPENS },
	{ "version 5", AF_INET, IPPROTO_TCP, 0, 0, 0x55, UNTRIMMED },
	{ "a header of 16 bytes", AF_INET, IPPROTO_TCP, 0, 0, 0x44, UNTRIMMED },
	{ "options which are none", AF_INET, IPPROTO_TCP, 0, 0, 0x4f, -EBADMSG },
	{ "less than a header", AF_INET, IPPROTO_TCP, 19, -1, 0, UNTRIMMED },
	{ "less than it says", AF_INET, IPPROTO_TCP, 72, -1, 0, UNTRIMMED },
	{ "it says more than there is", AF_INET, IPPROTO_TCP, 0, 2, 0xff, UNTRIMMED },
	{ "it says less than its header", AF_INET, IPPROTO_TCP, 0, 3, 19, UNTRIMMED },
	{ "it says nothing", AF_INET, IPPROTO_TCP, 0, 3, 0, UNTRIMMED },
	{ "a part of a TCP header", AF_INET, IPPROTO_TCP, 0, 3, 39, -EINVAL },
	{ "a TCP header of 16 bytes", AF_INET, IPPROTO_TCP, 0, 32, 0x40, -EINVAL },
	{ "a part of a UDP header", AF_INET, IPPROTO_UDP, 0, 3, 27, -EINVAL },
	{ "a part of an SCTP header", AF_INET, IPPROTO_SCTP, 0, 3, 31, -EINVAL },
	{ "a part of an ICMP header", AF_INET, IPPROTO_ICMP, 0, 3, 27, -EINVAL },
	{ "GRE", AF_INET, IPPROTO_TCP, 0, 9, IPPROTO_GRE, -EPROTONOSUPPORT },
	{ "ICMPv6 in IPv4", AF_INET, IPPROTO_ICMP, 0, 9, IPPROTO_ICMPV6, -EPROTONOSUPPORT },
	{ "a timestamp request", AF_INET, IPPROTO_ICMP, 0, 20, 13, -ENOMSG },
	{ "TCP, IPv6", AF_INET6, IPPROTO_TCP, 0, -1, 0, OPENS },
	{ "UDP, IPv6", AF_INET6, IPPROTO_UDP, 0, -1, 0, OPENS },
	{ "SCTP, IPv6", AF_INET6, IPPROTO_SCTP, 0, -1, 0, OPENS },
	{ "an ICMPv6 echo request", AF_INET6, IPPROTO_ICMPV6, 0, -1, 0, OPENS },
	{ "IPv6: version 7", AF_INET6, IPPROTO_TCP, 0, 0, 0x70, UNTRIMMED },
	{ "IPv6: less than a header", AF_INET6, IPPROTO_TCP, 39, -1, 0, UNTRIMMED },
	{ "IPv6: less than it says", AF_INET6, IPPROTO_TCP, 92, -1, 0, UNTRIMMED },
	{ "IPv6: it says more than there is", AF_INET6, IPPROTO_TCP, 0, 4, 0xff, UNTRIMMED },
	{ "IPv6: it says nothing", AF_INET6, IPPROTO_TCP, 0, 5, 0, UNTRIMMED },
	{ "IPv6: a part of a TCP header", AF_INET6, IPPROTO_TCP, 0, 5, 19, -EINVAL },
	{ "IPv6: a part of a UDP header", AF_INET6, IPPROTO_UDP, 0, 5, 7, -EINVAL },
	{ "IPv6: a fragment", AF_INET6, IPPROTO_UDP, 0, 6, NEXTHDR_FRAGMENT, -EINVAL },
	{ "IPv6: nothing behind", AF_INET6, IPPROTO_UDP, 0, 6, NEXTHDR_NONE, -EINVAL },
	{ "IPv6: routers to go to", AF_INET6, IPPROTO_UDP, 0, 6, NEXTHDR_ROUTING, -EBADMSG },
	{ "ICMP in IPv6", AF_INET6, IPPROTO_ICMPV6, 0, 6, IPPROTO_ICMP, -EPROTONOSUPPORT },
	{ "a neighbour solicitation", AF_INET6, IPPROTO_ICMPV6, 0, 40, 135, -ENOMSG },
};

static void name_shape(const struct shape *s, char *name)
{
	strscpy(name, s->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(shape, shapes, name_shape);

static void expect_ports(struct kunit *test, const struct ctrnet_packet *pkt)
{
	KUNIT_EXPECT_EQ(test, ntohs(pkt->tuple.sport), FRAME_SPORT);
	KUNIT_EXPECT_EQ(test, ntohs(pkt->tuple.dport),
			ctrnet_packet_is_echo(pkt) ? 0 : FRAME_DPORT);
	KUNIT_EXPECT_EQ(test, pkt->thoff, frame_offset(pkt->tuple.family));
	KUNIT_EXPECT_FALSE(test, pkt->error);
}

/* What is read of a packet in which all lies where it does in most is what is read of any. */
static void expect_any(struct kunit *test, const struct ctrnet_packet *pkt, int fate)
{
	struct ctrnet_packet any = { .skb = pkt->skb };

	KUNIT_EXPECT_EQ(test, fate, ctrnet_packet_parse_any(&any, pkt->tuple.family,
							    CTRNET_SIDE_ENDPOINT));
	if (fate == OPENS)
		KUNIT_EXPECT_MEMEQ(test, pkt, &any, sizeof(any));
}

static void packet_shape(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct sk_buff *skb = frame_make(test, s->family, s->protocol);
	struct ctrnet_packet pkt = { .skb = skb };
	int fate = UNTRIMMED;

	if (s->at >= 0)
		skb->data[s->at] = s->value;
	if (s->len)
		skb_trim(skb, s->len);

	if (ctrnet_packet_trim(skb, s->family)) {
		fate = ctrnet_packet_parse(&pkt, s->family, CTRNET_SIDE_ENDPOINT);
		expect_any(test, &pkt, fate);
	}
	KUNIT_EXPECT_EQ(test, fate, s->fate);
	if (fate == OPENS) {
		expect_ports(test, &pkt);
		KUNIT_EXPECT_TRUE(test, ctrnet_packet_opens(&pkt));
	}
	kfree_skb(skb);
}

#define OPTIONS_LEN	(60 - sizeof(struct iphdr))

/**
 * struct options - a UDP packet with a header of 60 bytes, and what becomes of it
 * @name: of the row
 * @bytes: the options, from the first one on
 * @behind: how much comes behind them; 0 for all
 * @fate: what ctrnet_packet_parse() returns
 */
struct options {
	const char *name;
	u8 bytes[OPTIONS_LEN];
	u8 behind;
	int fate;
};

static const struct options optionses[] = {
	{ "none", {}, 0, 0 },
	{ "a record of the route", { IPOPT_RR, 7, 4 }, 0, 0 },
	{ "a timestamp", { IPOPT_NOOP, IPOPT_TIMESTAMP, 12, 5 }, 0, 0 },
	{ "one nobody knows", { 0x5e, 4, 1, 2 }, 0, 0 },
	{ "one which fills the header", { IPOPT_RR, OPTIONS_LEN, 4 }, 0, 0 },
	{ "a loose source route", { IPOPT_LSRR, 7, 4 }, 0, -EBADMSG },
	{ "a strict one", { IPOPT_SSRR, 7, 4 }, 0, -EBADMSG },
	{ "one at its end", { IPOPT_LSRR, 7, 8 }, 0, -EBADMSG },
	{ "one without an address", { IPOPT_LSRR, 3, 4 }, 0, -EBADMSG },
	{ "one behind others",
	  { IPOPT_NOOP, IPOPT_RA, 4, 0, 0, IPOPT_RR, 4, 4, 0, IPOPT_NOOP, IPOPT_SSRR, 3, 4 },
	  0, -EBADMSG },
	{ "one behind the end", { IPOPT_NOOP, IPOPT_END, IPOPT_LSRR, 7, 4 }, 0, 0 },
	{ "one inside of another option", { 0x5e, 9, IPOPT_LSRR, 7, 4 }, 0, 0 },
	{ "a length of 0", { IPOPT_RR, 0 }, 0, -EBADMSG },
	{ "a length of 1", { IPOPT_RR, 1 }, 0, -EBADMSG },
	{ "longer than the header", { IPOPT_NOOP, IPOPT_RR, OPTIONS_LEN, 4 }, 0, -EBADMSG },
	{ "a last byte without a length",
	  { IPOPT_RR, OPTIONS_LEN - 1, 4, [OPTIONS_LEN - 1] = IPOPT_RR }, 0, -EBADMSG },
	{ "too few bytes behind", { IPOPT_NOOP }, 7, -EINVAL },
};

static void name_options(const struct options *o, char *name)
{
	strscpy(name, o->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(options, optionses, name_options);

static void packet_options(struct kunit *test)
{
	const struct options *o = test->param_value;
	struct sk_buff *skb = frame_make(test, AF_INET, IPPROTO_UDP);
	struct ctrnet_packet pkt = { .skb = skb };
	unsigned int len = skb->len - sizeof(struct iphdr);

	KUNIT_ASSERT_EQ(test, pskb_expand_head(skb, 0, OPTIONS_LEN, GFP_KERNEL), 0);
	skb_put(skb, OPTIONS_LEN);
	memmove(skb->data + 60, skb->data + sizeof(struct iphdr), len);
	memcpy(skb->data + sizeof(struct iphdr), o->bytes, OPTIONS_LEN);
	skb_trim(skb, 60 + (o->behind ?: len));
	ip_hdr(skb)->ihl = 15;
	ip_hdr(skb)->tot_len = htons(skb->len);

	KUNIT_EXPECT_TRUE(test, ctrnet_packet_trim(skb, AF_INET));
	KUNIT_EXPECT_EQ(test, ctrnet_packet_parse(&pkt, AF_INET, CTRNET_SIDE_ENDPOINT), o->fate);
	if (!o->fate) {
		KUNIT_EXPECT_EQ(test, ntohs(pkt.tuple.dport), FRAME_DPORT);
		KUNIT_EXPECT_EQ(test, pkt.thoff, 60);
	}
	kfree_skb(skb);
}

/* Whole, but no beginning: one byte says so. */
struct later {
	const char *name;
	u8 family;
	u8 protocol;
	u8 at;
	u8 value;
};

static const struct later laters[] = {
	{ "an ACK", AF_INET, IPPROTO_TCP, 33, 0x10 },
	{ "a SYN and ACK", AF_INET, IPPROTO_TCP, 33, 0x12 },
	{ "an SCTP data chunk", AF_INET, IPPROTO_SCTP, 32, 0 },
	{ "an echo reply", AF_INET, IPPROTO_ICMP, 20, 0 },
	{ "a RST, IPv6", AF_INET6, IPPROTO_TCP, 53, 0x04 },
	{ "an SCTP abort, IPv6", AF_INET6, IPPROTO_SCTP, 52, 6 },
	{ "an ICMPv6 echo reply", AF_INET6, IPPROTO_ICMPV6, 40, 129 },
};

static void name_later(const struct later *l, char *name)
{
	strscpy(name, l->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(later, laters, name_later);

static void packet_does_not_open(struct kunit *test)
{
	const struct later *l = test->param_value;
	struct ctrnet_packet pkt = { .skb = frame_make(test, l->family, l->protocol) };

	pkt.skb->data[l->at] = l->value;
	KUNIT_EXPECT_TRUE(test, ctrnet_packet_trim(pkt.skb, l->family));
	KUNIT_EXPECT_EQ(test, ctrnet_packet_parse(&pkt, l->family, CTRNET_SIDE_HOST), 0);
	KUNIT_EXPECT_FALSE(test, ctrnet_packet_opens(&pkt));
	kfree_skb(pkt.skb);
}

/*
 * Where a sum is left to the device, from the IPv6 header on, of a packet of so many bytes of which
 * one may be another. Over what is judged it is not, be the packet malformed or not.
 */
static void packet_sums_left(struct kunit *test)
{
	static const struct {
		u8 protocol;
		u8 len;
		u8 at;
		u8 value;
		u8 start;
		u8 offset;
		int fate;
	} rows[] = {
		{ IPPROTO_TCP, 93, 0, 0x60, 40, 16, 0 },
		{ IPPROTO_TCP, 93, 0, 0x60, 60, 6, 0 },			/* in a tunnel */
		{ IPPROTO_TCP, 93, 0, 0x60, 40, 0, -EBADMSG },
		{ IPPROTO_TCP, 93, 0, 0x60, 6, 0, -EBADMSG },
		{ IPPROTO_TCP, 93, 52, 0x40, 40, 16, -EINVAL },		/* a header of 16 bytes */
		{ IPPROTO_TCP, 93, 52, 0x40, 6, 0, -EBADMSG },
		{ IPPROTO_TCP, 59, 0, 0x60, 40, 16, -EINVAL },
		{ IPPROTO_TCP, 59, 0, 0x60, 6, 0, -EBADMSG },
		{ IPPROTO_UDP, 47, 0, 0x60, 6, 0, -EBADMSG },
		{ IPPROTO_SCTP, 51, 0, 0x60, 6, 0, -EBADMSG },
		{ IPPROTO_ICMPV6, 47, 0, 0x60, 6, 0, -EBADMSG },
		{ IPPROTO_UDP, 48, 6, IPPROTO_GRE, 6, 0, -EBADMSG },
	};
	struct ctrnet_packet pkt;
	struct sk_buff *skb;
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		skb = frame_make(test, AF_INET6, rows[i].protocol);
		skb_trim(skb, rows[i].len);
		skb->data[rows[i].at] = rows[i].value;
		skb->ip_summed = CHECKSUM_PARTIAL;
		skb->csum_start = skb_headroom(skb) + rows[i].start;
		skb->csum_offset = rows[i].offset;
		ctrnet_packet_init(&pkt, skb);
		KUNIT_EXPECT_EQ_MSG(test, ctrnet_packet_parse(&pkt, AF_INET6, CTRNET_SIDE_ENDPOINT),
				    rows[i].fate, "row %d", i);
		kfree_skb(skb);
	}
}

/* Ethernet frames are at least 60 bytes long. */
static void packet_padding_is_cut(struct kunit *test)
{
	static const u8 families[] = { AF_INET, AF_INET6 };
	struct sk_buff *skb;
	unsigned int len;
	int i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		skb = frame_make(test, families[i], IPPROTO_UDP);
		len = skb->len;
		KUNIT_ASSERT_EQ(test, pskb_expand_head(skb, 0, 64, GFP_KERNEL), 0);
		memset(skb_put(skb, 18), 0xee, 18);
		frame_complete_sum(skb);
		KUNIT_EXPECT_TRUE(test, ctrnet_packet_trim(skb, families[i]));
		KUNIT_EXPECT_EQ(test, skb->len, len);
		KUNIT_EXPECT_TRUE(test, frame_sums_are_right(skb, families[i], IPPROTO_UDP));
		kfree_skb(skb);
	}
}

/* The byte of IPv4 flags and the one behind. */
static void packet_fragments(struct kunit *test)
{
	static const struct {
		u8 bytes[2];
		bool fragment;
	} rows[] = {
		{ { 0x00, 0 }, false },
		{ { 0x40, 0 }, false },		/* must not be cut */
		{ { 0x80, 0 }, false },		/* reserved */
		{ { 0x20, 0 }, true },		/* more of them */
		{ { 0x00, 1 }, true },
		{ { 0x1f, 0xff }, true },
	};
	struct sk_buff *skb = frame_make(test, AF_INET, IPPROTO_UDP);
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		memcpy(skb->data + 6, rows[i].bytes, 2);
		KUNIT_EXPECT_EQ_MSG(test, ctrnet_packet_is_fragment(skb, AF_INET),
				    rows[i].fragment, "row %d", i);
	}
	kfree_skb(skb);
}

/* Of what a sender's namespace notes beside a packet, nothing is left. */
static void packet_leaves(struct kunit *test)
{
	struct sk_buff *skb = frame_make(test, AF_INET, IPPROTO_UDP);

	skb->mark = 1;
	skb->skb_iif = 1;
	skb->pkt_type = PACKET_OTHERHOST;
	skb->priority = TC_PRIO_CONTROL;
	skb->redirected = 1;
	skb_set_delivery_time(skb, ktime_get() + NSEC_PER_SEC, 1);
	skb_set_queue_mapping(skb, 2);
	skb_set_dst_pending_confirm(skb, 1);
#ifdef CONFIG_NET_SCHED
	skb->tc_index = 1;
#endif
#ifdef CONFIG_NET_CLS_ACT
	skb->tc_skip_classify = 1;
#endif
#ifdef CONFIG_NETWORK_SECMARK
	skb->secmark = 1;
#endif
	ctrnet_packet_leave(skb);

	KUNIT_EXPECT_EQ(test, skb->mark, 0);
	KUNIT_EXPECT_EQ(test, skb->skb_iif, 0);
	KUNIT_EXPECT_TRUE(test, skb->pkt_type == PACKET_HOST);
	KUNIT_EXPECT_EQ(test, skb->priority, 0);
	KUNIT_EXPECT_FALSE(test, skb_is_redirected(skb));
	KUNIT_EXPECT_EQ(test, skb->tstamp, 0);
	KUNIT_EXPECT_EQ(test, skb_get_queue_mapping(skb), 0);
	KUNIT_EXPECT_FALSE(test, skb_get_dst_pending_confirm(skb));
#ifdef CONFIG_NET_SCHED
	KUNIT_EXPECT_EQ(test, skb->tc_index, 0);
#endif
#ifdef CONFIG_NET_CLS_ACT
	KUNIT_EXPECT_FALSE(test, skb->tc_skip_classify);
#endif
#ifdef CONFIG_NETWORK_SECMARK
	KUNIT_EXPECT_EQ(test, skb->secmark, 0);
#endif
	kfree_skb(skb);
}

/*
 * Headers behind that of IPv6, each of 8 bytes, and how long they and what is behind them are by
 * the packet's own word. There is more in the buffer.
 */
static void packet_headers6(struct kunit *test)
{
	static const struct {
		u8 first;
		u8 headers[2][8];
		u8 len;
		bool whole;
	} rows[] = {
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { IPPROTO_UDP } }, 24, true },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { IPPROTO_UDP } }, 23, false },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { IPPROTO_TCP } }, 17, true },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { IPPROTO_TCP } }, 16, false },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { NEXTHDR_NONE } }, 16, true },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { NEXTHDR_NONE } }, 8, false },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST, 3 } }, 24, false },
		{ NEXTHDR_FRAGMENT, { { NEXTHDR_DEST, 0, 0, 1 }, { IPPROTO_UDP } }, 24, true },
		{ NEXTHDR_FRAGMENT, { { NEXTHDR_DEST, 0, 0, 1 }, { IPPROTO_UDP } }, 16, false },
		{ NEXTHDR_FRAGMENT, { { NEXTHDR_DEST, 0, 0, 9 }, { IPPROTO_UDP } }, 16, true },
		{ NEXTHDR_FRAGMENT, { { IPPROTO_UDP, 0, 0, 9 } }, 9, true },
	};
	struct sk_buff *skb = frame_make(test, AF_INET6, IPPROTO_UDP);
	struct ipv6hdr *ip6h = ipv6_hdr(skb);
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ip6h->nexthdr = rows[i].first;
		ip6h->payload_len = htons(rows[i].len);
		memcpy(ip6h + 1, rows[i].headers, sizeof(rows[i].headers));
		KUNIT_EXPECT_EQ_MSG(test, ctrnet_packet_has_headers6(skb), rows[i].whole,
				    "row %d", i);
	}
	kfree_skb(skb);
}

/* Put all but so many bytes into a page, as of a sender who may write on. */
static u8 *move_to_page(struct kunit *test, struct sk_buff *skb, unsigned int headlen)
{
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned int len = skb->len - headlen;
	u8 *data;

	KUNIT_ASSERT_NOT_NULL(test, page);
	data = page_address(page);
	memcpy(data, skb->data + headlen, len);
	skb_trim(skb, headlen);
	skb_add_rx_frag(skb, 0, page, 0, len, PAGE_SIZE);
	return data;
}

/*
 * Headers behind that of IPv6, each of 8 bytes, all of them in a page; and how many bytes of the
 * packet are linear when they are settled. What is written to the page then changes none.
 */
static void packet_settles6(struct kunit *test)
{
	static const struct {
		u8 first;
		u8 headers[2][8];
		u8 len;
		u8 linear;
	} rows[] = {
		{ IPPROTO_ICMPV6, { { 128 } }, 81, 48 },
		{ IPPROTO_ICMPV6, { { 128 } }, 44, 44 },
		{ NEXTHDR_NONE, {}, 81, 48 },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { IPPROTO_UDP } }, 81, 64 },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { NEXTHDR_NONE } }, 81, 64 },
		{ NEXTHDR_DEST, { { NEXTHDR_DEST }, { IPPROTO_UDP } }, 58, 58 },
		{ NEXTHDR_DEST, { { IPPROTO_ICMPV6, 1 } }, 81, 64 },
		{ NEXTHDR_DEST, { { IPPROTO_ICMPV6, 9 } }, 81, 48 },	/* beyond the end */
		{ NEXTHDR_AUTH, { { IPPROTO_UDP, 2 } }, 81, 64 },
		{ NEXTHDR_FRAGMENT, { { NEXTHDR_DEST, 0, 0, 1 }, { IPPROTO_UDP } }, 81, 64 },
		{ NEXTHDR_FRAGMENT, { { NEXTHDR_DEST, 0, 0, 9 }, { IPPROTO_UDP } }, 81, 48 },
	};
	const unsigned int head = sizeof(struct ipv6hdr);
	struct sk_buff *skb, *clone;
	u8 *page, before[81];
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		skb = frame_make(test, AF_INET6, IPPROTO_UDP);
		ipv6_hdr(skb)->nexthdr = rows[i].first;
		memcpy(skb->data + head, rows[i].headers, sizeof(rows[i].headers));
		skb_trim(skb, rows[i].len);
		memcpy(before, skb->data, skb->len);
		page = move_to_page(test, skb, head);
		clone = skb_clone(skb, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, clone);

		KUNIT_EXPECT_TRUE(test, ctrnet_packet_settle6(skb));
		KUNIT_EXPECT_EQ_MSG(test, skb_headlen(skb), rows[i].linear, "row %d", i);
		KUNIT_EXPECT_EQ(test, skb->len, rows[i].len);
		memset(page, 0xee, rows[i].len - head);
		KUNIT_EXPECT_MEMEQ_MSG(test, skb->data, before, rows[i].linear, "row %d", i);
		KUNIT_EXPECT_EQ(test, skb_headlen(clone), head);
		KUNIT_EXPECT_EQ(test, clone->len, rows[i].len);
		kfree_skb(clone);
		kfree_skb(skb);
	}
}

static struct kunit_case packet_cases[] = {
	KUNIT_CASE_PARAM(packet_shape, shape_gen_params),
	KUNIT_CASE_PARAM(packet_options, options_gen_params),
	KUNIT_CASE_PARAM(packet_does_not_open, later_gen_params),
	KUNIT_CASE(packet_sums_left),
	KUNIT_CASE(packet_padding_is_cut),
	KUNIT_CASE(packet_fragments),
	KUNIT_CASE(packet_leaves),
	KUNIT_CASE(packet_headers6),
	KUNIT_CASE(packet_settles6),
	{}
};

static struct kunit_suite packet_suite = {
	.name = "packet",
	.test_cases = packet_cases,
};

kunit_test_suite(packet_suite);

MODULE_DESCRIPTION("Unit tests of ctrnet");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(EXPORTED_FOR_KUNIT_TESTING);
