/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ARP_H
#define CTRNET_ARP_H

struct ctrnet_endpoint;
struct ctrnet_network;
struct sk_buff;

/**
 * ctrnet_arp_receive - answer an ARP request in the name of who has the address
 * @network: the network
 * @ep: the endpoint which sent it; NULL for the host
 * @skb: data at the Ethernet header; consumed
 *
 * Context: BH disabled, RCU read side.
 */
void ctrnet_arp_receive(struct ctrnet_network *network, struct ctrnet_endpoint *ep,
			struct sk_buff *skb);

#endif
