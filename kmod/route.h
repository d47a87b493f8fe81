/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ROUTE_H
#define CTRNET_ROUTE_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/dst.h>

#include "flow.h"

struct ctrnet_net;
struct dst_entry;
struct net;

/* What an address is to the host. */
enum ctrnet_route_type {
	CTRNET_ROUTE_LOCAL,	/* its own */
	CTRNET_ROUTE_REMOTE,	/* another host's */
	CTRNET_ROUTE_MARTIAN,	/* nobody's: multicast, broadcast, of one link or of loopback */
};

/*
 * To a packet which came by a device: the host has the addresses of the device's VRF, and
 * those outside of any. Context: RCU read side.
 */
enum ctrnet_route_type ctrnet_route_type(struct net *net, const struct net_device *in,
					 u8 family, const union nf_inet_addr *addr);

/*
 * The VRF a device of which alone has an address of the host; NULL for one outside of any,
 * or of another host. For one of IPv6 the host does not have otherwise, this takes a look at
 * all devices. Context: RCU read side or RTNL.
 */
struct net_device *ctrnet_route_vrf(struct net *net, u8 family,
				    const union nf_inet_addr *addr);

/**
 * ctrnet_route_output - find the host's way for a packet
 * @net: the namespace
 * @in: the device by which it, or what it answers, came; its VRF knows the way
 * @leaving: what the packet will show when it leaves. If the source is unspecified
 *	it is chosen as for the host's own traffic, and written back
 * @exit: filled: CTRNET_EXIT_ROUTE or CTRNET_EXIT_HOST, with a reference on
 *	the route which is the caller's
 *
 * Policy rules and IPsec policies apply as to what the host itself sends.
 * Context: RCU read side, BH disabled.
 * Return: 0, or an error of the routing.
 */
int ctrnet_route_output(struct net *net, const struct net_device *in,
			struct ctrnet_tuple *leaving, struct ctrnet_exit *exit);

/*
 * Whether a packet is what a VRF has for a loopback device's. What its devices receive
 * comes by the VRF as well, but not with this mark.
 */
static inline bool ctrnet_route_is_vrfs_own(const struct sk_buff *skb)
{
	return skb->pkt_type == PACKET_LOOPBACK && netif_is_l3_master(skb->dev);
}

/* Whether a packet is from the host itself. */
static inline bool ctrnet_route_is_own(const struct sk_buff *skb)
{
	return skb->dev->flags & IFF_LOOPBACK || ctrnet_route_is_vrfs_own(skb);
}

/**
 * ctrnet_route_input - whether the host's routing takes a packet for the host's
 * @skb: data at the network header; may get a route
 * @family: of the packet
 *
 * It judges the packet as it would without ctrnet: its source (rp_filter,
 * martians), and whether its destination is the host. Context: softirq, RCU read
 * side.
 *
 * Return: 0 if it does, -EREMOTE if not, -ENOMEM if it cannot tell.
 */
int ctrnet_route_input(struct sk_buff *skb, u8 family);

/*
 * Whether the host's IPsec policies let in a packet for the host, untranslated;
 * if not it is dropped, and consumed. Context: softirq, RCU read side.
 */
bool ctrnet_route_admits(struct sk_buff *skb, u8 family);

/* Put what @exit holds, if it is a route. */
void ctrnet_route_put(struct ctrnet_exit *exit);

/* The part of ctrnet_route_of() which asks again. */
struct dst_entry *ctrnet_route_renew(struct ctrnet_net *cn, struct ctrnet_flow_dir *fd);

/**
 * ctrnet_route_of - the route which a direction of a flow leads to
 * @cn: the namespace
 * @fd: the direction; not one to an endpoint
 *
 * Asks the host's routing again if the cached route has expired. A flow whose
 * source address the host has lost, or whose way now ends elsewhere, ends; while
 * there is only no way, it waits. Context: RCU read side, BH disabled.
 *
 * Return: the route, valid until the read side ends, or NULL.
 */
static inline struct dst_entry *ctrnet_route_of(struct ctrnet_net *cn,
						struct ctrnet_flow_dir *fd)
{
	struct dst_entry *dst = rcu_dereference(fd->dst);

	return likely(dst_check(dst, READ_ONCE(fd->cookie))) ? dst : ctrnet_route_renew(cn, fd);
}

#endif
