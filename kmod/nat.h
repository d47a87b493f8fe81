/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_NAT_H
#define CTRNET_NAT_H

#include <linux/netfilter.h>
#include <linux/types.h>
#include <net/checksum.h>
#include <net/ip.h>

#include "packet.h"

/**
 * ctrnet_nat_rewrite - give a packet new addresses and ports
 * @pkt: the packet, parsed
 * @to: what it shall look like, seen from its receiver: the packets which come
 *	back carry this tuple
 *
 * Also takes one off the time to live, as a router does; the caller has checked
 * that there is one. Keeps all sums right, whoever computes them. Knows no
 * tables and takes no locks; any context.
 *
 * Return: 0, or -ENOMEM if the headers could not be made writable; the packet
 * must not be sent then.
 */
int ctrnet_nat_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to);

/**
 * ctrnet_nat_redirect - give a packet a new destination only
 * @pkt: the packet, parsed
 * @daddr: destination address
 * @dport: destination port; nothing for ICMP
 *
 * What a firewall between the two translations sees; ctrnet_nat_rewrite() does
 * the rest.
 * Context: any.
 * Return: that of ctrnet_nat_rewrite().
 */
int ctrnet_nat_redirect(struct ctrnet_packet *pkt, const union nf_inet_addr *daddr,
			__be16 dport);

/* Take one off the time to live, whose header is writable. */
static inline void ctrnet_nat_hop(struct ctrnet_packet *pkt)
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

#endif
