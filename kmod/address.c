// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who has which address. Endpoints' addresses are told to the module, never
 * learned from packets; a namespace's networks share one table, so an address
 * names one endpoint wherever it is met.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/netlink.h>
#include <net/arp.h>
#include <net/route.h>

#include "address.h"
#include "ctrnet.h"
#include "drop.h"
#include "endpoint.h"
#include "network.h"

static const struct rhashtable_params address_params = {
	.key_len		= sizeof_field(struct ctrnet_endpoint, address),
	.key_offset		= offsetof(struct ctrnet_endpoint, address),
	.head_offset		= offsetof(struct ctrnet_endpoint, address_node),
	.automatic_shrinking	= true,
};

int ctrnet_address_init(struct ctrnet_net *cn)
{
	return rhashtable_init(&cn->addresses, &address_params);
}

void ctrnet_address_exit(struct ctrnet_net *cn)
{
	rhashtable_destroy(&cn->addresses);
}

struct ctrnet_endpoint *ctrnet_address_lookup(struct ctrnet_net *cn, __be32 addr)
{
	return rhashtable_lookup(&cn->addresses, &addr, address_params);
}

/* The host may have the address on any of its devices. */
static bool host_has_address(struct net *net, __be32 addr)
{
	return inet_addr_type(net, addr) == RTN_LOCAL;
}

int ctrnet_address_add(struct ctrnet_endpoint *ep, __be32 addr,
		       struct netlink_ext_ack *extack)
{
	struct ctrnet_net *cn = ep->network->cn;
	int err;

	ASSERT_RTNL();
	if (ipv4_is_zeronet(addr) || ipv4_is_loopback(addr) ||
	    ipv4_is_multicast(addr) || ipv4_is_lbcast(addr)) {
		NL_SET_ERR_MSG(extack, "not a unicast address");
		return -EINVAL;
	}
	if (ep->address) {
		NL_SET_ERR_MSG(extack, "the endpoint has an address already");
		return -EEXIST;
	}
	if (host_has_address(cn->net, addr)) {
		NL_SET_ERR_MSG(extack, "the host has this address");
		return -EADDRINUSE;
	}

	WRITE_ONCE(ep->address, addr);
	err = rhashtable_lookup_insert_fast(&cn->addresses, &ep->address_node,
					    address_params);
	if (err) {
		WRITE_ONCE(ep->address, 0);
		if (err != -EEXIST)
			return err;
		NL_SET_ERR_MSG(extack, "another endpoint has this address");
		return -EADDRINUSE;
	}
	return 0;
}

void ctrnet_address_del(struct ctrnet_endpoint *ep)
{
	struct ctrnet_net *cn = ep->network->cn;

	ASSERT_RTNL();
	if (!ep->address)
		return;

	rhashtable_remove_fast(&cn->addresses, &ep->address_node, address_params);
	WRITE_ONCE(ep->address, 0);
}

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
	skb_reset_mac_header(reply);
	reply->protocol = eth_type_trans(reply, dev);
	dev_sw_netstats_rx_add(dev, reply->len);
	__netif_rx(reply);
}

void ctrnet_address_arp(struct ctrnet_network *network,
			struct ctrnet_endpoint *ep, struct sk_buff *skb)
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
