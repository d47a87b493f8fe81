/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ENDPOINT_H
#define CTRNET_ENDPOINT_H

#include <linux/if_ether.h>
#include <linux/list.h>
#include <linux/netdevice.h>

#include "address.h"
#include "owner.h"
#include "port.h"

struct ctrnet_network;
struct sk_buff;

/**
 * struct ctrnet_endpoint - a container's interface
 * @dev: its device, in the container's namespace; this is its private area
 * @network: its network; a reference on the network's device is held
 * @address: its IPv4 address, or 0; changed under RTNL
 * @address6: its IPv6 address, or NULL; changed under RTNL
 * @link_local: its IPv6 link-local address, for life
 * @mac: its MAC address, for life
 * @n_hairpins: flows in which a peer on its own network reached it through a
 *	published port; its frames to peers are looked up only if there are any
 * @id: unique in the network's namespace
 * @dying: removal has begun; under RTNL
 * @list: in the network's list
 * @address_node: in the namespace's address table, while @address is set
 * @publishes: its publishes; under RTNL
 * @links: links by which it may connect to others; under RTNL
 * @linked_by: links by which others may connect to it; under RTNL
 * @flows: flows which lead to it, oldest first: as the server, and as the
 *	client. Under the flow table's lock, as @n_flows, @rank_nodes and @flows_closed
 * @n_flows: how many
 * @rank_nodes: in the lists of struct ctrnet_owners, while there are any
 * @flows_closed: it gets no new ones
 * @n_ports: ports of the host which its flows have, of each space; under the port
 *	table's lock
 * @network_tracker: of the reference on the network's device
 */
struct ctrnet_endpoint {
	struct net_device *dev;
	struct ctrnet_network *network;
	__be32 address;
	struct ctrnet_address6 __rcu *address6;
	struct ctrnet_address6 link_local;
	u8 mac[ETH_ALEN];
	unsigned int n_hairpins;

	u32 id;
	bool dying;
	struct list_head list;
	struct rhash_head address_node;
	struct list_head publishes;
	struct list_head links;
	struct list_head linked_by;

	struct list_head flows[2];
	unsigned int n_flows;
	struct list_head rank_nodes[CTRNET_OWNER_SCOPES];
	bool flows_closed;

	unsigned int n_ports[CTRNET_SPACES];

	netdevice_tracker network_tracker;
};

#define CTRNET_ENDPOINT_KIND	"ctrnet_ep"

extern struct rtnl_link_ops ctrnet_endpoint_link_ops;

/* By id, or by network and MAC address; NULL if there is none. Under RTNL. */
struct ctrnet_endpoint *ctrnet_endpoint_lookup(struct net *net, u32 id);
struct ctrnet_endpoint *ctrnet_endpoint_lookup_mac(const struct ctrnet_network *network,
						   const u8 *mac);

/*
 * Take its address of a family from an endpoint, with the publishes and flows
 * which lead there; RTNL.
 */
void ctrnet_endpoint_clear_address(struct ctrnet_endpoint *ep, u8 family);

/* Remove an endpoint with all that hangs on it, at most once; RTNL. */
void ctrnet_endpoint_dellink(struct net_device *dev, struct list_head *head);

/**
 * ctrnet_endpoint_receive - give an endpoint an IP packet from a receive path
 * @ep: the receiver
 * @skb: data at the network header; gets an Ethernet header from the network's
 *	device to the endpoint; consumed
 *
 * The packet runs through the container's stack at once, without a queue
 * between. Context: softirq without any socket's lock, RCU read side.
 */
void ctrnet_endpoint_receive(struct ctrnet_endpoint *ep, struct sk_buff *skb);

#endif
