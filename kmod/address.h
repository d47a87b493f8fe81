/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ADDRESS_H
#define CTRNET_ADDRESS_H

#include <linux/types.h>

struct ctrnet_endpoint;
struct ctrnet_net;
struct ctrnet_network;
struct netlink_ext_ack;
struct sk_buff;

int ctrnet_address_init(struct ctrnet_net *cn);
void ctrnet_address_exit(struct ctrnet_net *cn);

/* The endpoint with an address, or NULL; RCU read side. */
struct ctrnet_endpoint *ctrnet_address_lookup(struct ctrnet_net *cn, __be32 addr);

/**
 * ctrnet_address_add - give an endpoint its address
 * @ep: the endpoint
 * @addr: unicast, and nobody's yet in the network's namespace
 * @extack: gets the reason of a refusal
 *
 * Context: process, RTNL. Return: 0; -EINVAL for an address which no host can
 * have; -EEXIST if the endpoint has one; -EADDRINUSE; -ENOMEM.
 */
int ctrnet_address_add(struct ctrnet_endpoint *ep, __be32 addr,
		       struct netlink_ext_ack *extack);

/* Take its address from an endpoint, if it has one; process, RTNL. */
void ctrnet_address_del(struct ctrnet_endpoint *ep);

/**
 * ctrnet_address_arp - answer an ARP request in the name of who has the address
 * @network: the network
 * @ep: the endpoint which sent it; NULL for the host
 * @skb: data at the Ethernet header; consumed
 *
 * Nobody but the module ever answers or sees an ARP packet, so nothing can be
 * poisoned. Context: BH disabled, RCU read side.
 */
void ctrnet_address_arp(struct ctrnet_network *network,
			struct ctrnet_endpoint *ep, struct sk_buff *skb);

#endif
