/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_GUARD_H
#define CTRNET_GUARD_H

#include <linux/in.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <net/ipv6.h>

/* The part of the test below which looks at ports. */
bool ctrnet_guard_is_dhcp_port(const struct sk_buff *skb, u8 family);

/**
 * ctrnet_guard_is_dhcp_server - whether a packet speaks as a DHCP server, to a client
 * @skb: the network header is set, and linear
 * @family: AF_INET or AF_INET6
 *
 * No endpoint gives out addresses: they are told to the module. Context: any.
 */
static inline bool ctrnet_guard_is_dhcp_server(const struct sk_buff *skb, u8 family)
{
	u8 protocol = family == AF_INET ? ip_hdr(skb)->protocol : ipv6_hdr(skb)->nexthdr;

	/* All packets between endpoints come by here, so the first look is short. */
	if (likely(protocol == IPPROTO_TCP))
		return false;
	return ctrnet_guard_is_dhcp_port(skb, family);
}

#endif
