// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>

#define CREATE_TRACE_POINTS
#include "trace.h"

void ctrnet_trace_addr(u8 family, const union nf_inet_addr *addr, struct in6_addr *to)
{
	if (family == AF_INET)
		ipv6_addr_set_v4mapped(addr->ip, to);
	else
		*to = addr->in6;
}

/* By the header's own version: a packet may be dropped before anything was checked. */
void ctrnet_trace_addrs(const struct sk_buff *skb, struct in6_addr *saddr,
			struct in6_addr *daddr)
{
	const struct ipv6hdr *ip6h;
	const struct iphdr *iph;
	union {
		struct iphdr ip4;
		struct ipv6hdr ip6;
	} buf;
	int offset;

	memset(saddr, 0, sizeof(*saddr));
	memset(daddr, 0, sizeof(*daddr));
	if (!skb)
		return;

	offset = skb_network_offset(skb);
	iph = skb_header_pointer(skb, offset, sizeof(buf.ip4), &buf.ip4);
	if (!iph)
		return;
	if (iph->version == 4) {
		ipv6_addr_set_v4mapped(iph->saddr, saddr);
		ipv6_addr_set_v4mapped(iph->daddr, daddr);
	} else if (iph->version == 6) {
		ip6h = skb_header_pointer(skb, offset, sizeof(buf.ip6), &buf.ip6);
		if (!ip6h)
			return;
		*saddr = ip6h->saddr;
		*daddr = ip6h->daddr;
	}
}

static void trace_ports_at(const struct sk_buff *skb, int offset, u8 protocol, u16 *sport,
			   u16 *dport)
{
	__be16 buf[2];
	const __be16 *ports;

	if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP && protocol != IPPROTO_SCTP)
		return;
	ports = skb_header_pointer(skb, offset, sizeof(buf), buf);
	if (!ports)
		return;
	*sport = ntohs(ports[0]);
	*dport = ntohs(ports[1]);
}

/* Behind extension headers of IPv6 there are ports, too, which are not looked for. */
void ctrnet_trace_ports(const struct sk_buff *skb, u8 *protocol, u16 *sport, u16 *dport)
{
	const struct ipv6hdr *ip6h;
	const struct iphdr *iph;
	union {
		struct iphdr ip4;
		struct ipv6hdr ip6;
	} buf;
	int offset;

	*protocol = 0;
	*sport = 0;
	*dport = 0;
	if (!skb)
		return;

	offset = skb_network_offset(skb);
	iph = skb_header_pointer(skb, offset, sizeof(buf.ip4), &buf.ip4);
	if (!iph)
		return;
	if (iph->version == 4) {
		*protocol = iph->protocol;
		/* Only the first fragment has them. */
		if (iph->ihl >= 5 && !(iph->frag_off & htons(IP_OFFSET)))
			trace_ports_at(skb, offset + iph->ihl * 4, *protocol, sport, dport);
	} else if (iph->version == 6) {
		ip6h = skb_header_pointer(skb, offset, sizeof(buf.ip6), &buf.ip6);
		if (!ip6h)
			return;
		*protocol = ip6h->nexthdr;
		trace_ports_at(skb, offset + sizeof(*ip6h), *protocol, sport, dport);
	}
}
