// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of known flows. Read top to bottom: what the tuple is, which flow it
 * names, and by which exit the packet leaves. No flow: slowpath.c decides.
 */
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/ipv6_frag.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "egress.h"
#include "endpoint.h"
#include "fastpath.h"
#include "forward.h"
#include "icmp.h"
#include "nat.h"
#include "nd.h"
#include "network.h"
#include "packet.h"
#include "route.h"
#include "slowpath.h"
#include "track.h"

static __always_inline int translate(struct ctrnet_packet *pkt, const struct ctrnet_flow_dir *fd)
{
	struct ctrnet_tuple to __uninitialized;

	ctrnet_flow_other(fd, &to);
	return unlikely(pkt->error) ? ctrnet_icmp_rewrite(pkt, &to) :
				      ctrnet_nat_rewrite(pkt, &to);
}

/* An ICMP error neither prolongs nor ends a flow (RFC 5508 REQ-6). */
static void touch(struct ctrnet_packet *pkt, struct ctrnet_flow_dir *fd)
{
	if (likely(!pkt->error))
		ctrnet_track(fd, pkt);
}

/* By a route, or to the host itself; @ep is the sender. */
static void take_route(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt,
		       struct ctrnet_flow_dir *fd)
{
	struct ctrnet_network *network = ep->network;
	struct sk_buff *skb = pkt->skb;
	struct dst_entry *dst;
	unsigned int mtu;

	dst = ctrnet_route_of(network->cn, fd);
	if (unlikely(!dst)) {
		ctrnet_egress_refuse(pkt, network->dev, CTRNET_REFUSAL_NO_ROUTE, 0);
		ctrnet_drop(network, skb, CTRNET_DROP_NO_ROUTE);
		return;
	}
	if (unlikely(ctrnet_packet_ttl(pkt) <= 1)) {
		ctrnet_egress_refuse(pkt, network->dev, CTRNET_REFUSAL_TTL, 0);
		ctrnet_drop(network, skb, CTRNET_DROP_TTL);
		return;
	}
	mtu = dst_mtu(dst);
	if (unlikely(skb->len > mtu) && !ctrnet_egress_may_cut(pkt, mtu)) {
		ctrnet_egress_refuse(pkt, network->dev, CTRNET_REFUSAL_TOO_BIG, mtu);
		ctrnet_drop(network, skb, CTRNET_DROP_TOO_BIG);
		return;
	}
	if (unlikely(translate(pkt, fd))) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}

	if (fd->exit_kind == CTRNET_EXIT_ROUTE)
		ctrnet_egress_xmit(ep, pkt, dst, mtu);
	else
		ctrnet_egress_host(ep, skb, dst);
}

/* Translate for an endpoint; false if the packet was dropped. @in is what it came by. */
static inline bool take_endpoint(struct ctrnet_packet *pkt, struct ctrnet_flow_dir *fd,
				 struct net_device *in)
{
	struct ctrnet_network *network = fd->endpoint->network;

	if (unlikely(ctrnet_packet_ttl(pkt) <= 1)) {
		ctrnet_egress_refuse(pkt, in, CTRNET_REFUSAL_TTL, 0);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_TTL);
		return false;
	}
	if (unlikely(translate(pkt, fd))) {
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_MEMORY);
		return false;
	}
	return true;
}

void ctrnet_fastpath_take_outbound(struct ctrnet_endpoint *ep,
				   struct ctrnet_packet *pkt,
				   struct ctrnet_flow_dir *fd)
{
	touch(pkt, fd);
	if (fd->exit_kind != CTRNET_EXIT_ENDPOINT)
		take_route(ep, pkt, fd);
	else if (take_endpoint(pkt, fd, ep->network->dev))
		ctrnet_forward_routed(fd->endpoint, pkt->skb);
}

void ctrnet_fastpath_take_inbound(struct ctrnet_packet *pkt,
				  struct ctrnet_flow_dir *fd)
{
	touch(pkt, fd);
	if (take_endpoint(pkt, fd, pkt->skb->dev))
		ctrnet_endpoint_receive(fd->endpoint, pkt->skb);
}

/* As ip_defrag(), which consumes what it cannot keep. */
static bool whole6(struct net *net, struct sk_buff *skb, u32 user)
{
	int err = nf_ct_frag6_gather(net, skb, user);

	if (err && err != -EINPROGRESS)
		kfree_skb(skb);
	return !err;
}

/*
 * Queues which no packet from outside shares: those of the bridge's connection
 * tracking, in a zone which nobody has.
 */
#define DEFRAG_ZONE	0xc7e7

/*
 * Whole again, or kept until the other fragments come: then false. What says
 * something about the link must not come in fragments (RFC 6980).
 */
static bool reassemble(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt, u8 family)
{
	struct ctrnet_network *network = ep->network;
	struct net *net = network->cn->net;
	struct sk_buff *skb = pkt->skb;

	/* It may wait in the host's queue; nothing of its namespace must. */
	ctrnet_packet_leave(skb);
	/* The queue makes its truesize larger, which not every socket would account for. */
	skb_orphan(skb);
	skb->dev = network->dev;

	memset(skb->cb, 0, sizeof(skb->cb));
	pkt->whole = true;
	if (family == AF_INET)
		return !ip_defrag(net, skb, IP_DEFRAG_CONNTRACK_BRIDGE_IN + DEFRAG_ZONE);
	if (!whole6(net, skb, IP6_DEFRAG_CONNTRACK_BRIDGE_IN + DEFRAG_ZONE))
		return false;
	switch (ctrnet_nd_classify(skb)) {
	case CTRNET_ND_NONE:
		return true;
	case CTRNET_ND_MALFORMED:
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return false;
	default:
		ctrnet_drop(network, skb, CTRNET_DROP_ROGUE);
		return false;
	}
}

/*
 * The flow of a packet which an endpoint sent. What an error quotes its sender
 * may have made up: it must be about a flow of its own.
 */
static inline struct ctrnet_flow_dir *
lookup_outbound(struct ctrnet_endpoint *ep, const struct ctrnet_packet *pkt)
{
	const struct ctrnet_flow_dir *back;
	struct ctrnet_flow_dir *fd;

	fd = ctrnet_flow_lookup(&ep->network->cn->flows, &pkt->tuple);
	if (likely(!fd || !pkt->error))
		return fd;
	back = &ctrnet_flow_of(fd)->dirs[!fd->dir];
	return back->exit_kind == CTRNET_EXIT_ENDPOINT && back->endpoint == ep ? fd : NULL;
}

void ctrnet_fastpath_outbound(struct ctrnet_endpoint *ep, struct sk_buff *skb, u8 family)
{
	struct ctrnet_packet pkt __uninitialized;
	struct ctrnet_flow_dir *fd;
	int err;

	ctrnet_packet_init(&pkt, skb);
	if (unlikely(ctrnet_packet_is_fragment(skb, family) &&
		     !reassemble(ep, &pkt, family)))
		return;

	err = ctrnet_packet_parse(&pkt, family, CTRNET_SIDE_ENDPOINT);
	if (likely(!err)) {
		fd = lookup_outbound(ep, &pkt);
		if (likely(fd)) {
			ctrnet_device_capture_ip(ep->network->dev, skb);
			ctrnet_fastpath_take_outbound(ep, &pkt, fd);
			return;
		}
	} else if (err == -EBADMSG) {
		/* Not even for the host's stack, which may forward it. */
		ctrnet_drop(ep->network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	ctrnet_slowpath_outbound(ep, &pkt, err);
}

bool ctrnet_fastpath_peer(struct ctrnet_endpoint *ep, struct ctrnet_endpoint *peer,
			  struct sk_buff *skb, u8 family)
{
	struct ctrnet_network *network = ep->network;
	struct ctrnet_packet pkt __uninitialized;
	struct ctrnet_flow_dir *fd = NULL;
	enum ctrnet_drop_reason reason;
	int err;

	ctrnet_packet_init(&pkt, skb);
	if (ctrnet_packet_is_fragment(skb, family) && !reassemble(ep, &pkt, family))
		return true;
	err = ctrnet_packet_parse(&pkt, family, CTRNET_SIDE_ENDPOINT);
	if (!err)
		fd = lookup_outbound(ep, &pkt);

	if (fd && ctrnet_flow_of(fd)->rule_kind != CTRNET_FLOW_LINK) {
		ctrnet_device_capture_ip(network->dev, skb);
		ctrnet_fastpath_take_outbound(ep, &pkt, fd);
		return true;
	}
	if (fd && fd->endpoint == peer) {
		touch(&pkt, fd);
		return false;
	}
	reason = ctrnet_slowpath_peer(ep, peer, &pkt, err);
	if (!reason)
		return false;
	ctrnet_drop(network, skb, reason);
	return true;
}

/*
 * The flow of a link's packet, or NULL. Link-local addresses may be those of another
 * network's flow.
 */
static inline struct ctrnet_flow_dir *lookup_linked(const struct ctrnet_endpoint *ep,
						    struct ctrnet_packet *pkt, u8 family)
{
	struct ctrnet_network *network = ep->network;
	struct ctrnet_flow_dir *fd;

	if (unlikely(!ctrnet_packet_trim(pkt->skb, family) ||
		     ctrnet_packet_is_fragment(pkt->skb, family) ||
		     ctrnet_packet_parse(pkt, family, CTRNET_SIDE_ENDPOINT) || pkt->error))
		return NULL;
	fd = ctrnet_flow_lookup(&network->cn->flows, &pkt->tuple);
	if (unlikely(!fd || ctrnet_flow_of(fd)->rule_kind != CTRNET_FLOW_LINK ||
		     fd->endpoint->network != network))
		return NULL;
	return fd;
}

struct ctrnet_endpoint *ctrnet_fastpath_linked(struct ctrnet_endpoint *ep,
					       struct sk_buff *skb, u8 family)
{
	struct ctrnet_packet pkt __uninitialized;
	struct ctrnet_flow_dir *fd;

	ctrnet_packet_init(&pkt, skb);
	fd = lookup_linked(ep, &pkt, family);
	if (unlikely(!fd))
		return NULL;
	ctrnet_track(fd, &pkt);
	return fd->endpoint;
}

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
	whole = family == AF_INET ? !ip_defrag(cn->net, skb, IP_DEFRAG_LOCAL_DELIVER) :
				    whole6(cn->net, skb, IP6_DEFRAG_LOCAL_DELIVER);
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

static unsigned int fastpath_hook4(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;

	if (unlikely(*(const u8 *)iph != PLAIN_HEADER4 || ip_is_fragment(iph)))
		return hook_seldom(priv, skb, AF_INET);
	return hook_usual(priv, skb, AF_INET, iph->protocol, sizeof(*iph));
}

static unsigned int fastpath_hook6(void *priv, struct sk_buff *skb,
				   const struct nf_hook_state *state)
{
	const struct ipv6hdr *ip6h = (const struct ipv6hdr *)skb->data;

	return hook_usual(priv, skb, AF_INET6, ip6h->nexthdr, sizeof(*ip6h));
}

/* Before all others: what is ctrnet's is no one else's. */
static const struct nf_hook_ops hook_templates[] = {
	{
		.hook		= fastpath_hook4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_FIRST,
	},
	{
		.hook		= fastpath_hook6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP6_PRI_FIRST,
	},
};

int ctrnet_fastpath_register(struct ctrnet_net *cn)
{
	unsigned int i;

	memcpy(cn->hooks, hook_templates, sizeof(hook_templates));
	for (i = 0; i < ARRAY_SIZE(hook_templates); i++)
		cn->hooks[i].priv = cn;
	return nf_register_net_hooks(cn->net, cn->hooks, ARRAY_SIZE(hook_templates));
}

void ctrnet_fastpath_unregister(struct ctrnet_net *cn)
{
	nf_unregister_net_hooks(cn->net, cn->hooks, ARRAY_SIZE(hook_templates));
}
