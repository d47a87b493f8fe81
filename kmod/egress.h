/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_EGRESS_H
#define CTRNET_EGRESS_H

#include <linux/types.h>
#include <uapi/linux/ctrnet.h>

#include "flow.h"

struct ctrnet_endpoint;
struct ctrnet_net;
struct ctrnet_packet;
struct dst_entry;
struct net;
struct sk_buff;

/**
 * ctrnet_egress_route - find the host's way to an address
 * @net: the namespace
 * @daddr: the destination
 * @saddr: the source, an address of the host; if it points to 0 it is chosen
 *	as for the host's own traffic, and written back
 * @exit: filled: CTRNET_EXIT_ROUTE or CTRNET_EXIT_HOST, with a reference on
 *	the route which is the caller's
 *
 * Context: RCU read side. Return: 0, or an error of the routing.
 */
int ctrnet_egress_route(struct net *net, __be32 daddr, __be32 *saddr,
			struct ctrnet_exit *exit);

/**
 * ctrnet_egress_dst - the route which a direction of a flow leads to
 * @cn: the namespace
 * @fd: the direction; not one to an endpoint
 *
 * Asks the host's routing again if the cached route has expired. A flow whose
 * source address the host has lost, or whose way no longer exists, ends.
 * Context: RCU read side, BH disabled. Return: the route, valid until the read
 * side ends, or NULL.
 */
struct dst_entry *ctrnet_egress_dst(struct ctrnet_net *cn,
				    struct ctrnet_flow_dir *fd);

/**
 * ctrnet_egress_fits - whether a packet may leave by a route as it is
 * @pkt: the packet, not yet translated
 * @dst: the route
 * @mtu: filled with the MTU it must keep to if it does not
 */
bool ctrnet_egress_fits(const struct ctrnet_packet *pkt,
			const struct dst_entry *dst, unsigned int *mtu);

/**
 * ctrnet_egress_refuse - tell the sender of a packet why it was not forwarded
 * @net: the namespace
 * @skb: data at the network header, not yet translated; stays the caller's
 * @reason: CTRNET_DROP_TTL or CTRNET_DROP_TOO_BIG
 * @mtu: for the latter
 *
 * From the address which the host shows the sender, at the rate which the
 * host's settings allow. Context: BH disabled, RCU read side.
 */
void ctrnet_egress_refuse(struct net *net, struct sk_buff *skb,
			  enum ctrnet_drop_reason reason, unsigned int mtu);

/**
 * ctrnet_egress_xmit - send a translated packet to its next hop
 * @ep: the endpoint which sent it
 * @skb: data at the network header; consumed
 * @dst: the route
 *
 * The sender's socket stays attached, so that it feels the device's queue.
 * Context: RCU read side, BH disabled.
 */
void ctrnet_egress_xmit(struct ctrnet_endpoint *ep, struct sk_buff *skb,
			struct dst_entry *dst);

/**
 * ctrnet_egress_host - give the host a translated packet, as if from itself
 * @ep: the endpoint which sent it
 * @skb: data at the network header; consumed
 * @dst: a route to the host
 *
 * Context: RCU read side, BH disabled.
 */
void ctrnet_egress_host(struct ctrnet_endpoint *ep, struct sk_buff *skb,
			struct dst_entry *dst);

/* Ports of the host which stand for the ports of endpoints. */
#define CTRNET_EGRESS_PORT_MIN	61000
#define CTRNET_EGRESS_PORT_MAX	65535

/**
 * ctrnet_egress_port - the n-th port to try for a translated source
 * @tuple: the packet's own tuple
 * @n: 0 for the first try
 *
 * The first depends on the source's address and port alone, so that one source
 * shows one port to all destinations while nobody is in its way (RFC 4787
 * REQ-1); it cannot be guessed from outside. Context: any.
 */
__be16 ctrnet_egress_port(const struct ctrnet_tuple *tuple, unsigned int n);

#endif
