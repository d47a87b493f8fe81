// SPDX-License-Identifier: GPL-2.0-only
/* What the host's routing says. */
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/dst_metadata.h>
#include <net/ip6_route.h>
#include <net/l3mdev.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "network.h"
#include "route.h"

static enum ctrnet_route_type type4(struct net *net, const struct net_device *in,
				    __be32 addr)
{
	unsigned int type;

	if (ipv4_is_loopback(addr))
		return CTRNET_ROUTE_MARTIAN;

	/* In the order of the rules: the host's own table is before that of a VRF. */
	type = inet_addr_type(net, addr);
	if (type == RTN_UNICAST && unlikely(l3mdev_master_ifindex_rcu(in)))
		type = inet_addr_type_dev_table(net, in, addr);

	switch (type) {
	case RTN_LOCAL:
		return CTRNET_ROUTE_LOCAL;
	case RTN_UNICAST:
		return CTRNET_ROUTE_REMOTE;
	default:
		return CTRNET_ROUTE_MARTIAN;
	}
}

static enum ctrnet_route_type type6(struct net *net, const struct net_device *in,
				    const struct in6_addr *addr)
{
	const int type = ipv6_addr_type(addr);
	struct flowi6 fl6 = {
		.flowi6_l3mdev	= l3mdev_master_ifindex_rcu(in),
		.daddr		= *addr,
	};
	struct dst_entry *dst;
	bool is_local;

	if (!(type & IPV6_ADDR_UNICAST) ||
	    type & (IPV6_ADDR_LOOPBACK | IPV6_ADDR_LINKLOCAL | IPV6_ADDR_MAPPED))
		return CTRNET_ROUTE_MARTIAN;

	/* Not only addresses of devices: a route may make a whole prefix local. */
	dst = ip6_route_output(net, NULL, &fl6);
	is_local = dst_rt6_info(dst)->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST);
	dst_release(dst);
	/* Without memory for that route it is one which leads to the address's neighbours. */
	if (!is_local)
		is_local = ipv6_chk_addr(net, addr, in, 0);
	return is_local ? CTRNET_ROUTE_LOCAL : CTRNET_ROUTE_REMOTE;
}

enum ctrnet_route_type ctrnet_route_type(struct net *net, const struct net_device *in,
					 u8 family, const union nf_inet_addr *addr)
{
	return family == AF_INET ? type4(net, in, addr->ip) : type6(net, in, &addr->in6);
}

static struct net_device *vrf4(struct net *net, __be32 addr)
{
	struct net_device *vrf = l3mdev_master_dev_rcu(__ip_dev_find(net, addr, false));

	return vrf && inet_addr_type(net, addr) != RTN_LOCAL ? vrf : NULL;
}

/* Its addresses are told to who names it alone; of a host booted without IPv6, none are. */
static struct net_device *vrf6(struct net *net, const struct in6_addr *addr)
{
	struct net_device *dev;

	if (!ipv6_mod_enabled() || ipv6_chk_addr(net, addr, NULL, 0))
		return NULL;
	for_each_netdev_rcu(net, dev)
		if (netif_is_l3_master(dev) &&
		    ipv6_chk_addr_and_flags(net, addr, dev, true, 0, IFA_F_TENTATIVE))
			return dev;
	return NULL;
}

struct net_device *ctrnet_route_vrf(struct net *net, u8 family,
				    const union nf_inet_addr *addr)
{
	struct net_device *vrf;

	if (ctrnet_addr_is_any(family, addr))
		return NULL;

	rcu_read_lock();
	vrf = family == AF_INET ? vrf4(net, addr->ip) : vrf6(net, &addr->in6);
	rcu_read_unlock();
	return vrf;
}

/*
 * No way to others: over the loopback device, or only once IPsec has its keys. What the
 * host itself sends meanwhile is dropped too, or waits (net.core.xfrm_larval_drop).
 */
static bool is_dead_end(const struct dst_entry *dst, const struct ctrnet_exit *exit)
{
	return exit->kind == CTRNET_EXIT_ROUTE &&
	       unlikely(dst->dev->flags & IFF_LOOPBACK || dst->flags & DST_XFRM_QUEUE);
}

static int output4(struct net *net, const struct net_device *in,
		   struct ctrnet_tuple *leaving, struct ctrnet_exit *exit)
{
	struct flowi4 fl4 = {
		.flowi4_l3mdev	= l3mdev_master_ifindex_rcu(in),
		.daddr		= leaving->daddr.ip,
		.saddr		= leaving->saddr.ip,
		.flowi4_proto	= leaving->protocol,
		.fl4_dport	= leaving->dport,
		.fl4_sport	= leaving->sport,
	};
	struct rtable *rt;

	rt = ip_route_output_flow(net, &fl4, NULL);
	if (IS_ERR(rt))
		return PTR_ERR(rt);
	if (rt->rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
		ip_rt_put(rt);
		return -ENETUNREACH;
	}
	/* A unicast route over the loopback device has the flag of a local one, too. */
	exit->kind = rt->rt_type == RTN_LOCAL ? CTRNET_EXIT_HOST : CTRNET_EXIT_ROUTE;
	if (is_dead_end(&rt->dst, exit)) {
		ip_rt_put(rt);
		return -EREMOTE;
	}

	leaving->saddr.ip = fl4.saddr;
	exit->cookie = 0;
	RCU_INIT_POINTER(exit->dst, &rt->dst);
	return 0;
}

static int output6(struct net *net, const struct net_device *in,
		   struct ctrnet_tuple *leaving, struct ctrnet_exit *exit)
{
	struct flowi6 fl6 = {
		.flowi6_l3mdev	= l3mdev_master_ifindex_rcu(in),
		.daddr		= leaving->daddr.in6,
		.saddr		= leaving->saddr.in6,
		.flowi6_proto	= leaving->protocol,
		.fl6_dport	= leaving->dport,
		.fl6_sport	= leaving->sport,
	};
	const struct rt6_info *rt;
	struct dst_entry *dst;

	dst = ip6_dst_lookup_flow(net, NULL, &fl6, NULL);
	if (IS_ERR(dst))
		return PTR_ERR(dst);

	rt = dst_rt6_info(dst);
	exit->kind = rt->rt6i_flags & RTF_LOCAL ? CTRNET_EXIT_HOST : CTRNET_EXIT_ROUTE;
	if (is_dead_end(dst, exit)) {
		dst_release(dst);
		return -EREMOTE;
	}

	leaving->saddr.in6 = fl6.saddr;
	exit->cookie = rt6_get_cookie(rt);
	RCU_INIT_POINTER(exit->dst, dst);
	return 0;
}

int ctrnet_route_output(struct net *net, const struct net_device *in,
			struct ctrnet_tuple *leaving, struct ctrnet_exit *exit)
{
	return leaving->family == AF_INET ? output4(net, in, leaving, exit) :
					    output6(net, in, leaving, exit);
}

static int input4(struct sk_buff *skb)
{
	bool routed = skb_valid_dst(skb);
	int err = 0;

	if (!routed)
		err = ctrnet_compat_route_input(skb);
	if (err)
		return err == -ENOMEM ? -ENOMEM : -EREMOTE;
	if (skb_rtable(skb)->rt_type == RTN_LOCAL)
		return 0;
	/* Not ours: marks which change its route are yet to be set. */
	if (!routed)
		skb_dst_drop(skb);
	return -EREMOTE;
}

/* IPv6 has no check of the source but that of loopback addresses, which was made before. */
static int input6(struct sk_buff *skb)
{
	const union nf_inet_addr daddr = { .in6 = ipv6_hdr(skb)->daddr };
	struct net *net = dev_net(skb->dev);

	if (skb->dev->flags & IFF_LOOPBACK && ipv6_addr_loopback(&daddr.in6))
		return 0;
	return type6(net, skb->dev, &daddr.in6) == CTRNET_ROUTE_LOCAL ? 0 : -EREMOTE;
}

int ctrnet_route_input(struct sk_buff *skb, u8 family)
{
	return family == AF_INET ? input4(skb) : input6(skb);
}

bool ctrnet_route_admits(struct sk_buff *skb, u8 family)
{
	if (likely(xfrm_policy_check(NULL, XFRM_POLICY_IN, skb, family)))
		return true;
	kfree_skb_reason(skb, SKB_DROP_REASON_XFRM_POLICY);
	return false;
}

void ctrnet_route_put(struct ctrnet_exit *exit)
{
	if (exit->kind != CTRNET_EXIT_ENDPOINT)
		dst_release(rcu_dereference(exit->dst));
}

/*
 * The device which an expired route led over; if the kernel has taken it from the route,
 * as it does when that is replaced, the VRF which has the address that packets leave from.
 */
static const struct net_device *led_over(struct net *net, const struct dst_entry *expired,
					 const struct ctrnet_tuple *leaving)
{
	const struct net_device *dev = READ_ONCE(expired->dev);

	return dev == blackhole_netdev ?
	       ctrnet_route_vrf(net, leaving->family, &leaving->saddr) : dev;
}

/*
 * The device whose VRF was asked for the way. A client's packets came, or may be taken to
 * have come, by that by which the answers leave.
 */
static const struct net_device *asked_for(const struct ctrnet_flow_dir *fd,
					  const struct net_device *out)
{
	const struct ctrnet_flow *flow = ctrnet_flow_of(fd);

	if (flow->rule_kind == CTRNET_FLOW_MASQUERADE)
		return flow->dirs[!fd->dir].endpoint->network->dev;
	return out;
}

struct dst_entry *ctrnet_route_renew(struct ctrnet_net *cn, struct ctrnet_flow_dir *fd)
{
	struct ctrnet_tuple other, leaving;
	const struct net_device *out;
	struct ctrnet_exit exit;
	struct dst_entry *dst;

	ctrnet_flow_other(fd, &other);
	ctrnet_tuple_reverse(&leaving, &other);
	out = led_over(cn->net, rcu_dereference(fd->dst), &leaving);

	if (!ctrnet_addr_is_loopback(leaving.family, &leaving.saddr) &&
	    ctrnet_route_type(cn->net, out, leaving.family, &leaving.saddr) !=
	    CTRNET_ROUTE_LOCAL)
		goto kill;
	if (ctrnet_route_output(cn->net, asked_for(fd, out), &leaving, &exit))
		return NULL;

	dst = rcu_dereference(exit.dst);
	if (exit.kind != fd->exit_kind || ctrnet_network_is(dst->dev) ||
	    !ctrnet_flow_set_route(&cn->flows, fd, &exit)) {
		dst_release(dst);
		goto kill;
	}
	return dst;

kill:
	ctrnet_flow_kill(&cn->flows, ctrnet_flow_of(fd));
	return NULL;
}
