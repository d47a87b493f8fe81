/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_SLOWPATH_H
#define CTRNET_SLOWPATH_H

#include "drop.h"

struct ctrnet_endpoint;
struct ctrnet_net;
struct ctrnet_packet;

/**
 * ctrnet_slowpath_outbound - a packet from an endpoint without a flow
 * @ep: the endpoint
 * @pkt: the packet; consumed
 * @err: what ctrnet_packet_parse() said of it
 *
 * For the host, for a published port, for an endpoint, or for the outside.
 * Context: BH disabled, RCU read side; the sender may hold a socket's lock.
 */
void ctrnet_slowpath_outbound(struct ctrnet_endpoint *ep,
			      struct ctrnet_packet *pkt, int err);

/**
 * ctrnet_slowpath_peer - whether an endpoint may send a packet to another one
 * @ep: the sender
 * @peer: the receiver, on the same network
 * @pkt: the packet, without a flow; stays the caller's
 * @err: what ctrnet_packet_parse() said of it
 *
 * As the network lets them talk, or a link does, which then gets a flow; if there is no
 * room for that the sender is told.
 * Context: BH disabled, RCU read side; the sender may hold a socket's lock.
 * Return: CTRNET_DROP_NONE, or why not: the caller drops it.
 */
enum ctrnet_drop_reason ctrnet_slowpath_peer(struct ctrnet_endpoint *ep,
					     struct ctrnet_endpoint *peer,
					     struct ctrnet_packet *pkt, int err);

/**
 * ctrnet_slowpath_inbound - a packet which came to the host, without a flow
 * @cn: the namespace
 * @pkt: the packet
 *
 * Context: softirq, RCU read side.
 * Return: NF_ACCEPT for what is not ctrnet's; NF_STOLEN with the packet consumed.
 */
unsigned int ctrnet_slowpath_inbound(struct ctrnet_net *cn, struct ctrnet_packet *pkt);

#endif
