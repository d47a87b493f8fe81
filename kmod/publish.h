/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_PUBLISH_H
#define CTRNET_PUBLISH_H

#include <linux/list.h>
#include <linux/types.h>

#include "flow.h"
#include "publish_table.h"

struct ctrnet_endpoint;
struct netlink_ext_ack;
struct nlattr;
struct publish_host;
struct socket;

/**
 * struct ctrnet_publish - ports of the host which lead to an endpoint
 * @rule: what its flows know it by
 * @key: the ports
 * @host: where the host's addresses are looked up
 * @endpoint: the endpoint; it removes its publishes before it goes
 * @port: the endpoint's port for @key.first; the others follow on
 * @list: in the endpoint's list, or in one of those which end; under RTNL
 * @holders: sockets which reserve the ports on the host
 * @n_holders: how many; 0 for a range too large for them
 * @rcu: delays the free until no packet can hold a pointer
 */
struct ctrnet_publish {
	struct ctrnet_flow_rule rule;
	struct ctrnet_publish_key key;
	struct publish_host *host;
	struct ctrnet_endpoint *endpoint;
	u16 port;

	struct list_head list;
	struct socket **holders;
	unsigned int n_holders;
	struct rcu_head rcu;
};

/* The endpoint's port which a port of the publish leads to. */
static inline u16 ctrnet_publish_port(const struct ctrnet_publish *publish, u16 port)
{
	return publish->port + (port - publish->key.first);
}

/**
 * struct ctrnet_publish_request - what a publish shall be
 * @key: the ports of the host
 * @port: the endpoint's port for the first of them
 * @in_the_way: what of its reservation ctrnet_reserve_prepare() has found, 0 if nothing
 * @vrf: and which VRF has the address, by its interface index; 0 for none
 * @attrs: a refusal names the one which is to blame
 */
struct ctrnet_publish_request {
	struct ctrnet_publish_key key;
	u16 port;
	int in_the_way;
	int vrf;
	struct nlattr **attrs;
};

/**
 * ctrnet_publish_add - publish ports of an endpoint
 * @ep: the endpoint, with an address
 * @request: the ports
 * @extack: gets the reason of a refusal
 *
 * Checks all, reserves all, or changes nothing. Context: process, RTNL. To be followed
 * by ctrnet_publish_claim(), or by ctrnet_publish_cancel().
 *
 * Return: the publish, or an ERR_PTR: -EINVAL, -EEXIST if another publish has
 * one of the ports, -EADDRINUSE if a socket of the host has, -EADDRNOTAVAIL if
 * the host does not have the address, -ENOSPC if there are too many, or on too many
 * addresses, -EINTR if the task was killed, -ENOMEM.
 */
struct ctrnet_publish *ctrnet_publish_add(struct ctrnet_endpoint *ep,
					  const struct ctrnet_publish_request *request,
					  struct netlink_ext_ack *extack);

/*
 * End what goes outside from ports that are published from now on: its answers would be
 * taken for clients, or clients for its answers. What cannot be undone comes last; RTNL.
 */
void ctrnet_publish_claim(struct ctrnet_publish *const *publishes, unsigned int n);

/* End a publish, its flows and its reservation, and tell so; process, RTNL. */
void ctrnet_publish_del(struct ctrnet_publish *publish);

/* As ctrnet_publish_del(), of one or more of an endpoint which nobody was told of. */
void ctrnet_publish_cancel(struct ctrnet_publish *const *publishes, unsigned int n);

/*
 * End all of an endpoint's, or those of a @family if it is not 0, and tell so: they are moved to
 * the list @closed. When the caller has ended their flows, all at once, he frees them, and
 * the host has their ports again; process, RTNL throughout.
 */
void ctrnet_publish_close_all(struct ctrnet_endpoint *ep, u8 family, struct list_head *closed);
void ctrnet_publish_free_all(struct list_head *closed);

#endif
