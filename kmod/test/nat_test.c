// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/test.h>
#include <linux/skbuff.h>
#include <linux/udp.h>

#include "../nat.h"
#include "../packet.h"
#include "frame.h"

/* Each protocol, and who makes its sum. */
struct kind {
	const char *name;
	u8 family;
	u8 protocol;
	u8 ip_summed;
};

static const struct kind kinds[] = {
	{ "TCP, IPv4", AF_INET, IPPROTO_TCP, CHECKSUM_NONE },
	{ "TCP, IPv4, sum left open", AF_INET, IPPROTO_TCP, CHECKSUM_PARTIAL },
	{ "TCP, IPv4, added up", AF_INET, IPPROTO_TCP, CHECKSUM_COMPLETE },
	{ "TCP, IPv6", AF_INET6, IPPROTO_TCP, CHECKSUM_NONE },
	{ "TCP, IPv6, sum left open", AF_INET6, IPPROTO_TCP, CHECKSUM_PARTIAL },
	{ "TCP, IPv6, added up", AF_INET6, IPPROTO_TCP, CHECKSUM_COMPLETE },
	{ "UDP, IPv4", AF_INET, IPPROTO_UDP, CHECKSUM_NONE },
	{ "UDP, IPv4, sum left open", AF_INET, IPPROTO_UDP, CHECKSUM_PARTIAL },
	{ "UDP, IPv4, added up", AF_INET, IPPROTO_UDP, CHECKSUM_COMPLETE },
	{ "UDP, IPv6", AF_INET6, IPPROTO_UDP, CHECKSUM_NONE },
	{ "UDP, IPv6, sum left open", AF_INET6, IPPROTO_UDP, CHECKSUM_PARTIAL },
	{ "UDP, IPv6, added up", AF_INET6, IPPROTO_UDP, CHECKSUM_COMPLETE },
	{ "SCTP, IPv4", AF_INET, IPPROTO_SCTP, CHECKSUM_NONE },
	{ "SCTP, IPv4, sum left open", AF_INET, IPPROTO_SCTP, CHECKSUM_PARTIAL },
	{ "SCTP, IPv4, added up", AF_INET, IPPROTO_SCTP, CHECKSUM_COMPLETE },
	{ "SCTP, IPv6", AF_INET6, IPPROTO_SCTP, CHECKSUM_NONE },
	{ "SCTP, IPv6, sum left open", AF_INET6, IPPROTO_SCTP, CHECKSUM_PARTIAL },
	{ "ICMP", AF_INET, IPPROTO_ICMP, CHECKSUM_NONE },
	{ "ICMP, added up", AF_INET, IPPROTO_ICMP, CHECKSUM_COMPLETE },
	{ "ICMPv6", AF_INET6, IPPROTO_ICMPV6, CHECKSUM_NONE },
	{ "ICMPv6, added up", AF_INET6, IPPROTO_ICMPV6, CHECKSUM_COMPLETE },
};

static void name_kind(const struct kind *kind, char *name)
{
	strscpy(name, kind->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kind, kinds, name_kind);

/* Those whose sum the packet holds, which alone can show a damage. */
static const void *summed_gen_params(const void *prev, char *desc)
{
	const struct kind *kind = prev;

	do {
		kind = kind_gen_params(kind, desc);
	} while (kind && kind->ip_summed != CHECKSUM_NONE);
	return kind;
}

static struct sk_buff *make(struct kunit *test, const struct kind *kind)
{
	struct sk_buff *skb = frame_make(test, kind->family, kind->protocol);

	if (kind->ip_summed == CHECKSUM_PARTIAL)
		frame_leave_sum(skb, kind->family, kind->protocol);
	else if (kind->ip_summed == CHECKSUM_COMPLETE)
		frame_complete_sum(skb);
	KUNIT_EXPECT_TRUE(test, frame_sums_are_right(skb, kind->family, kind->protocol));
	return skb;
}

static struct ctrnet_packet parsed(struct kunit *test, struct sk_buff *skb, u8 family)
{
	struct ctrnet_packet pkt = { .skb = skb };

	KUNIT_EXPECT_EQ(test, ctrnet_packet_parse(&pkt, family, CTRNET_SIDE_HOST), 0);
	return pkt;
}

/* What the packet shall show: addresses of other sums, and other ports. */
static struct ctrnet_tuple other(const struct ctrnet_packet *pkt)
{
	struct ctrnet_tuple want = pkt->tuple;

	want.saddr.all[0] ^= htonl(0x00010203);
	want.daddr.all[0] ^= htonl(0x70000809);
	if (want.family == AF_INET6)
		want.daddr.all[2] ^= htonl(0x00ff1234);
	want.sport = htons(61000);
	if (!ctrnet_packet_is_echo(pkt))
		want.dport = htons(8080);
	return want;
}

static void expect_tuple(struct kunit *test, struct sk_buff *skb, const struct ctrnet_tuple *want)
{
	const struct ctrnet_packet pkt = parsed(test, skb, want->family);
	size_t len = want->family == AF_INET ? sizeof(want->saddr.ip) : sizeof(want->saddr.in6);

	KUNIT_EXPECT_EQ(test, pkt.tuple.id, want->id);
	KUNIT_EXPECT_MEMEQ(test, &pkt.tuple.saddr, &want->saddr, len);
	KUNIT_EXPECT_MEMEQ(test, &pkt.tuple.daddr, &want->daddr, len);
}

static void nat_rewrite(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	struct sk_buff *skb = make(test, kind);
	struct ctrnet_packet pkt = parsed(test, skb, kind->family);
	const struct ctrnet_tuple want = other(&pkt);
	struct ctrnet_tuple to;

	ctrnet_tuple_reverse(&to, &want);
	KUNIT_EXPECT_EQ(test, ctrnet_nat_rewrite(&pkt, &to), 0);
	expect_tuple(test, skb, &want);
	KUNIT_EXPECT_TRUE(test, frame_sums_are_right(skb, kind->family, kind->protocol));
	KUNIT_EXPECT_EQ(test, ctrnet_packet_ttl(&pkt), 63);
	kfree_skb(skb);
}

static void nat_redirect(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	struct sk_buff *skb = make(test, kind);
	struct ctrnet_packet pkt = parsed(test, skb, kind->family);
	struct ctrnet_tuple want = other(&pkt);

	want.saddr = pkt.tuple.saddr;
	want.sport = pkt.tuple.sport;
	KUNIT_EXPECT_EQ(test, ctrnet_nat_redirect(&pkt, &want.daddr, want.dport), 0);
	expect_tuple(test, skb, &want);
	KUNIT_EXPECT_TRUE(test, frame_sums_are_right(skb, kind->family, kind->protocol));
	KUNIT_EXPECT_EQ(test, ctrnet_packet_ttl(&pkt), 64);
	kfree_skb(skb);
}

/* What a capture holds of the packet stays as it was. */
static void nat_leaves_clones(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	struct sk_buff *skb = make(test, kind), *clone = skb_clone(skb, GFP_KERNEL);
	struct ctrnet_packet pkt = parsed(test, skb, kind->family);
	const struct ctrnet_tuple was = pkt.tuple, want = other(&pkt);
	struct ctrnet_tuple to;

	KUNIT_ASSERT_NOT_NULL(test, clone);
	ctrnet_tuple_reverse(&to, &want);
	KUNIT_EXPECT_EQ(test, ctrnet_nat_rewrite(&pkt, &to), 0);
	expect_tuple(test, skb, &want);
	expect_tuple(test, clone, &was);
	kfree_skb(clone);
	kfree_skb(skb);
}

static struct udphdr *udp_header(const struct ctrnet_packet *pkt)
{
	return (struct udphdr *)(pkt->skb->data + pkt->thoff);
}

/* 0 would say that there is no sum. */
static void nat_udp_sum_is_never_zero(struct kunit *test)
{
	struct sk_buff *skb = frame_make(test, AF_INET, IPPROTO_UDP);
	struct ctrnet_packet pkt = parsed(test, skb, AF_INET);
	const union nf_inet_addr daddr = pkt.tuple.daddr;
	unsigned int port, mangled = 0;

	for (port = 0; port < 0x10000; port++) {
		if (ctrnet_nat_redirect(&pkt, &daddr, htons(port)) ||
		    !udp_header(&pkt)->check ||
		    !frame_sums_are_right(skb, AF_INET, IPPROTO_UDP))
			break;
		mangled += udp_header(&pkt)->check == CSUM_MANGLED_0;
	}
	KUNIT_EXPECT_EQ(test, port, 0x10000);
	KUNIT_EXPECT_GE(test, mangled, 1);
	kfree_skb(skb);
}

static void nat_udp_without_sum_stays_so(struct kunit *test)
{
	struct sk_buff *skb = frame_make(test, AF_INET, IPPROTO_UDP);
	struct ctrnet_packet pkt = parsed(test, skb, AF_INET);
	const struct ctrnet_tuple want = other(&pkt);
	struct ctrnet_tuple to;

	udp_header(&pkt)->check = 0;
	ctrnet_tuple_reverse(&to, &want);
	KUNIT_EXPECT_EQ(test, ctrnet_nat_rewrite(&pkt, &to), 0);
	expect_tuple(test, skb, &want);
	KUNIT_EXPECT_EQ(test, (__force u16)udp_header(&pkt)->check, 0);
	kfree_skb(skb);
}

/* A damaged packet is not made whole. */
static void nat_damage_stays(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	struct sk_buff *skb = make(test, kind);
	struct ctrnet_packet pkt = parsed(test, skb, kind->family);
	const struct ctrnet_tuple want = other(&pkt);
	struct ctrnet_tuple to;

	skb->data[skb->len - 1] ^= 0x10;
	ctrnet_tuple_reverse(&to, &want);
	KUNIT_EXPECT_EQ(test, ctrnet_nat_rewrite(&pkt, &to), 0);
	KUNIT_EXPECT_FALSE(test, frame_sums_are_right(skb, kind->family, kind->protocol));
	kfree_skb(skb);
}

static struct kunit_case nat_cases[] = {
	KUNIT_CASE_PARAM(nat_rewrite, kind_gen_params),
	KUNIT_CASE_PARAM(nat_redirect, kind_gen_params),
	KUNIT_CASE_PARAM(nat_leaves_clones, kind_gen_params),
	KUNIT_CASE_PARAM(nat_damage_stays, summed_gen_params),
	KUNIT_CASE(nat_udp_sum_is_never_zero),
	KUNIT_CASE(nat_udp_without_sum_stays_so),
	{}
};

static struct kunit_suite nat_suite = {
	.name = "nat",
	.test_cases = nat_cases,
};

kunit_test_suite(nat_suite);
