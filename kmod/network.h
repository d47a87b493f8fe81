/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_NETWORK_H
#define CTRNET_NETWORK_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <uapi/linux/ctrnet.h>

#include "addr.h"
#include "flow.h"
#include "limits.h"
#include "owner.h"

struct ctrnet_drops;
struct ctrnet_net;

#define CTRNET_NETWORK_KIND	"ctrnet"

/**
 * struct ctrnet_network - a bridge, and its endpoints' gateway
 * @dev: the host's device on it; this is its private area
 * @cn: the namespace
 * @options: enum ctrnet_network_option, set by those who configure it; under RTNL
 * @masquerade: what lets flows go outside; closed while @options do not
 * @drops: dropped packets, per CPU
 * @endpoints: the endpoints; changed under RTNL, read under RCU
 * @n_endpoints: how many; under RTNL
 * @limits: how long its flows live, and how many there may be
 * @n_flows: flows which have an endpoint here; under the flow table's lock
 * @owners: which of them have most; likewise
 *
 * Its addresses are those of @dev. Lives as long as @dev, which every endpoint
 * holds a reference on.
 */
struct ctrnet_network {
	struct net_device *dev;
	struct ctrnet_net *cn;
	u32 options;
	struct ctrnet_flow_rule masquerade;
	struct ctrnet_drops __percpu *drops;

	struct list_head endpoints;
	unsigned int n_endpoints;

	struct ctrnet_limits limits;
	unsigned int n_flows;
	struct ctrnet_owners owners;
};

extern struct rtnl_link_ops ctrnet_network_link_ops;

/* Whether a network does what an option says; any context. */
static inline bool ctrnet_network_does(const struct ctrnet_network *network,
				       enum ctrnet_network_option option)
{
	return READ_ONCE(network->options) & option;
}

/*
 * Change what a network does. On return flows which the new options do not let be
 * have ended; process, RTNL.
 */
void ctrnet_network_set_options(struct ctrnet_network *network, u32 options);

/* Whether a device is a network; any context. */
bool ctrnet_network_is(const struct net_device *dev);

/* The network with an interface index, or NULL; under RTNL. */
struct ctrnet_network *ctrnet_network_lookup(struct net *net, unsigned int ifindex);

/* Whether the host has @addr on the network's device; RCU read side. */
bool ctrnet_network_has_address(const struct ctrnet_network *network, __be32 addr);
bool ctrnet_network_has_address6(const struct ctrnet_network *network,
				 const struct in6_addr *addr);

/* The address which stands for the host inside the network, if there is one. RCU read side. */
bool ctrnet_network_gateway(const struct ctrnet_network *network, u8 family,
			    union nf_inet_addr *addr);

#endif
