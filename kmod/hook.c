// SPDX-License-Identifier: GPL-2.0-only
/*
 * All that the host receives: what cannot be ctrnet's is let go, unseen if possible. What may
 * be has a flow (fastpath.c) or wants one (slowpath.c).
 */
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/ipv6_frag.h>

#include "ctrnet.h"
#include "drop.h"
#include "fastpath.h"
#include "hook.h"
#include "icmp.h"
#include "network.h"
#include "packet.h"
#include "route.h"
#include "slowpath.h"

/* Whether a flow or a publish may have a destination port. */
static inline bool hook_concerns_port(const struct ctrnet_net *cn, u8 protocol, u16 port)
{
	return port >= CTRNET_PORT_MIN ||
	       ctrnet_publish_table_has_port(&cn->publishes, protocol, port);
}

/*
 * A fragment for the host is reassembled here, where else the stack would do it.
 * False if the packet goes no further, with the verdict on it.
 */
static bool hook_reassemble(struct ctrnet_net *cn, struct sk_buff *skb, u8 family,
			    unsigned int *verdict)
{
	union nf_inet_addr daddr;
	bool whole;

	if (family == AF_INET)
		daddr.ip = ip_hdr(skb)->daddr;
	else
		daddr.in6 = ipv6_hdr(skb)->daddr;
	if (ctrnet_route_type(cn->net, skb->dev, family, &daddr) != CTRNET_ROUTE_LOCAL) {
		*verdict = NF_ACCEPT;
		return false;
	}

	*verdict = NF_STOLEN;
	/* See hook_take_task(). */
	local_bh_disable();
	if (family == AF_INET)
		whole = !ip_defrag(cn->net, skb, IP_DEFRAG_LOCAL_DELIVER);
	else
		whole = ctrnet_packet_defrag6(cn->net, skb, IP6_DEFRAG_LOCAL_DELIVER);
	local_bh_enable();
	return whole;
}

/*
 * A client on the host itself sends over the loopback device, or a VRF. From
 * elsewhere its address is a forgery, which the host's routing will refuse.
 */
static bool hook_is_forged(const struct ctrnet_flow_dir *fd, const struct sk_buff *skb)
{
	return fd->from_host && !ctrnet_route_is_own(skb);
}

/* Not to another machine's address, which a capture made the device let through. */
static inline bool hook_is_for_host(const struct sk_buff *skb)
{
	return likely(skb->pkt_type == PACKET_HOST) || ctrnet_route_is_vrfs_own(skb);
}

/* What may be ctrnet's: translated, or left to the host. */
static noinline unsigned int hook_take_softirq(struct ctrnet_net *cn, struct sk_buff *skb,
					       u8 family)
{
	struct ctrnet_packet pkt __uninitialized;
	struct ctrnet_flow_dir *fd;

	ctrnet_packet_init(&pkt, skb);
	if (!hook_is_for_host(skb) || ctrnet_packet_parse(&pkt, family, CTRNET_SIDE_HOST))
		return NF_ACCEPT;

	fd = ctrnet_flow_lookup(&cn->flows, &pkt.tuple);
	if (!fd)
		return ctrnet_slowpath_inbound(cn, &pkt);
	if (unlikely(hook_is_forged(fd, skb)))
		return NF_ACCEPT;
	if (unlikely(!ctrnet_route_admits(skb, family)))
		return NF_STOLEN;
	ctrnet_fastpath_take_inbound(&pkt, fd);
	return NF_STOLEN;
}

/*
 * What another hook has had wait for a program's verdict goes on from that one's system call,
 * where nothing keeps softirqs away: of receivers' sockets, which lock those, too.
 */
static noinline unsigned int hook_take_task(struct ctrnet_net *cn, struct sk_buff *skb,
					    u8 family)
{
	unsigned int verdict;

	local_bh_disable();
	verdict = hook_take_softirq(cn, skb, family);
	local_bh_enable();
	return verdict;
}

static unsigned int hook_take(struct ctrnet_net *cn, struct sk_buff *skb, u8 family)
{
	return likely(in_softirq()) ? hook_take_softirq(cn, skb, family) :
				      hook_take_task(cn, skb, family);
}

/*
 * All of the host's traffic passes here, and nearly none of it is ctrnet's. What is seldom
 * goes on in functions of its own, called last, so that the others need no stack.
 */

/* Of a transport header which is not linear. */
static noinline unsigned int hook_paged(struct ctrnet_net *cn, struct sk_buff *skb, u8 family,
					u8 protocol, unsigned int thoff)
{
	const __be16 *ports;
	__be16 buf[2];

	ports = skb_header_pointer(skb, thoff, sizeof(buf), buf);
	if (!ports || !hook_concerns_port(cn, protocol, ntohs(ports[1])))
		return NF_ACCEPT;
	return hook_take(cn, skb, family);
}

/* Whether an error is about a packet which went to who sent the error. */
static bool hook_is_own_error(struct ctrnet_packet *pkt, u8 family)
{
	int err = ctrnet_packet_parse(pkt, family, CTRNET_SIDE_HOST);

	if ((err && err != -EPROTONOSUPPORT) || !pkt->error)
		return false;
	return family == AF_INET ?
		       ctrnet_packet_ip(pkt)->saddr == pkt->tuple.saddr.ip :
		       ipv6_addr_equal(&ctrnet_packet_ip6(pkt)->saddr, &pkt->tuple.saddr.in6);
}

/*
 * An endpoint's error which is about none of its flows: those took it when it was sent. Of
 * what others have sent to others it knows nothing, be they endpoints or the host: by such
 * an error it would close their ways, or make them narrow.
 */
static noinline unsigned int hook_endpoint_error(struct sk_buff *skb, u8 family)
{
	struct ctrnet_packet pkt __uninitialized;

	ctrnet_packet_init(&pkt, skb);
	if (hook_is_own_error(&pkt, family))
		return NF_ACCEPT;
	ctrnet_drop(netdev_priv(skb->dev), skb, CTRNET_DROP_NO_FLOW);
	return NF_STOLEN;
}

static noinline unsigned int hook_icmp(struct ctrnet_net *cn, struct sk_buff *skb, u8 family,
				       unsigned int thoff)
{
	const u8 *type;
	u8 buf;

	type = skb_header_pointer(skb, thoff, sizeof(buf), &buf);
	if (!type)
		return NF_ACCEPT;
	if (ctrnet_icmp_is_error(family, *type))
		return ctrnet_network_is(skb->dev) ? hook_endpoint_error(skb, family) :
						     hook_take(cn, skb, family);
	return ctrnet_icmp_is_reply(family, *type) ? hook_take(cn, skb, family) : NF_ACCEPT;
}

/* By the destination port; reads it, changes nothing. */
static __always_inline unsigned int hook_ports(struct ctrnet_net *cn, struct sk_buff *skb,
					       u8 family, u8 protocol, unsigned int thoff)
{
	const __be16 *ports = (const __be16 *)(skb->data + thoff);

	if (unlikely(skb_headlen(skb) < thoff + 2 * sizeof(*ports)))
		return hook_paged(cn, skb, family, protocol, thoff);
	if (likely(!hook_concerns_port(cn, protocol, ntohs(ports[1]))))
		return NF_ACCEPT;
	return hook_take(cn, skb, family);
}

/* By what is behind the IP header. Each protocol's code is its own, for its bits. */
static unsigned int hook_transport(struct ctrnet_net *cn, struct sk_buff *skb, u8 family,
				   u8 protocol, unsigned int thoff)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return hook_ports(cn, skb, family, IPPROTO_TCP, thoff);
	case IPPROTO_UDP:
		return hook_ports(cn, skb, family, IPPROTO_UDP, thoff);
	case IPPROTO_SCTP:
		return hook_ports(cn, skb, family, IPPROTO_SCTP, thoff);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return hook_icmp(cn, skb, family, thoff);
	default:
		return NF_ACCEPT;
	}
}

static unsigned int hook_whole(struct ctrnet_net *cn, struct sk_buff *skb, u8 family)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	const struct iphdr *iph = ip_hdr(skb);
	u8 protocol = ip6h->nexthdr;
	__be16 frag_off;
	int thoff;

	if (family == AF_INET)
		return hook_transport(cn, skb, family, iph->protocol, iph->ihl * 4);

	thoff = ipv6_skip_exthdr(skb, sizeof(*ip6h), &protocol, &frag_off);
	return thoff < 0 ? NF_ACCEPT : hook_transport(cn, skb, family, protocol, thoff);
}

/* Fragments, other protocols, and headers with options or others behind them. */
static noinline unsigned int hook_seldom(struct ctrnet_net *cn, struct sk_buff *skb, u8 family)
{
	unsigned int verdict;

	/* What leaves a tunnel of SRv6 (End.DX4) comes by here without ip_rcv()'s checks. */
	if (family == AF_INET && unlikely(!ctrnet_packet_trim(skb, AF_INET)))
		return NF_ACCEPT;
	if (ctrnet_packet_is_fragment(skb, family)) {
		if (!hook_is_for_host(skb))
			return NF_ACCEPT;
		if (!hook_reassemble(cn, skb, family, &verdict))
			return verdict;
	}
	return hook_whole(cn, skb, family);
}

/* Nearly all: a header of TCP or UDP, at a place which is known. */
static __always_inline unsigned int hook_usual(struct ctrnet_net *cn, struct sk_buff *skb,
					       u8 family, u8 protocol, unsigned int thoff)
{
	if (protocol == IPPROTO_UDP)
		return hook_ports(cn, skb, family, IPPROTO_UDP, thoff);
	if (protocol == IPPROTO_TCP)
		return hook_ports(cn, skb, family, IPPROTO_TCP, thoff);
	return hook_seldom(cn, skb, family);
}

/* The first byte of a header without options. */
#define PLAIN_HEADER4	0x45

static unsigned int hook_ip4(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;

	if (unlikely(*(const u8 *)iph != PLAIN_HEADER4 || ip_is_fragment(iph)))
		return hook_seldom(priv, skb, AF_INET);
	return hook_usual(priv, skb, AF_INET, iph->protocol, sizeof(*iph));
}

static unsigned int hook_ip6(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	const struct ipv6hdr *ip6h = (const struct ipv6hdr *)skb->data;

	return hook_usual(priv, skb, AF_INET6, ip6h->nexthdr, sizeof(*ip6h));
}

/* Before all others: what is ctrnet's is no one else's. */
static const struct nf_hook_ops hook_templates[] = {
	{
		.hook		= hook_ip4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_FIRST,
	},
	{
		.hook		= hook_ip6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP6_PRI_FIRST,
	},
};

static_assert(sizeof_field(struct ctrnet_net, hooks) == sizeof(hook_templates));

int ctrnet_hook_register(struct ctrnet_net *cn)
{
	unsigned int i;

	memcpy(cn->hooks, hook_templates, sizeof(hook_templates));
	for (i = 0; i < ARRAY_SIZE(hook_templates); i++)
		cn->hooks[i].priv = cn;
	return nf_register_net_hooks(cn->net, cn->hooks, ARRAY_SIZE(hook_templates));
}

void ctrnet_hook_unregister(struct ctrnet_net *cn)
{
	nf_unregister_net_hooks(cn->net, cn->hooks, ARRAY_SIZE(hook_templates));
}
