/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_GUARD_H
#define CTRNET_GUARD_H

#include <linux/in.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <net/ip.h>
#include <net/ipv6.h>

/* RFC 2131 section 4.1. */
#define CTRNET_DHCP_SERVER_PORT	67
#define CTRNET_DHCP_CLIENT_PORT	68

/* What ctrnet_guard_is_dhcp_server() does with what it does not see through at first sight. */
bool ctrnet_guard_is_dhcp_server_slow(struct sk_buff *skb, u8 family);

/* By the ports of a UDP datagram over IPv4. Clients look at their own port alone. */
static inline bool ctrnet_guard_are_dhcp_server(const __be16 *ports)
{
	return ports[0] == htons(CTRNET_DHCP_SERVER_PORT) ||
	       ports[1] == htons(CTRNET_DHCP_CLIENT_PORT);
}

/* Where the ports of an IPv4 packet without options are, if they are linear. */
static inline const __be16 *ctrnet_guard_ports(const struct sk_buff *skb,
					       const struct iphdr *iph)
{
	const __be16 *ports = (const __be16 *)(iph + 1);

	return iph->ihl == 5 && (u8 *)(ports + 2) <= skb_tail_pointer(skb) ? ports : NULL;
}

/**
 * ctrnet_guard_is_dhcp_server - whether a packet speaks as a DHCP server, to a client
 * @skb: the network header is set, and linear; its head may move
 * @family: AF_INET or AF_INET6
 *
 * No endpoint gives out addresses: they are told to the module. All packets between
 * endpoints come by here, so the first look is short. The ports are linear afterwards.
 * Context: any.
 * Return: whether it does, or there is no memory to tell.
 */
static inline bool ctrnet_guard_is_dhcp_server(struct sk_buff *skb, u8 family)
{
	u8 protocol = family == AF_INET ? ip_hdr(skb)->protocol : ipv6_hdr(skb)->nexthdr;
	const __be16 *ports;

	if (protocol == IPPROTO_TCP)
		return false;
	if (family != AF_INET)
		return ctrnet_guard_is_dhcp_server_slow(skb, family);
	if (protocol != IPPROTO_UDP || ip_hdr(skb)->frag_off & htons(IP_OFFSET))
		return false;
	ports = ctrnet_guard_ports(skb, ip_hdr(skb));
	if (unlikely(!ports))
		return ctrnet_guard_is_dhcp_server_slow(skb, family);
	return ctrnet_guard_are_dhcp_server(ports);
}

#endif
