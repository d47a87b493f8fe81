// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/test.h>
#include <linux/crc32.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/sctp.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip6_checksum.h>

#include "frame.h"

/* What an SCTP packet has for a sum that is left to the device: nobody shall touch it. */
#define SCTP_LEFT	cpu_to_le32(0x5ca1ab1e)

unsigned int frame_offset(u8 family)
{
	return family == AF_INET ? sizeof(struct iphdr) : sizeof(struct ipv6hdr);
}

/* That of SCTP with its first chunk's. */
unsigned int frame_header_len(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return sizeof(struct tcphdr);
	case IPPROTO_SCTP:
		return sizeof(struct sctphdr) + sizeof(struct sctp_chunkhdr);
	default:
		return sizeof(struct udphdr);
	}
}

/* Where the sum of the transport header is in it; that of SCTP is another one. */
static unsigned int sum_offset(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return offsetof(struct tcphdr, check);
	case IPPROTO_UDP:
		return offsetof(struct udphdr, check);
	default:
		return offsetof(struct icmphdr, checksum);
	}
}

static __sum16 *sum_of(const struct sk_buff *skb, u8 family, u8 protocol)
{
	return (__sum16 *)(skb->data + frame_offset(family) + sum_offset(protocol));
}

static __wsum pseudo_sum(const struct sk_buff *skb, u8 family, u8 protocol)
{
	unsigned int len = skb->len - frame_offset(family);

	if (protocol == IPPROTO_ICMP)
		return 0;
	if (family == AF_INET)
		return csum_tcpudp_nofold(ip_hdr(skb)->saddr, ip_hdr(skb)->daddr, len, protocol, 0);
	return ~csum_unfold(csum_ipv6_magic(&ipv6_hdr(skb)->saddr, &ipv6_hdr(skb)->daddr,
					    len, protocol, 0));
}

static __sum16 transport_sum(const struct sk_buff *skb, u8 family, u8 protocol)
{
	unsigned int offset = frame_offset(family);

	return csum_fold(skb_checksum(skb, offset, skb->len - offset,
				      pseudo_sum(skb, family, protocol)));
}

static __le32 *sctp_sum_of(const struct sk_buff *skb, u8 family)
{
	return &((struct sctphdr *)(skb->data + frame_offset(family)))->checksum;
}

static __le32 sctp_sum(const struct sk_buff *skb, u8 family)
{
	const u8 *th = skb->data + frame_offset(family);
	const struct sctphdr zero = {};
	unsigned int at = offsetof(struct sctphdr, checksum);
	u32 crc;

	crc = __crc32c_le(~0, th, at);
	crc = __crc32c_le(crc, (const u8 *)&zero.checksum, sizeof(zero.checksum));
	at += sizeof(zero.checksum);
	return cpu_to_le32(~__crc32c_le(crc, th + at, skb->len - frame_offset(family) - at));
}

static void put_ip(struct sk_buff *skb, u8 family, u8 protocol, unsigned int len)
{
	struct ipv6hdr *ip6h;
	struct iphdr *iph;

	skb_reset_network_header(skb);
	if (family == AF_INET) {
		iph = skb_put_zero(skb, sizeof(*iph));
		*iph = (struct iphdr) {
			.version = 4, .ihl = 5, .ttl = 64, .protocol = protocol,
			.tot_len = htons(sizeof(*iph) + len),
			.saddr = htonl(0xc0000201), .daddr = htonl(0xc6336401),
		};
		iph->check = ip_fast_csum(iph, iph->ihl);
		return;
	}
	ip6h = skb_put_zero(skb, sizeof(*ip6h));
	*ip6h = (struct ipv6hdr) {
		.version = 6, .hop_limit = 64, .nexthdr = protocol, .payload_len = htons(len),
		.saddr.s6_addr32 = { htonl(0x20010db8), 0, 0, htonl(1) },
		.daddr.s6_addr32 = { htonl(0x20010db8), 0, htonl(0xffff), htonl(2) },
	};
}

static void put_transport(struct sk_buff *skb, u8 protocol)
{
	void *th = skb_put_zero(skb, frame_header_len(protocol));
	struct icmphdr *ih = th;
	struct tcphdr *tcph = th;
	struct udphdr *uh = th;

	if (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6) {
		ih->type = protocol == IPPROTO_ICMP ? ICMP_ECHO : ICMPV6_ECHO_REQUEST;
		ih->un.echo.id = htons(FRAME_SPORT);
		return;
	}
	uh->source = htons(FRAME_SPORT);
	uh->dest = htons(FRAME_DPORT);
	if (protocol == IPPROTO_UDP) {
		uh->len = htons(sizeof(*uh) + FRAME_PAYLOAD);
	} else if (protocol == IPPROTO_TCP) {
		tcph->doff = sizeof(*tcph) / 4;
		tcph->syn = true;
	} else {
		((struct sctp_chunkhdr *)(th + sizeof(struct sctphdr)))->type = SCTP_CID_INIT;
	}
}

struct sk_buff *frame_make(struct kunit *test, u8 family, u8 protocol)
{
	unsigned int len = frame_header_len(protocol) + FRAME_PAYLOAD;
	struct sk_buff *skb = alloc_skb(NET_SKB_PAD + frame_offset(family) + len, GFP_KERNEL);
	u8 *payload;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, NET_SKB_PAD);
	put_ip(skb, family, protocol, len);
	put_transport(skb, protocol);
	payload = skb_put(skb, FRAME_PAYLOAD);
	for (i = 0; i < FRAME_PAYLOAD; i++)
		payload[i] = 7 * i + 1;

	if (protocol == IPPROTO_SCTP)
		*sctp_sum_of(skb, family) = sctp_sum(skb, family);
	else
		*sum_of(skb, family, protocol) = transport_sum(skb, family, protocol);
	return skb;
}

void frame_leave_sum(struct sk_buff *skb, u8 family, u8 protocol)
{
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + frame_offset(family);
	if (protocol == IPPROTO_SCTP) {
		skb->csum_offset = offsetof(struct sctphdr, checksum);
		skb->csum_not_inet = true;
		*sctp_sum_of(skb, family) = SCTP_LEFT;
		return;
	}
	skb->csum_offset = sum_offset(protocol);
	*sum_of(skb, family, protocol) = ~csum_fold(pseudo_sum(skb, family, protocol));
}

void frame_complete_sum(struct sk_buff *skb)
{
	skb->ip_summed = CHECKSUM_COMPLETE;
	skb->csum = skb_checksum(skb, 0, skb->len, 0);
}

static bool transport_sum_is_right(const struct sk_buff *skb, u8 family, u8 protocol)
{
	bool left = skb->ip_summed == CHECKSUM_PARTIAL;

	if (protocol == IPPROTO_SCTP)
		return *sctp_sum_of(skb, family) == (left ? SCTP_LEFT : sctp_sum(skb, family));
	if (left)
		return csum_fold(pseudo_sum(skb, family, protocol)) ==
		       (__force __sum16)~(__force u16)*sum_of(skb, family, protocol);
	return !transport_sum(skb, family, protocol);
}

bool frame_sums_are_right(const struct sk_buff *skb, u8 family, u8 protocol)
{
	if (family == AF_INET && ip_fast_csum(ip_hdr(skb), ip_hdr(skb)->ihl))
		return false;
	if (skb->ip_summed == CHECKSUM_COMPLETE &&
	    csum_fold(skb->csum) != csum_fold(skb_checksum(skb, 0, skb->len, 0)))
		return false;
	return transport_sum_is_right(skb, family, protocol);
}
