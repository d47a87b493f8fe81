// SPDX-License-Identifier: GPL-2.0-only
/* What no endpoint may say to all others. */
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/ipv6.h>

#include "guard.h"

/* RFC 2131 section 4.1, RFC 8415 section 7.2. */
#define DHCP_SERVER_PORT	67
#define DHCP_CLIENT_PORT	68
#define DHCP6_CLIENT_PORT	546
#define DHCP6_SERVER_PORT	547

/* Offset of the UDP header, or -1. */
static int udp_offset(const struct sk_buff *skb, u8 family)
{
	const int start = skb_network_offset(skb);
	__be16 frag_off;
	u8 protocol;
	int offset;

	if (family == AF_INET)
		return ip_hdr(skb)->protocol == IPPROTO_UDP ?
		       start + ip_hdr(skb)->ihl * 4 : -1;

	protocol = ipv6_hdr(skb)->nexthdr;
	if (likely(!ipv6_ext_hdr(protocol)))
		return protocol == IPPROTO_UDP ? start + (int)sizeof(struct ipv6hdr) : -1;
	offset = ipv6_skip_exthdr(skb, start + sizeof(struct ipv6hdr), &protocol, &frag_off);
	return protocol == IPPROTO_UDP ? offset : -1;
}

static bool is_dhcp(const __be16 *ports, u8 family)
{
	/* Clients look at their own port alone. */
	if (likely(family == AF_INET))
		return ports[0] == htons(DHCP_SERVER_PORT) ||
		       ports[1] == htons(DHCP_CLIENT_PORT);
	return ports[0] == htons(DHCP6_SERVER_PORT) || ports[1] == htons(DHCP6_CLIENT_PORT);
}

/* What no stack sends, but a hostile sender may. */
static noinline bool is_dhcp_paged(const struct sk_buff *skb, int offset, u8 family)
{
	const __be16 *ports;
	__be16 buf[2];

	ports = skb_header_pointer(skb, offset, sizeof(buf), buf);
	return ports && is_dhcp(ports, family);
}

bool ctrnet_guard_is_dhcp_port(const struct sk_buff *skb, u8 family)
{
	const int offset = udp_offset(skb, family);

	if (offset < 0)
		return false;
	if (unlikely(skb_headlen(skb) < offset + 2 * sizeof(__be16)))
		return is_dhcp_paged(skb, offset, family);
	return is_dhcp((const __be16 *)(skb->data + offset), family);
}
