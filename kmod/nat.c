// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/visibility.h>
#include <linux/icmp.h>
#include <linux/sctp.h>
#include <linux/udp.h>
#include <net/checksum.h>
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

/*
 * Each of these writes what it is named after and tells by how much the sum over
 * it has grown (RFC 1624).
 */
static __always_inline __wsum rewrite_addrs4(struct iphdr *iph, const struct ctrnet_tuple *to)
{
	__wsum before = csum_add((__force __wsum)iph->saddr, (__force __wsum)iph->daddr);
	__wsum after = csum_add((__force __wsum)to->saddr.ip, (__force __wsum)to->daddr.ip);
	__wsum diff = csum_sub(after, before);

	iph->saddr = to->daddr.ip;
	iph->daddr = to->saddr.ip;
	csum_replace_by_diff(&iph->check, diff);
	return diff;
}

static __wsum rewrite_addrs6(struct ipv6hdr *ip6h, const struct ctrnet_tuple *to)
{
	const int len = sizeof(ip6h->saddr) + sizeof(ip6h->daddr);
	__wsum before = csum_partial(&ip6h->saddr, len, 0);

	ip6h->saddr = to->daddr.in6;
	ip6h->daddr = to->saddr.in6;
	return csum_sub(csum_partial(&ip6h->saddr, len, 0), before);
}

static __wsum rewrite_ports(__be16 *ports, const struct ctrnet_tuple *to)
{
	__wsum before = csum_add((__force __wsum)ports[0], (__force __wsum)ports[1]);
	__wsum after = csum_add((__force __wsum)to->sport, (__force __wsum)to->dport);

	ports[0] = to->dport;
	ports[1] = to->sport;
	return csum_sub(after, before);
}

/* The id of an echo request stands for its source port, a reply's for its destination port. */
static __wsum rewrite_echo(struct icmphdr *ih, u8 family, const struct ctrnet_tuple *to)
{
	__be16 id = ctrnet_icmp_is_request(family, ih->type) ? to->dport : to->sport;
	__wsum diff = csum_sub((__force __wsum)id, (__force __wsum)ih->un.echo.id);

	ih->un.echo.id = id;
	return diff;
}

/*
 * The transport's sum is over the addresses too, but for ICMP. If it is left to the
 * device it is that of the addresses alone so far. The sum of all, from the IP
 * header on, is that of before: what was written is made up for by the sum in the
 * header; only IPv4 has one more, for the addresses.
 */
static __always_inline void update_check(struct sk_buff *skb, __sum16 *check, u8 summed,
					 u8 family, __wsum addrs, __wsum ports)
{
	if (likely(summed == CHECKSUM_PARTIAL)) {
		*check = ~csum_fold(csum_add(addrs, csum_unfold(*check)));
		return;
	}
	if (summed == CHECKSUM_COMPLETE && family == AF_INET)
		skb->csum = csum_sub(skb->csum, addrs);
	csum_replace_by_diff(check, csum_add(addrs, ports));
}

/*
 * What @skb->ip_summed says of the packet itself. The sum which is left to the device
 * may be that of a packet inside a tunnel; the tunnel's own is whole already (local
 * checksum offload), or there is none. Only a GSO packet may have both left open.
 */
static __always_inline u8 own_sum(const struct ctrnet_packet *pkt)
{
	const struct sk_buff *skb = pkt->skb;

	if (unlikely(skb->ip_summed == CHECKSUM_PARTIAL &&
		     skb_checksum_start_offset(skb) != pkt->thoff &&
		     !(skb_shinfo(skb)->gso_type & SKB_GSO_UDP_TUNNEL_CSUM)))
		return CHECKSUM_NONE;
	return skb->ip_summed;
}

static __always_inline void rewrite_packet(struct ctrnet_packet *pkt,
					   const struct ctrnet_tuple *to)
{
	const u8 family = pkt->tuple.family, summed = own_sum(pkt);
	struct sk_buff *skb = pkt->skb;
	void *th = skb->data + pkt->thoff;
	struct icmphdr *ih = th;
	struct tcphdr *tcp = th;
	struct udphdr *uh = th;
	__wsum addrs, ports;

	addrs = likely(family == AF_INET) ? rewrite_addrs4(ctrnet_packet_ip(pkt), to) :
					    rewrite_addrs6(ctrnet_packet_ip6(pkt), to);

	switch (pkt->tuple.protocol) {
	case IPPROTO_TCP:
		ports = rewrite_ports(th, to);
		update_check(skb, &tcp->check, summed, family, addrs, ports);
		break;
	case IPPROTO_UDP:
		ports = rewrite_ports(th, to);
		/* Without a sum it stays so, but one left to the device may read 0. */
		if (!uh->check && summed != CHECKSUM_PARTIAL) {
			if (summed == CHECKSUM_COMPLETE)
				skb->ip_summed = CHECKSUM_NONE;
			break;
		}
		update_check(skb, &uh->check, summed, family, addrs, ports);
		if (!uh->check)
			uh->check = CSUM_MANGLED_0;
		break;
	case IPPROTO_SCTP:
		/* A sum of another kind, and not over the addresses. */
		ctrnet_sctp_rewrite(skb, th, skb->len - pkt->thoff, to->dport, to->sport);
		break;
	case IPPROTO_ICMP:
		update_check(skb, &ih->checksum, summed, family, 0,
			     rewrite_echo(ih, family, to));
		break;
	case IPPROTO_ICMPV6:
		update_check(skb, &ih->checksum, summed, family, addrs,
			     rewrite_echo(ih, family, to));
		break;
	}
}

/* Of a packet whose data others have, too. What is written is linear, as it was parsed. */
static int make_writable(const struct ctrnet_packet *pkt)
{
	unsigned int len = pkt->thoff + transport_header_len(pkt->tuple.protocol);

	return skb_clone_writable(pkt->skb, len) ? 0 : skb_ensure_writable(pkt->skb, len);
}

static __always_inline int rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	if (skb_cloned(pkt->skb) && make_writable(pkt))
		return -ENOMEM;
	rewrite_packet(pkt, to);
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
EXPORT_SYMBOL_IF_KUNIT(ctrnet_nat_redirect);

int ctrnet_nat_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	if (rewrite(pkt, to))
		return -ENOMEM;
	ctrnet_nat_hop(pkt);
	return 0;
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_nat_rewrite);
