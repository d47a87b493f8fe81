// SPDX-License-Identifier: GPL-2.0-only
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <net/gso.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/neighbour.h>
#include <net/route.h>

#include "ctrnet.h"
#include "drop.h"
#include "egress.h"
#include "endpoint.h"
#include "network.h"
#include "packet.h"
#include "route.h"

bool ctrnet_egress_may_cut(const struct ctrnet_packet *pkt, unsigned int mtu)
{
	const struct sk_buff *skb = pkt->skb;

	if (pkt->whole || (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu)))
		return true;
	return pkt->tuple.family == AF_INET &&
	       !(ctrnet_packet_ip(pkt)->frag_off & htons(IP_DF));
}

/* The ICMP error of each family which says it; as of the host's own routing. */
static const struct refusal_error {
	u8 type4;
	u8 code4;
	u8 type6;
	u8 code6;
} refusal_errors[] = {
	[CTRNET_REFUSAL_TTL]		= { ICMP_TIME_EXCEEDED, ICMP_EXC_TTL,
					    ICMPV6_TIME_EXCEED, ICMPV6_EXC_HOPLIMIT },
	[CTRNET_REFUSAL_TOO_BIG]	= { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
					    ICMPV6_PKT_TOOBIG, 0 },
	[CTRNET_REFUSAL_NO_ROUTE]	= { ICMP_DEST_UNREACH, ICMP_NET_UNREACH,
					    ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE },
	[CTRNET_REFUSAL_NO_HOST]	= { ICMP_DEST_UNREACH, ICMP_HOST_UNREACH,
					    ICMPV6_DEST_UNREACH, ICMPV6_ADDR_UNREACH },
	[CTRNET_REFUSAL_PROHIBITED]	= { ICMP_DEST_UNREACH, ICMP_PKT_FILTERED,
					    ICMPV6_DEST_UNREACH, ICMPV6_ADM_PROHIBITED },
};

static void refuse4(struct net_device *in, struct sk_buff *skb,
		    const struct refusal_error *error, unsigned int mtu)
{
	struct ctrnet_tuple back = {
		.family		= AF_INET,
		.daddr.ip	= ip_hdr(skb)->saddr,
		.protocol	= IPPROTO_ICMP,
	};
	struct ctrnet_exit exit;

	/* icmp_send() takes namespace and source address from the packet's route. */
	if (ctrnet_route_output(dev_net(in), in, &back, &exit))
		return;
	skb_dst_drop(skb);
	skb_dst_set(skb, rcu_dereference(exit.dst));
	skb->dev = in;
	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
	icmp_ndo_send(skb, error->type4, error->code4, htonl(mtu));
}

static void refuse6(struct net_device *in, struct sk_buff *skb,
		    const struct refusal_error *error, unsigned int mtu)
{
	/* icmpv6_send() answers only what came to this host, by this device. */
	skb_dst_drop(skb);
	skb->dev = in;
	skb->pkt_type = PACKET_HOST;
	memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
	IP6CB(skb)->iif = in->ifindex;
	if (mtu)
		mtu = max_t(unsigned int, mtu, IPV6_MIN_MTU);
	icmpv6_ndo_send(skb, error->type6, error->code6, mtu);
}

void ctrnet_egress_refuse(struct ctrnet_packet *pkt, struct net_device *in,
			  enum ctrnet_refusal refusal, unsigned int mtu)
{
	const struct refusal_error *error = &refusal_errors[refusal];

	if (refusal == CTRNET_REFUSAL_NONE)
		return;
	/* Conntrack, mark and device may be of the sender's namespace. */
	ctrnet_packet_leave(pkt->skb);
	if (pkt->tuple.family == AF_INET)
		refuse4(in, pkt->skb, error, mtu);
	else
		refuse6(in, pkt->skb, error, mtu);
}

static struct neighbour *egress_neighbour(struct sk_buff *skb, struct dst_entry *dst,
					  bool *is_v6gw)
{
	*is_v6gw = false;
	if (skb->protocol == htons(ETH_P_IP))
		return ip_neigh_for_gw(container_of(dst, struct rtable, dst), skb, is_v6gw);
	*is_v6gw = true;
	return ip_neigh_gw6(dst->dev, rt6_nexthop(dst_rt6_info(dst), &ipv6_hdr(skb)->daddr));
}

/* Flattened: else it may look for the neighbour through pointers to hash and comparison. */
static __flatten int egress_neigh_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct neighbour *neigh;
	bool is_v6gw;

	if (unlikely(skb_cow_head(skb, LL_RESERVED_SPACE(skb->dev)))) {
		kfree_skb(skb);
		return -ENOMEM;
	}

	neigh = egress_neighbour(skb, skb_dst(skb), &is_v6gw);
	if (IS_ERR(neigh)) {
		kfree_skb(skb);
		return PTR_ERR(neigh);
	}
	neigh_output(neigh, skb, is_v6gw);
	return 0;
}

static int egress_fragment(struct net *net, struct sk_buff *skb)
{
	/* IPv6 gives each fragment a reference, which a route that has expired lacks. */
	if (!skb_dst_force(skb)) {
		kfree_skb(skb);
		return -EHOSTUNREACH;
	}
	/* Whether it may be was decided before: ctrnet_egress_may_cut(). */
	skb->ignore_df = true;
	return skb->protocol == htons(ETH_P_IP) ?
	       ip_do_fragment(net, NULL, skb, egress_neigh_output) :
	       ctrnet_compat_ip6_fragment(net, NULL, skb, egress_neigh_output);
}

/* What is to be cut on the way out, in segments too long for it: cut here, then again. */
static int egress_segments(struct net *net, struct sk_buff *skb)
{
	struct sk_buff *segs, *next;
	int err = 0;

	segs = skb_gso_segment(skb, 0);
	if (IS_ERR_OR_NULL(segs)) {
		kfree_skb(skb);
		return -ENOMEM;
	}
	consume_skb(skb);

	skb_list_walk_safe(segs, segs, next) {
		skb_mark_not_on_list(segs);
		/* There is what the cutting has noted. */
		memset(segs->cb, 0, sizeof(segs->cb));
		err = egress_fragment(net, segs) ?: err;
	}
	return err;
}

/* IPsec and lightweight tunnels do more than to name a next hop. */
static bool egress_is_special(const struct dst_entry *dst)
{
	return dst_xfrm(dst) || dst->lwtstate;
}

static int egress_special(struct net *net, struct sk_buff *skb)
{
	/* Errors on the way must not be told to a socket of elsewhere. */
	skb_orphan(skb);
	if (!skb_dst_force(skb)) {
		kfree_skb(skb);
		return -EHOSTUNREACH;
	}
	return dst_output(net, NULL, skb);
}

/* By what the host's functions return; -ENOBUFS is of a full table of neighbours. */
static enum ctrnet_drop_reason egress_error(int err)
{
	switch (err) {
	case -ENOMEM:
		return CTRNET_DROP_NO_MEMORY;
	case -EHOSTUNREACH:
		return CTRNET_DROP_NO_ROUTE;
	case -EMSGSIZE:
		return CTRNET_DROP_TOO_BIG;
	default:
		return CTRNET_DROP_NEIGHBOUR;
	}
}

/*
 * By its socket a queue of the host's tells the sender that it is full. One which paces (fq) does
 * so at the socket's rate, which its owner sets as low as he likes: what waits for that would keep
 * others' packets out. It marks the connected sockets that it has seen, of all others it takes
 * the rate without that.
 */
static bool may_keep_socket(const struct sk_buff *skb)
{
	const struct sock *sk = skb->sk;

	return sk && sk_fullsock(sk) && READ_ONCE(sk->sk_state) != TCP_CLOSE &&
	       READ_ONCE(sk->sk_pacing_status) == SK_PACING_NONE;
}

/*
 * TCP leaves pacing to the queue which has marked its socket. One of the host's will see neither
 * the socket again nor when its packets are to be sent: TCP has to pace by its own timer, as it
 * does where there is no such queue.
 */
static void leave_socket(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (sk && sk_fullsock(sk) && READ_ONCE(sk->sk_pacing_status) == SK_PACING_FQ)
		cmpxchg(&sk->sk_pacing_status, SK_PACING_FQ, SK_PACING_NEEDED);
	skb_orphan(skb);
}

void ctrnet_egress_xmit(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt,
			struct dst_entry *dst, unsigned int mtu)
{
	struct sk_buff *skb = pkt->skb;
	struct net *net = ep->network->cn->net;
	int err;

	ctrnet_packet_leave(skb);
	if (!may_keep_socket(skb))
		leave_socket(skb);
	/*
	 * There is what a queue of the sender's namespace has noted, which an error about
	 * the next hop would take for the host's own notes on IP options; or what was noted
	 * of fragments.
	 */
	if (likely(!pkt->whole))
		memset(skb->cb, 0, sizeof(skb->cb));
	skb_dst_set_noref(skb, dst);
	skb->dev = dst->dev;
	skb->protocol = ctrnet_packet_ethertype(skb);
	if (skb->protocol == htons(ETH_P_IP))
		skb->priority = rt_tos2priority(ip_hdr(skb)->tos);

	if (unlikely(egress_is_special(dst)))
		err = egress_special(net, skb);
	else if (likely(skb->len <= mtu))
		err = egress_neigh_output(net, NULL, skb);
	else if (!skb_is_gso(skb))
		err = egress_fragment(net, skb);
	else if (unlikely(!skb_gso_validate_network_len(skb, mtu)))
		err = egress_segments(net, skb);
	else
		err = egress_neigh_output(net, NULL, skb);
	/* What is above zero is about the device's queue, which counts for itself. */
	if (unlikely(err < 0))
		ctrnet_drop_count(ep->network, egress_error(err));
}

/* What a route to the host itself leads over; one which has expired may name no such device. */
static struct net_device *loopback_of(struct net *net, const struct dst_entry *dst)
{
	struct net_device *dev = READ_ONCE(dst->dev);

	return netif_is_l3_master(dev) ? dev : net->loopback_dev;
}

void ctrnet_egress_host(struct ctrnet_endpoint *ep, struct sk_buff *skb,
			struct dst_entry *dst)
{
	struct net_device *dev = loopback_of(ep->network->cn->net, dst);

	if (skb_orphan_frags(skb, GFP_ATOMIC) ||
	    ctrnet_packet_set_ether(skb, dev->dev_addr, dev->dev_addr)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	ctrnet_packet_leave(skb);
	/* The route may have expired, and lost its last owner, a moment ago. */
	if (!dst_hold_safe(dst)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_ROUTE);
		return;
	}
	/* It spares the packet the checks which a foreign one must pass. */
	skb_dst_set(skb, dst);
	skb->dev = dev;
	skb->protocol = ctrnet_packet_ethertype(skb);
	skb->pkt_type = netif_is_l3_master(dev) ? PACKET_LOOPBACK : PACKET_HOST;
	__netif_rx(skb);
}
