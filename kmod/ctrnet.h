/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_H
#define CTRNET_H

#include <linux/netfilter.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "firewall.h"
#include "flow.h"
#include "link.h"
#include "publish.h"

/**
 * struct ctrnet_net - ctrnet's part of a network namespace
 * @net: the namespace
 * @flows: connections of the endpoints of this namespace's networks
 * @publishes: ports of this namespace which lead to endpoints
 * @links: which of them may connect to others
 * @addresses: endpoints by IPv4 address; see address.c
 * @addresses6: endpoints by IPv6 address
 * @endpoints: endpoints by id; under RTNL
 * @next_endpoint: where the search for a free id begins
 * @networks: networks by interface index; under RTNL
 * @n_networks: how many there are; under RTNL. While there are none, no hook is
 *	registered and nothing of the namespace's traffic is seen
 * @generation: counts changes, for dumps to notice; under RTNL
 * @hooks: see packets for the host; see hook.c
 * @firewall: the host's
 *
 * An endpoint belongs to the namespace of its network, wherever its device is.
 */
struct ctrnet_net {
	struct net *net;
	struct ctrnet_flow_table flows;
	struct ctrnet_publish_table publishes;
	struct ctrnet_link_table links;
	struct rhashtable addresses;
	struct rhashtable addresses6;

	struct xarray endpoints;
	u32 next_endpoint;
	struct xarray networks;
	unsigned int n_networks;
	unsigned int generation;
	struct nf_hook_ops hooks[2];
	struct ctrnet_firewall firewall;
};

extern unsigned int ctrnet_net_id;

static inline struct ctrnet_net *ctrnet_net(const struct net *net)
{
	return net_generic(net, ctrnet_net_id);
}

/* A network begins and ends to use the namespace's hooks; process, RTNL. */
int ctrnet_net_get(struct ctrnet_net *cn);
void ctrnet_net_put(struct ctrnet_net *cn);

#endif
