// SPDX-License-Identifier: GPL-2.0-only
#include <linux/icmp.h>
#include <linux/sctp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "icmp.h"
#include "nat.h"
#include "packet.h"
#include "sctp.h"

static unsigned int transport_header_len(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return sizeof(struct tcphdr);
	case IPPROTO_UDP:
		return sizeof(struct udphdr);
	case IPPROTO_SCTP:
		return sizeof(struct sctphdr);
	default:
		return sizeof(struct icmphdr);
	}
}

/* Write an address, which the transport's sum covers, if it has one. */
static void rewrite_address4(struct sk_buff *skb, __be32 *addr, __be32 to, __sum16 *check)
{
	if (*addr == to)
		return;
	if (check)
		inet_proto_csum_replace4(check, skb, *addr, to, true);
	csum_replace4(&ip_hdr(skb)->check, *addr, to);
	*addr = to;
}

static void rewrite_address6(struct sk_buff *skb, struct in6_addr *addr,
			     const struct in6_addr *to, __sum16 *check)
{
	if (ipv6_addr_equal(addr, to))
		return;
	if (check)
		inet_proto_csum_replace16(check, skb, addr->s6_addr32, to->s6_addr32, true);
	*addr = *to;
}

static void rewrite_addresses(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to,
			      __sum16 *check)
{
	struct sk_buff *skb = pkt->skb;

	if (likely(pkt->tuple.family == AF_INET)) {
		struct iphdr *iph = ctrnet_packet_ip(pkt);

		/* The sum of ICMP does not cover addresses. */
		if (pkt->tuple.protocol == IPPROTO_ICMP)
			check = NULL;
		rewrite_address4(skb, &iph->saddr, to->daddr.ip, check);
		rewrite_address4(skb, &iph->daddr, to->saddr.ip, check);
	} else {
		struct ipv6hdr *ip6h = ctrnet_packet_ip6(pkt);

		rewrite_address6(skb, &ip6h->saddr, &to->daddr.in6, check);
		rewrite_address6(skb, &ip6h->daddr, &to->saddr.in6, check);
	}
}

static void rewrite_port(struct sk_buff *skb, __be16 *port, __be16 to, __sum16 *check)
{
	if (*port == to)
		return;
	if (check)
		inet_proto_csum_replace2(check, skb, *port, to, false);
	*port = to;
}

/* The id of an echo request stands for its source port, a reply's for its destination port. */
static void rewrite_echo(struct ctrnet_packet *pkt, struct icmphdr *ih,
			 const struct ctrnet_tuple *to, __sum16 *check)
{
	bool request = ctrnet_icmp_is_request(pkt->tuple.family, ih->type);

	rewrite_port(pkt->skb, &ih->un.echo.id, request ? to->dport : to->sport, check);
}

/*
 * Where the sum of the transport header and payload is; NULL if there is none:
 * UDP without a sum stays so, but a sum left to the device may read 0. That of
 * SCTP is of another kind.
 */
static __sum16 *transport_check(const struct sk_buff *skb, u8 protocol, void *th)
{
	struct udphdr *uh = th;

	switch (protocol) {
	case IPPROTO_TCP:
		return &((struct tcphdr *)th)->check;
	case IPPROTO_UDP:
		return uh->check || skb->ip_summed == CHECKSUM_PARTIAL ? &uh->check : NULL;
	case IPPROTO_SCTP:
		return NULL;
	default:
		return &((struct icmphdr *)th)->checksum;
	}
}

static void rewrite_transport(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	u8 protocol = pkt->tuple.protocol;
	struct sk_buff *skb = pkt->skb;
	void *th = skb->data + pkt->thoff;
	__sum16 *check = transport_check(skb, protocol, th);
	__be16 *ports = th;

	rewrite_addresses(pkt, to, check);
	if (ctrnet_packet_is_echo(pkt)) {
		rewrite_echo(pkt, th, to, check);
		return;
	}
	if (unlikely(protocol == IPPROTO_SCTP)) {
		ctrnet_sctp_rewrite(skb, th, skb->len - pkt->thoff, to->dport, to->sport);
		return;
	}
	rewrite_port(skb, &ports[0], to->dport, check);
	rewrite_port(skb, &ports[1], to->sport, check);
	if (protocol == IPPROTO_UDP && check && !*check)
		*check = CSUM_MANGLED_0;
}

/*
 * The sum which is left to the device is that of a packet inside a tunnel; the
 * tunnel's own is whole already (local checksum offload). In a GSO packet both
 * are left open.
 */
static bool sum_is_inner(const struct ctrnet_packet *pkt)
{
	const struct sk_buff *skb = pkt->skb;

	return skb->ip_summed == CHECKSUM_PARTIAL && !skb_is_gso(skb) &&
	       skb_checksum_start_offset(skb) != pkt->thoff;
}

static int rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	struct sk_buff *skb = pkt->skb;

	if (skb_ensure_writable(skb, pkt->thoff + transport_header_len(pkt->tuple.protocol)))
		return -ENOMEM;

	if (unlikely(sum_is_inner(pkt))) {
		skb->ip_summed = CHECKSUM_NONE;
		rewrite_transport(pkt, to);
		skb->ip_summed = CHECKSUM_PARTIAL;
	} else {
		rewrite_transport(pkt, to);
	}
	return 0;
}

int ctrnet_nat_redirect(struct ctrnet_packet *pkt, const union nf_inet_addr *daddr,
			__be16 dport)
{
	struct ctrnet_tuple to;

	ctrnet_tuple_reverse(&to, &pkt->tuple);
	to.saddr = *daddr;
	to.sport = dport;
	return rewrite(pkt, &to);
}

int ctrnet_nat_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	if (rewrite(pkt, to))
		return -ENOMEM;
	ctrnet_nat_hop(pkt);
	return 0;
}

void ctrnet_nat_hop(struct ctrnet_packet *pkt)
{
	struct sk_buff *skb = pkt->skb;

	if (likely(pkt->tuple.family == AF_INET)) {
		ip_decrease_ttl(ctrnet_packet_ip(pkt));
		return;
	}
	ctrnet_packet_ip6(pkt)->hop_limit--;
	/* No sum of its own makes up for it. */
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->csum = csum_sub(skb->csum, (__force __wsum)htons(1));
}
