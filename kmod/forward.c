// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bridge. Every endpoint's addresses are known, so nothing is learned, and
 * nothing unknown is flooded: the destination address names the receiver.
 */
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <net/ip.h>

#include "address.h"
#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "endpoint.h"
#include "fastpath.h"
#include "forward.h"
#include "network.h"
#include "packet.h"

void ctrnet_forward_routed(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	if (ctrnet_packet_set_ether(skb, ep->mac, ep->network->dev->dev_addr)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	skb_push_rcsum(skb, ETH_HLEN);
	ctrnet_device_queue(ep->network, ep->dev, skb);
}

/* A copy for everyone but the sender, the host included. */
static void forward_flood(struct ctrnet_network *network,
			  const struct ctrnet_endpoint *sender, struct sk_buff *skb)
{
	struct ctrnet_endpoint *ep;
	struct sk_buff *copy;

	list_for_each_entry_rcu(ep, &network->endpoints, list) {
		if (ep == sender || !is_skb_forwardable(ep->dev, skb))
			continue;
		copy = skb_clone(skb, GFP_ATOMIC);
		if (copy)
			ctrnet_device_queue(network, ep->dev, copy);
		else
			ctrnet_drop_count(network, CTRNET_DROP_NO_MEMORY);
	}
	if (sender)
		ctrnet_device_queue(network, network->dev, skb);
	else
		consume_skb(skb);
}

/*
 * Address a frame to the endpoint's present MAC address, whatever the sender's
 * neighbour table remembers of an earlier owner of the IP address.
 */
static bool set_dest(struct sk_buff *skb, const struct ctrnet_endpoint *ep)
{
	if (likely(ether_addr_equal(eth_hdr(skb)->h_dest, ep->mac)))
		return true;
	if (skb_cow_head(skb, 0))
		return false;
	ether_addr_copy(eth_hdr(skb)->h_dest, ep->mac);
	return true;
}

/* To another endpoint, which its IP address names. */
static void forward_peer(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;
	struct ctrnet_endpoint *peer;

	peer = ctrnet_address_lookup(network->cn, ip_hdr(skb)->daddr);
	if (!peer || peer->network != network) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_ENDPOINT);
		return;
	}
	if (unlikely(!set_dest(skb, peer))) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	if (unlikely(READ_ONCE(ep->n_hairpins))) {
		ctrnet_fastpath_hairpin(ep, peer, skb);
		return;
	}
	if (unlikely(!is_skb_forwardable(peer->dev, skb))) {
		ctrnet_drop(network, skb, CTRNET_DROP_DOWN);
		return;
	}
	ctrnet_device_queue(network, peer->dev, skb);
}

/* To the host, or through it. */
static void forward_gateway(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	skb_pull_rcsum(skb, ETH_HLEN);
	if (unlikely(!ctrnet_packet_trim(skb))) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	ctrnet_fastpath_outbound(ep, skb);
}

static void forward_ip(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;
	const struct ethhdr *eth;
	__be32 saddr;

	if (unlikely(!pskb_may_pull(skb, ETH_HLEN + sizeof(struct iphdr)))) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	skb_set_network_header(skb, ETH_HLEN);

	saddr = ip_hdr(skb)->saddr;
	if (unlikely(!saddr || saddr != READ_ONCE(ep->address))) {
		ctrnet_drop(network, skb, CTRNET_DROP_SPOOFED_IP);
		return;
	}

	eth = eth_hdr(skb);
	if (ether_addr_equal(eth->h_dest, network->dev->dev_addr))
		forward_gateway(ep, skb);
	else if (is_multicast_ether_addr(eth->h_dest))
		forward_flood(network, ep, skb);
	else
		forward_peer(ep, skb);
}

void ctrnet_forward_endpoint(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;

	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	skb_reset_mac_header(skb);

	if (unlikely(!ether_addr_equal(eth_hdr(skb)->h_source, ep->mac))) {
		ctrnet_drop(network, skb, CTRNET_DROP_SPOOFED_MAC);
		return;
	}

	switch (eth_hdr(skb)->h_proto) {
	case htons(ETH_P_IP):
		forward_ip(ep, skb);
		break;
	case htons(ETH_P_ARP):
		ctrnet_address_arp(network, ep, skb);
		break;
	default:
		ctrnet_drop(network, skb, CTRNET_DROP_PROTOCOL);
	}
}

/*
 * To the endpoint which has the address. What the host forwards from elsewhere
 * was received by one of its devices, its own traffic by none.
 */
static void forward_host_ip(struct ctrnet_network *network, struct sk_buff *skb)
{
	struct ctrnet_endpoint *ep;

	if (unlikely(!pskb_may_pull(skb, ETH_HLEN + sizeof(struct iphdr)))) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	skb_set_network_header(skb, ETH_HLEN);

	if (unlikely(skb->skb_iif)) {
		ctrnet_drop(network, skb, CTRNET_DROP_FOREIGN);
		return;
	}
	if (is_multicast_ether_addr(eth_hdr(skb)->h_dest)) {
		forward_flood(network, NULL, skb);
		return;
	}

	ep = ctrnet_address_lookup(network->cn, ip_hdr(skb)->daddr);
	if (!ep || ep->network != network) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_ENDPOINT);
		return;
	}
	if (unlikely(!is_skb_forwardable(ep->dev, skb))) {
		ctrnet_drop(network, skb, CTRNET_DROP_DOWN);
		return;
	}
	if (unlikely(!set_dest(skb, ep))) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	ctrnet_device_queue(network, ep->dev, skb);
}

void ctrnet_forward_host(struct ctrnet_network *network, struct sk_buff *skb)
{
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	skb_reset_mac_header(skb);

	switch (eth_hdr(skb)->h_proto) {
	case htons(ETH_P_IP):
		forward_host_ip(network, skb);
		break;
	case htons(ETH_P_ARP):
		ctrnet_address_arp(network, NULL, skb);
		break;
	default:
		ctrnet_drop(network, skb, CTRNET_DROP_PROTOCOL);
	}
}
