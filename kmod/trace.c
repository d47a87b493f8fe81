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

u32 ctrnet_trace_endpoint(const struct ctrnet_flow_dir *fd)
{
	const struct ctrnet_endpoint *ep = ctrnet_flow_endpoint(fd);

	return ep ? ep->id : 0;
}

static void trace_ports(const struct sk_buff *skb, int offset, struct ctrnet_trace_packet *to)
{
	__be16 buf[2];
	const __be16 *ports;

	if (!ctrnet_tuple_has_ports(to->protocol))
		return;
	ports = skb_header_pointer(skb, offset, sizeof(buf), buf);
	if (!ports)
		return;
	to->sport = ntohs(ports[0]);
	to->dport = ntohs(ports[1]);
}

/*
 * By the header's own version: a packet may be dropped before anything was checked. Behind
 * extension headers of IPv6 there are ports, too, which are not looked for.
 */
void ctrnet_trace_skb(const struct sk_buff *skb, struct ctrnet_trace_packet *to)
{
	const struct ipv6hdr *ip6h;
	const struct iphdr *iph;
	union {
		struct iphdr ip4;
		struct ipv6hdr ip6;
	} buf;
	int offset;

	memset(to, 0, sizeof(*to));
	if (!skb)
		return;

	offset = skb_network_offset(skb);
	iph = skb_header_pointer(skb, offset, sizeof(buf.ip4), &buf.ip4);
	if (!iph)
		return;
	if (iph->version == 4) {
		ipv6_addr_set_v4mapped(iph->saddr, &to->saddr);
		ipv6_addr_set_v4mapped(iph->daddr, &to->daddr);
		to->protocol = iph->protocol;
		/* Only the first fragment has them. */
		if (iph->ihl >= 5 && !(iph->frag_off & htons(IP_OFFSET)))
			trace_ports(skb, offset + iph->ihl * 4, to);
	} else if (iph->version == 6) {
		ip6h = skb_header_pointer(skb, offset, sizeof(buf.ip6), &buf.ip6);
		if (!ip6h)
			return;
		to->saddr = ip6h->saddr;
		to->daddr = ip6h->daddr;
		to->protocol = ip6h->nexthdr;
		trace_ports(skb, offset + sizeof(*ip6h), to);
	}
}

void ctrnet_trace_tuple(const struct ctrnet_tuple *tuple, struct ctrnet_trace_packet *to)
{
	ctrnet_trace_addr(tuple->family, &tuple->saddr, &to->saddr);
	ctrnet_trace_addr(tuple->family, &tuple->daddr, &to->daddr);
	to->protocol = tuple->protocol;
	to->sport = ntohs(tuple->sport);
	to->dport = ntohs(tuple->dport);
}
