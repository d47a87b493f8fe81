/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_EGRESS_H
#define CTRNET_EGRESS_H

#include <linux/types.h>

#include "flow.h"

struct ctrnet_endpoint;
struct ctrnet_packet;
struct dst_entry;
struct net_device;
struct sk_buff;

/**
 * ctrnet_egress_may_cut - whether a packet may leave by a route which it is too long for
 * @pkt: the packet, not yet translated
 * @mtu: of the route
 *
 * It is cut on the way out then.
 * Return: whether it may.
 */
bool ctrnet_egress_may_cut(const struct ctrnet_packet *pkt, unsigned int mtu);

/**
 * enum ctrnet_refusal - what the sender of a packet is told
 * @CTRNET_REFUSAL_NONE: nothing
 * @CTRNET_REFUSAL_TTL: too many routers are on its way
 * @CTRNET_REFUSAL_TOO_BIG: it does not fit into a link, and must not be cut
 * @CTRNET_REFUSAL_NO_ROUTE: there is no way to its destination
 * @CTRNET_REFUSAL_NO_HOST: there is a way, but nobody at its end
 * @CTRNET_REFUSAL_PROHIBITED: it may not pass, or there is no room for its flow
 *	(RFC 5508 REQ-8)
 */
enum ctrnet_refusal {
	CTRNET_REFUSAL_NONE,
	CTRNET_REFUSAL_TTL,
	CTRNET_REFUSAL_TOO_BIG,
	CTRNET_REFUSAL_NO_ROUTE,
	CTRNET_REFUSAL_NO_HOST,
	CTRNET_REFUSAL_PROHIBITED,
};

/**
 * ctrnet_egress_refuse - tell the sender of a packet why it was not forwarded
 * @pkt: the packet, not yet translated; stays the caller's
 * @in: the device of the host which it came by
 * @refusal: what to tell
 * @mtu: for CTRNET_REFUSAL_TOO_BIG
 *
 * From the address which the host shows the sender, at the rate which the
 * host's settings allow. Context: BH disabled, RCU read side.
 */
void ctrnet_egress_refuse(struct ctrnet_packet *pkt, struct net_device *in,
			  enum ctrnet_refusal refusal, unsigned int mtu);

/**
 * ctrnet_egress_xmit - send a translated packet to its next hop
 * @ep: the endpoint which sent it
 * @pkt: the packet; consumed
 * @dst: the route
 * @mtu: of the route
 *
 * The sender's socket stays attached, so that it feels the device's queue; but one by which a
 * queue would pace does not.
 * Context: RCU read side, BH disabled.
 */
void ctrnet_egress_xmit(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt,
			struct dst_entry *dst, unsigned int mtu);

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

#endif
