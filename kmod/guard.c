// SPDX-License-Identifier: GPL-2.0-only
/* Whether a packet speaks as a DHCP server, which no endpoint may be for another. */
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/udp.h>
#include <net/ipv6.h>

#include "guard.h"

/* RFC 8415 section 7.2. */
#define DHCP6_CLIENT_PORT	546
#define DHCP6_SERVER_PORT	547

/* Offset of the UDP header, or -1. */
static int udp_offset(const struct sk_buff *skb, u8 family)
{
	const int start = skb_network_offset(skb);
	__be16 frag_off;
	u8 protocol;
	int offset;

	/* Seen to be UDP, and not a fragment's later part. */
	if (family == AF_INET)
		return start + ip_hdr(skb)->ihl * 4;

	protocol = ipv6_hdr(skb)->nexthdr;
	if (likely(!ipv6_ext_hdr(protocol)))
		return protocol == IPPROTO_UDP ? start + (int)sizeof(struct ipv6hdr) : -1;
	offset = ipv6_skip_exthdr(skb, start + sizeof(struct ipv6hdr), &protocol, &frag_off);
	return protocol == IPPROTO_UDP ? offset : -1;
}

bool ctrnet_guard_is_dhcp_server_slow(struct sk_buff *skb, u8 family)
{
	const int offset = udp_offset(skb, family);
	const __be16 *ports;

	if (offset < 0 || skb->len < offset + 2 * sizeof(*ports))
		return false;
	/* In a page the sender may write on; without memory to copy them nobody can tell. */
	if (unlikely(!pskb_may_pull(skb, offset + 2 * sizeof(*ports))))
		return true;
	ports = (const __be16 *)(skb->data + offset);
	if (family == AF_INET)
		return ctrnet_guard_are_dhcp_server(ports);
	return ports[0] == htons(DHCP6_SERVER_PORT) || ports[1] == htons(DHCP6_CLIENT_PORT);
}
