// SPDX-License-Identifier: GPL-2.0-only
/*
 * ARP. Nobody but the module ever answers or sees an ARP packet, so nothing can
 * be poisoned, and nothing is flooded.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/arp.h>

#include "address.h"
#include "arp.h"
#include "device.h"
#include "drop.h"
#include "endpoint.h"
#include "network.h"

/* The MAC address which answers for @addr in the network, or NULL. */
static const u8 *address_mac(const struct ctrnet_network *network, __be32 addr)
{
	const struct ctrnet_endpoint *ep;

	if (ctrnet_network_has_address(network, addr))
		return network->dev->dev_addr;

	ep = ctrnet_address_lookup(network->cn, addr);
	return ep && ep->network == network ? ep->mac : NULL;
}

/* What follows the ARP header for IPv4 over Ethernet. */
struct arp_body {
	u8	sender_mac[ETH_ALEN];
	__be32	sender;
	u8	target_mac[ETH_ALEN];
	__be32	target;
} __packed;

static bool arp_pull(struct sk_buff *skb)
{
	const unsigned int len = ETH_HLEN + sizeof(struct arphdr) +
				 sizeof(struct arp_body);
	const struct arphdr *arp;

	if (!pskb_may_pull(skb, len))
		return false;

	arp = (struct arphdr *)(skb->data + ETH_HLEN);
	return arp->ar_hrd == htons(ARPHRD_ETHER) &&
	       arp->ar_pro == htons(ETH_P_IP) &&
	       arp->ar_hln == ETH_ALEN && arp->ar_pln == sizeof(__be32);
}

/* A probe (RFC 5227) asks from 0.0.0.0, all else from the sender's own address. */
static bool arp_is_spoofed(const struct ctrnet_endpoint *ep,
			   const struct arp_body *body)
{
	return !ether_addr_equal_unaligned(body->sender_mac, ep->mac) ||
	       (body->sender && body->sender != READ_ONCE(ep->address));
}

static void arp_answer(struct ctrnet_network *network, struct ctrnet_endpoint *ep,
		       const struct arp_body *body, const u8 *mac)
{
	struct net_device *dev = ep ? ep->dev : network->dev;
	struct sk_buff *reply;

	reply = arp_create(ARPOP_REPLY, ETH_P_ARP, body->sender, dev, body->target,
			   body->sender_mac, mac, body->sender_mac);
	if (!reply) {
		ctrnet_drop_count(network, CTRNET_DROP_NO_MEMORY);
		return;
	}
	ctrnet_device_answer(dev, reply);
}

void ctrnet_arp_receive(struct ctrnet_network *network, struct ctrnet_endpoint *ep,
			struct sk_buff *skb)
{
	const struct arphdr *arp;
	const struct arp_body *body;
	const u8 *mac;

	if (!arp_pull(skb)) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	arp = (struct arphdr *)(skb->data + ETH_HLEN);
	body = (struct arp_body *)(arp + 1);

	if (ep && arp_is_spoofed(ep, body)) {
		ctrnet_drop(network, skb, CTRNET_DROP_SPOOFED_IP);
		return;
	}

	/* An announcement or a probe of the own address is left unanswered. */
	if (arp->ar_op == htons(ARPOP_REQUEST) &&
	    !(ep && body->target == READ_ONCE(ep->address))) {
		mac = address_mac(network, body->target);
		if (mac && !(!ep && mac == network->dev->dev_addr))
			arp_answer(network, ep, body, mac);
	}
	consume_skb(skb);
}
