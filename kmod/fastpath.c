// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of known flows: what the tuple is, which flow it names, and by which exit the
 * packet leaves. Entries are below, exits above: they are called last. No flow: slowpath.c
 * decides.
 */
#include <net/ip.h>
#include <net/ipv6_frag.h>

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
	if (!ctrnet_packet_defrag6(net, skb, IP6_DEFRAG_CONNTRACK_BRIDGE_IN + DEFRAG_ZONE))
		return false;
	switch (ctrnet_nd_classify(skb)) {
	case CTRNET_ND_NONE:
		return true;
	case CTRNET_ND_MALFORMED:
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return false;
	case CTRNET_ND_NO_MEMORY:
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
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
