/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_IP6_ROUTE_H
#define CTRNET_COMPAT_NET_IP6_ROUTE_H

#include_next <net/ip6_route.h>
#include <net/ipv6_stubs.h>

/* Where IPv6 may be a module, its functions are in a table. */
static inline int
ctrnet_compat_ip6_fragment(struct net *net, struct sock *sk, struct sk_buff *skb,
			   int (*output)(struct net *net, struct sock *sk,
					 struct sk_buff *skb))
{
#ifdef _IPV6_STUBS_H
	return ipv6_stub->ipv6_fragment(net, sk, skb, output);
#else
	return ip6_fragment(net, sk, skb, output);
#endif
}

#endif
