/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_FORWARD_H
#define CTRNET_FORWARD_H

struct ctrnet_endpoint;
struct ctrnet_network;
struct sk_buff;

/*
 * The bridge. A frame which an endpoint, or the host, transmits: to whom, and
 * may it go there? Data at the Ethernet header; consumed.
 * Context: BH disabled, RCU read side; the sender may hold a socket's lock.
 */
void ctrnet_forward_endpoint(struct ctrnet_endpoint *ep, struct sk_buff *skb);
void ctrnet_forward_host(struct ctrnet_network *network, struct sk_buff *skb);

/**
 * ctrnet_forward_routed - give an endpoint a packet which came through the gateway
 * @ep: the receiver
 * @skb: data at the network header; gets an Ethernet header from the network's
 *	device to the endpoint; consumed
 *
 * Context: as that of ctrnet_forward_endpoint().
 */
void ctrnet_forward_routed(struct ctrnet_endpoint *ep, struct sk_buff *skb);

#endif
