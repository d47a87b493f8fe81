// SPDX-License-Identifier: GPL-2.0-only
#include <linux/icmp.h>
#include <linux/once.h>
#include <linux/siphash.h>
#include <net/gso.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/neighbour.h>
#include <net/route.h>

#include "ctrnet.h"
#include "drop.h"
#include "egress.h"
#include "endpoint.h"
#include "network.h"
#include "packet.h"

int ctrnet_egress_route(struct net *net, __be32 daddr, __be32 *saddr,
			struct ctrnet_exit *exit)
{
	struct flowi4 fl4 = {
		.daddr = daddr,
		.saddr = *saddr,
	};
	struct rtable *rt;

	rt = ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return PTR_ERR(rt);

	if (rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
		ip_rt_put(rt);
		return -ENETUNREACH;
	}
	*saddr = fl4.saddr;
	exit->kind = rt->rt_flags & RTCF_LOCAL ? CTRNET_EXIT_HOST : CTRNET_EXIT_ROUTE;
	RCU_INIT_POINTER(exit->dst, &rt->dst);
	return 0;
}

static struct dst_entry *egress_reroute(struct ctrnet_net *cn,
					struct ctrnet_flow_dir *fd)
{
	const struct ctrnet_tuple *to = ctrnet_flow_other(fd);
	__be32 saddr = to->daddr;
	struct ctrnet_exit exit;
	struct dst_entry *dst;

	if (ctrnet_egress_route(cn->net, to->saddr, &saddr, &exit))
		goto kill;

	dst = rcu_dereference(exit.dst);
	if (exit.kind != fd->exit_kind || ctrnet_network_is(dst->dev) ||
	    !ctrnet_flow_set_dst(&cn->flows, fd, dst)) {
		dst_release(dst);
		goto kill;
	}
	return dst;

kill:
	ctrnet_flow_kill(&cn->flows, ctrnet_flow_of(fd));
	return NULL;
}

struct dst_entry *ctrnet_egress_dst(struct ctrnet_net *cn,
				    struct ctrnet_flow_dir *fd)
{
	struct dst_entry *dst = rcu_dereference(fd->dst);

	if (likely(dst_check(dst, 0)))
		return dst;
	return egress_reroute(cn, fd);
}

bool ctrnet_egress_fits(const struct ctrnet_packet *pkt,
			const struct dst_entry *dst, unsigned int *mtu)
{
	const struct sk_buff *skb = pkt->skb;

	*mtu = dst_mtu(dst);
	if (skb->len <= *mtu)
		return true;
	if (skb_is_gso(skb))
		return skb_gso_validate_network_len(skb, *mtu);
	return !(ctrnet_packet_ip(pkt)->frag_off & htons(IP_DF));
}

void ctrnet_egress_refuse(struct net *net, struct sk_buff *skb,
			  enum ctrnet_drop_reason reason, unsigned int mtu)
{
	struct ctrnet_exit back;
	__be32 saddr = 0;

	/* icmp_send() takes namespace and source address from the packet's route. */
	if (ctrnet_egress_route(net, ip_hdr(skb)->saddr, &saddr, &back))
		return;
	/* Conntrack, mark and device may be of the sender's namespace. */
	skb_scrub_packet(skb, true);
	skb_dst_set(skb, rcu_dereference(back.dst));
	skb->dev = net->loopback_dev;

	if (reason == CTRNET_DROP_TOO_BIG)
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
	else
		icmp_ndo_send(skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
}

static int egress_neigh_output(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct rtable *rt = skb_rtable(skb);
	struct neighbour *neigh;
	bool is_v6gw = false;

	if (unlikely(skb_cow_head(skb, LL_RESERVED_SPACE(skb->dev)))) {
		kfree_skb(skb);
		return -ENOMEM;
	}

	neigh = ip_neigh_for_gw(rt, skb, &is_v6gw);
	if (IS_ERR(neigh)) {
		kfree_skb(skb);
		return PTR_ERR(neigh);
	}
	neigh_output(neigh, skb, is_v6gw);
	return 0;
}

void ctrnet_egress_xmit(struct ctrnet_endpoint *ep, struct sk_buff *skb,
			struct dst_entry *dst)
{
	struct net *net = ep->network->cn->net;
	int err;

	skb_scrub_packet(skb, true);
	skb_dst_set_noref(skb, dst);
	skb->priority = rt_tos2priority(ip_hdr(skb)->tos);
	skb->dev = dst->dev;
	skb->protocol = htons(ETH_P_IP);

	if (unlikely(skb->len > dst_mtu(dst) && !skb_is_gso(skb))) {
		memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
		err = ip_do_fragment(net, NULL, skb, egress_neigh_output);
	} else {
		err = egress_neigh_output(net, NULL, skb);
	}
	if (unlikely(err))
		ctrnet_drop_count(ep->network, CTRNET_DROP_NEIGHBOUR);
}

void ctrnet_egress_host(struct ctrnet_endpoint *ep, struct sk_buff *skb,
			struct dst_entry *dst)
{
	struct net_device *lo = ep->network->cn->net->loopback_dev;

	if (skb_orphan_frags(skb, GFP_ATOMIC) ||
	    ctrnet_packet_set_ether(skb, lo->dev_addr, lo->dev_addr)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	skb_scrub_packet(skb, true);
	/* The route may have expired, and lost its last owner, a moment ago. */
	if (!dst_hold_safe(dst)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_ROUTE);
		return;
	}
	/* It spares the packet the checks which a foreign one must pass. */
	skb_dst_set(skb, dst);
	skb->priority = 0;
	skb->dev = lo;
	skb->protocol = htons(ETH_P_IP);
	skb->pkt_type = PACKET_HOST;
	__netif_rx(skb);
}

__be16 ctrnet_egress_port(const struct ctrnet_tuple *tuple, unsigned int n)
{
	static hsiphash_key_t key __read_mostly;
	u32 hash;

	net_get_random_once(&key, sizeof(key));
	hash = hsiphash_3u32((__force u32)tuple->saddr, (__force u32)tuple->sport,
			     tuple->protocol, &key);
	return htons(CTRNET_EGRESS_PORT_MIN +
		     (hash + n) % (CTRNET_EGRESS_PORT_MAX - CTRNET_EGRESS_PORT_MIN + 1));
}
