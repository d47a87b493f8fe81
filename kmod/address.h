/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ADDRESS_H
#define CTRNET_ADDRESS_H

#include <linux/rhashtable-types.h>

#include "addr.h"

struct ctrnet_endpoint;
struct ctrnet_net;
struct netlink_ext_ack;

/* What names an endpoint in IPv6: @scope is the network of a link-local address, else 0. */
struct ctrnet_address6_key {
	struct in6_addr addr;
	u32 scope;
};

/**
 * struct ctrnet_address6 - an IPv6 address of an endpoint
 * @node: in the namespace's table
 * @key: never changes: an address is replaced as a whole
 * @endpoint: whose it is
 * @rcu: delays the free until no packet can hold a pointer
 */
struct ctrnet_address6 {
	struct rhash_head node;
	struct ctrnet_address6_key key;
	struct ctrnet_endpoint *endpoint;
	struct rcu_head rcu;
};

int ctrnet_address_init(struct ctrnet_net *cn);
void ctrnet_address_exit(struct ctrnet_net *cn);

/* The endpoint with an address, or NULL; RCU read side. */
struct ctrnet_endpoint *ctrnet_address_lookup(struct ctrnet_net *cn, __be32 addr);
struct ctrnet_endpoint *ctrnet_address_lookup6(struct ctrnet_net *cn,
					       const struct in6_addr *addr,
					       unsigned int scope);
struct ctrnet_endpoint *ctrnet_address_lookup_any(struct ctrnet_net *cn, u8 family,
						  const union nf_inet_addr *addr);

/* The endpoint's address of a family, if it has one; RCU read side or RTNL. */
bool ctrnet_address_of(const struct ctrnet_endpoint *ep, u8 family,
		       union nf_inet_addr *addr);

/* Whether an address is the endpoint's, or its link-local one; RCU read side. */
bool ctrnet_address_owns6(const struct ctrnet_endpoint *ep, const struct in6_addr *addr);

/**
 * ctrnet_address_add - give an endpoint its address of a family
 * @ep: the endpoint
 * @family: AF_INET or AF_INET6
 * @addr: unicast, and nobody's yet in the network's namespace
 * @extack: gets the reason of a refusal
 *
 * Context: process, RTNL.
 * Return: 0; -EINVAL for an address which no host can have; -EEXIST if the endpoint has one;
 * -EADDRINUSE; -ENOMEM.
 */
int ctrnet_address_add(struct ctrnet_endpoint *ep, u8 family,
		       const union nf_inet_addr *addr, struct netlink_ext_ack *extack);

/* Take its address of a family from an endpoint, if it has one; process, RTNL. */
void ctrnet_address_del(struct ctrnet_endpoint *ep, u8 family);

/* Enter the link-local address of a new endpoint, which has its MAC address; process, RTNL. */
int ctrnet_address_add_link_local(struct ctrnet_endpoint *ep);

/* Take all addresses from an endpoint which goes; process, RTNL. */
void ctrnet_address_del_all(struct ctrnet_endpoint *ep);

#endif
