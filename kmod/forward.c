// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bridge. Every endpoint's addresses are known, so nothing is learned, and
 * nothing unknown is flooded: the destination address names the receiver.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <net/ipv6.h>

#include "address.h"
#include "arp.h"
#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "endpoint.h"
#include "fastpath.h"
#include "forward.h"
#include "guard.h"
#include "nd.h"
#include "network.h"
#include "packet.h"
#include "route.h"

void ctrnet_forward_routed(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	if (ctrnet_packet_set_ether(skb, ep->mac, ep->network->dev->dev_addr)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	ctrnet_device_capture_ip(ep->network->dev, skb);
	ctrnet_device_queue_ip(ep->network, ep->dev, skb);
}

/* A copy for each endpoint but the sender; endpoint.c bounds how many there are. */
static void forward_copies(struct ctrnet_network *network,
			   const struct ctrnet_endpoint *sender,
			   struct sk_buff *skb)
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
}

/* What is for all: from the host for the endpoints, from one of them for the others too. */
static void forward_flood(struct ctrnet_network *network,
			  const struct ctrnet_endpoint *sender, struct sk_buff *skb)
{
	if (!sender || ctrnet_network_does(network, CTRNET_NETWORK_ICC))
		forward_copies(network, sender, skb);
	if (sender)
		ctrnet_device_queue(network, network->dev, skb);
	else
		consume_skb(skb);
}

/*
 * Address a packet to the endpoint's present MAC address, whatever the sender's
 * neighbour table remembers of an earlier owner of the IP address.
 */
static inline bool set_dest(struct sk_buff *skb, const struct ctrnet_endpoint *ep)
{
	if (likely(ether_addr_equal(eth_hdr(skb)->h_dest, ep->mac)))
		return true;
	if (skb_cow_head(skb, 0))
		return false;
	/* Not part of a sum which a device has made, as data begins behind it. */
	ether_addr_copy(eth_hdr(skb)->h_dest, ep->mac);
	return true;
}

/*
 * Whether an endpoint's device can take a packet, by the rules of is_skb_forwardable(); if
 * not it is dropped.
 */
static inline bool forward_fits(const struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	const struct net_device *dev = ep->dev;

	if (likely((dev->flags & IFF_UP) &&
		   (skb->len <= READ_ONCE(dev->mtu) + VLAN_HLEN || skb_is_gso(skb))))
		return true;
	ctrnet_drop(ep->network, skb, CTRNET_DROP_DOWN);
	return false;
}

/* The bridge's one way to deliver; data at the network header, the Ethernet header before it. */
static __always_inline void forward_queue(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	if (likely(set_dest(skb, ep)))
		ctrnet_device_queue_ip(ep->network, ep->dev, skb);
	else
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_MEMORY);
}

/* The endpoint of a network which has a packet's destination address, or NULL. */
static __always_inline struct ctrnet_endpoint *
find_receiver(const struct ctrnet_network *network, const struct sk_buff *skb, u8 family)
{
	const struct in6_addr *daddr6;
	struct ctrnet_endpoint *ep;
	unsigned int scope = 0;

	if (likely(family == AF_INET)) {
		ep = ctrnet_address_lookup(network->cn, ip_hdr(skb)->daddr);
	} else {
		daddr6 = &ipv6_hdr(skb)->daddr;
		if (ipv6_addr_type(daddr6) & IPV6_ADDR_LINKLOCAL)
			scope = network->dev->ifindex;
		ep = ctrnet_address_lookup6(network->cn, daddr6, scope);
	}
	return ep && ep->network == network ? ep : NULL;
}

/*
 * Whether a packet to a peer must be looked at: it may be an answer through a
 * published port, or not every packet may go.
 */
static bool forward_is_plain(const struct ctrnet_endpoint *ep)
{
	return !READ_ONCE(ep->n_hairpins) &&
	       ctrnet_network_does(ep->network, CTRNET_NETWORK_ICC);
}

/* Look at it; true if it went elsewhere, or nowhere. */
static noinline bool forward_inspect(struct ctrnet_endpoint *ep, struct ctrnet_endpoint *peer,
				     struct sk_buff *skb, u8 family)
{
	bool fragment;

	if (!ctrnet_packet_trim(skb, family)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_MALFORMED);
		return true;
	}
	fragment = ctrnet_packet_is_fragment(skb, family);
	if (ctrnet_fastpath_peer(ep, peer, skb, family))
		return true;
	/* Nothing was written to it, but what is whole now has yet to become a frame. */
	if (unlikely(fragment) && ctrnet_packet_set_ether(skb, peer->mac, ep->mac)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_MEMORY);
		return true;
	}
	return false;
}

/* The peer which a packet may go to, or NULL: then it went elsewhere, or nowhere. */
static __always_inline struct ctrnet_endpoint *
forward_find(struct ctrnet_endpoint *ep, struct sk_buff *skb, u8 family)
{
	struct ctrnet_endpoint *peer = find_receiver(ep->network, skb, family);

	if (unlikely(!peer)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_ENDPOINT);
		return NULL;
	}
	/* Before it is looked at as part of a flow, which may make it whole and larger. */
	if (unlikely(!forward_fits(peer, skb)))
		return NULL;
	if (unlikely(!forward_is_plain(ep)) && forward_inspect(ep, peer, skb, family))
		return NULL;
	return peer;
}

/* As forward_find(), where only links let packets pass: a flow which is known names the peer. */
static noinline struct ctrnet_endpoint *
forward_find_linked(struct ctrnet_endpoint *ep, struct sk_buff *skb, u8 family)
{
	struct ctrnet_endpoint *peer = ctrnet_fastpath_linked(ep, skb, family);

	if (unlikely(!peer))
		return forward_find(ep, skb, family);
	return likely(forward_fits(peer, skb)) ? peer : NULL;
}

/* To another endpoint. */
static __always_inline void forward_peer(struct ctrnet_endpoint *ep, struct sk_buff *skb,
					 u8 family)
{
	struct ctrnet_endpoint *peer;

	ctrnet_packet_pull_ether(skb);
	if (likely(ctrnet_network_does(ep->network, CTRNET_NETWORK_ICC)))
		peer = forward_find(ep, skb, family);
	else
		peer = forward_find_linked(ep, skb, family);
	if (unlikely(!peer))
		return;
	ctrnet_device_capture_ip(ep->network->dev, skb);
	forward_queue(peer, skb);
}

/* From or for an address of the link, which nothing beyond the gateway can answer to. */
static bool is_of_link(const struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);

	return (ipv6_addr_type(&ip6h->saddr) | ipv6_addr_type(&ip6h->daddr)) &
	       IPV6_ADDR_LINKLOCAL;
}

static void forward_gateway_link(struct ctrnet_network *network, struct sk_buff *skb)
{
	if (!ctrnet_network_has_address6(network, &ipv6_hdr(skb)->daddr))
		ctrnet_drop(network, skb, CTRNET_DROP_MARTIAN);
	else if (ctrnet_packet_is_source_routed6(skb))
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
	else
		ctrnet_device_queue(network, network->dev, skb);
}

/* To the host, or through it. */
static inline void forward_gateway(struct ctrnet_endpoint *ep, struct sk_buff *skb, u8 family)
{
	if (family == AF_INET6 && unlikely(is_of_link(skb))) {
		forward_gateway_link(ep->network, skb);
		return;
	}
	ctrnet_packet_pull_ether(skb);
	if (unlikely(!ctrnet_packet_trim(skb, family))) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	ctrnet_fastpath_outbound(ep, skb, family);
}

/*
 * Whether what is in a frame to many is for one alone: then it took that way past what it
 * would have been asked. Of the unicast addresses of IPv4 those are seen which the host takes
 * for its own; others may be the broadcast address of a subnet which it is not in.
 */
static bool is_for_one(const struct ctrnet_network *network, const struct sk_buff *skb, u8 family)
{
	union nf_inet_addr daddr;

	if (family == AF_INET6)
		return !ipv6_addr_is_multicast(&ipv6_hdr(skb)->daddr);
	daddr.ip = ip_hdr(skb)->daddr;
	return ipv4_is_loopback(daddr.ip) ||
	       ctrnet_route_type(dev_net(network->dev), network->dev, family, &daddr) ==
		       CTRNET_ROUTE_LOCAL;
}

/* To all, or to those of a group. */
static noinline void forward_group(struct ctrnet_endpoint *ep, struct sk_buff *skb, u8 family)
{
	if (is_for_one(ep->network, skb, family))
		ctrnet_drop(ep->network, skb, CTRNET_DROP_MARTIAN);
	else
		forward_flood(ep->network, ep, skb);
}

/* By the destination MAC address: the gateway's, all's, or a peer's. Once for each family. */
static __always_inline void forward_by_mac(struct ctrnet_endpoint *ep, struct sk_buff *skb,
					   u8 family)
{
	struct ctrnet_network *network = ep->network;

	if (ether_addr_equal(eth_hdr(skb)->h_dest, network->dev->dev_addr))
		forward_gateway(ep, skb, family);
	else if (unlikely(ctrnet_guard_is_dhcp_server(skb, family)))
		ctrnet_drop(network, skb, CTRNET_DROP_ROGUE);
	else if (likely(!is_multicast_ether_addr(eth_hdr(skb)->h_dest)))
		forward_peer(ep, skb, family);
	else
		forward_group(ep, skb, family);
}

/* Whether an IP header of @len bytes can be read; if not the packet is dropped. */
static inline bool forward_pull(struct ctrnet_network *network, struct sk_buff *skb,
				unsigned int len)
{
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN + len))) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return false;
	}
	skb_set_network_header(skb, ETH_HLEN);
	return true;
}

static void forward_ip4(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;
	__be32 saddr;

	if (!forward_pull(network, skb, sizeof(struct iphdr)))
		return;
	saddr = ip_hdr(skb)->saddr;
	if (unlikely(!saddr || saddr != READ_ONCE(ep->address)))
		ctrnet_drop(network, skb, CTRNET_DROP_SPOOFED_IP);
	else
		forward_by_mac(ep, skb, AF_INET);
}

/* As forward_pull(), of IPv6, which the host may have disabled. */
static bool forward_pull6(struct ctrnet_network *network, struct sk_buff *skb)
{
	if (unlikely(!ipv6_mod_enabled())) {
		ctrnet_drop(network, skb, CTRNET_DROP_PROTOCOL);
		return false;
	}
	return forward_pull(network, skb, sizeof(struct ipv6hdr));
}

static void forward_ip6(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;
	const struct ipv6hdr *ip6h;
	enum ctrnet_nd nd;

	if (!forward_pull6(network, skb))
		return;
	nd = ctrnet_nd_classify(skb);
	ip6h = ipv6_hdr(skb);
	/* Who has no address yet may ask whether it is free, and join groups. */
	if (unlikely(!ctrnet_address_owns6(ep, &ip6h->saddr)) &&
	    !(nd != CTRNET_ND_NONE && ipv6_addr_any(&ip6h->saddr))) {
		ctrnet_drop(network, skb, CTRNET_DROP_SPOOFED_IP);
		return;
	}

	switch (nd) {
	case CTRNET_ND_SOLICIT:
		ctrnet_nd_receive(network, ep, skb);
		break;
	case CTRNET_ND_ADVERT:
		/* The module has answered; an announcement is nobody's to believe. */
		consume_skb(skb);
		break;
	case CTRNET_ND_ROUTER:
		ctrnet_drop(network, skb, CTRNET_DROP_ROGUE);
		break;
	case CTRNET_ND_MALFORMED:
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		break;
	case CTRNET_ND_NO_MEMORY:
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		break;
	default:
		forward_by_mac(ep, skb, AF_INET6);
	}
}

void ctrnet_forward_endpoint(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;

	/*
	 * What is judged here must not change before it is received. The sender's pages which
	 * nobody waits for are not copied here: of those, what is judged is made linear first.
	 */
	if (unlikely(skb_orphan_frags(skb, GFP_ATOMIC))) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
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
		forward_ip4(ep, skb);
		break;
	case htons(ETH_P_IPV6):
		forward_ip6(ep, skb);
		break;
	case htons(ETH_P_ARP):
		ctrnet_arp_receive(network, ep, skb);
		break;
	default:
		ctrnet_drop(network, skb, CTRNET_DROP_PROTOCOL);
	}
}

/*
 * To the endpoint which has the address. What the host forwards from elsewhere
 * was received by one of its devices, its own traffic by none.
 */
static void forward_host_ip(struct ctrnet_network *network, struct sk_buff *skb, u8 family)
{
	struct ctrnet_endpoint *ep;

	if (unlikely(skb->skb_iif && !ctrnet_network_does(network, CTRNET_NETWORK_ROUTED))) {
		ctrnet_drop(network, skb, CTRNET_DROP_FOREIGN);
		return;
	}
	if (is_multicast_ether_addr(eth_hdr(skb)->h_dest)) {
		forward_flood(network, NULL, skb);
		return;
	}

	ctrnet_packet_pull_ether(skb);
	ep = find_receiver(network, skb, family);
	if (!ep)
		ctrnet_drop(network, skb, CTRNET_DROP_NO_ENDPOINT);
	else if (forward_fits(ep, skb))
		forward_queue(ep, skb);
}

static void forward_host_ip4(struct ctrnet_network *network, struct sk_buff *skb)
{
	if (forward_pull(network, skb, sizeof(struct iphdr)))
		forward_host_ip(network, skb, AF_INET);
}

static void forward_host_ip6(struct ctrnet_network *network, struct sk_buff *skb)
{
	if (!forward_pull6(network, skb))
		return;
	if (ctrnet_nd_classify(skb) == CTRNET_ND_SOLICIT)
		ctrnet_nd_receive(network, NULL, skb);
	else
		forward_host_ip(network, skb, AF_INET6);
}

void ctrnet_forward_host(struct ctrnet_network *network, struct sk_buff *skb)
{
	if (unlikely(skb_orphan_frags(skb, GFP_ATOMIC))) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	skb_reset_mac_header(skb);

	switch (eth_hdr(skb)->h_proto) {
	case htons(ETH_P_IP):
		forward_host_ip4(network, skb);
		break;
	case htons(ETH_P_IPV6):
		forward_host_ip6(network, skb);
		break;
	case htons(ETH_P_ARP):
		ctrnet_arp_receive(network, NULL, skb);
		break;
	default:
		ctrnet_drop(network, skb, CTRNET_DROP_PROTOCOL);
	}
}
