/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_CONNECT_H
#define CTRNET_CONNECT_H

#include <linux/types.h>

#include "drop.h"
#include "flow.h"

struct ctrnet_network;
struct ctrnet_packet;
struct net_device;

/**
 * struct ctrnet_connection - a flow to be made
 * @orig: tuple of its first packet
 * @exit_orig: where that goes
 * @reply: tuple of the answer
 * @exit_reply: where that goes
 * @rule: of what lets it be: a publish, a link, or the network's masquerade
 * @fixed: nothing is translated, so no other port can be tried
 * @network: the endpoint's which it is for, or which it is from
 * @in: the device which it comes by, to the host's firewall and to an ICMP error; NULL if
 *	it is the host's own, which is none of FORWARD's business
 */
struct ctrnet_connection {
	struct ctrnet_tuple orig;
	struct ctrnet_exit exit_orig;
	struct ctrnet_tuple reply;
	struct ctrnet_exit exit_reply;
	const struct ctrnet_flow_rule *rule;
	bool fixed;
	const struct ctrnet_network *network;
	struct net_device *in;
};

/**
 * ctrnet_connect_admit - the flow for a first packet, if the host's firewall allows it
 * @pkt: the packet, not yet translated
 * @c: what the flow shall be; its exits are consumed
 *
 * The firewall is asked if the network wants it, unless the packet is the host's own; from
 * then on it is on its way to the server. If there is no room for the flow of an endpoint's
 * packet the endpoint is told.
 * Context: BH disabled, RCU read side; the sender may hold a socket's lock.
 * Return: the direction which the packet takes; or NULL, and the packet was dropped.
 */
struct ctrnet_flow_dir *ctrnet_connect_admit(struct ctrnet_packet *pkt,
					     struct ctrnet_connection *c);

/**
 * ctrnet_connect - what ctrnet_connect_admit() does, without a firewall
 * @pkt: the packet; stays the caller's
 * @c: what the flow shall be; its exits are consumed
 * @fd: the direction which the packet takes, if there is one
 *
 * If another packet of the connection was faster, its flow serves.
 * Context: as that of ctrnet_connect_admit().
 * Return: CTRNET_DROP_NONE, or why there is no flow.
 */
enum ctrnet_drop_reason ctrnet_connect(struct ctrnet_packet *pkt, struct ctrnet_connection *c,
				       struct ctrnet_flow_dir **fd);

#endif
