/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_ROUTE_H
#define CTRNET_COMPAT_NET_ROUTE_H

#include_next <net/route.h>
#include <linux/ip.h>
#include <net/inet_dscp.h>

/*
 * Gives a packet which has come its route; -ENOMEM, or another error if it is refused.
 * Until 6.12 the kernel itself told that by an error, since then it names the reason.
 */
static inline int ctrnet_compat_route_input(struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
#ifdef CTRNET_COMPAT_HAS_ROUTE_INPUT_REASON
	enum skb_drop_reason reason;

	reason = ip_route_input_noref(skb, iph->daddr, iph->saddr,
				      inet_dsfield_to_dscp(iph->tos), skb->dev);
	if (reason == SKB_DROP_REASON_NOMEM)
		return -ENOMEM;
	return reason ? -EINVAL : 0;
#else
	int err = ip_route_input_noref(skb, iph->daddr, iph->saddr, iph->tos, skb->dev);

	return err == -ENOBUFS ? -ENOMEM : err;
#endif
}

#endif
