// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ip.h>
#include <linux/ipv6.h>

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
