/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_LINK_H
#define CTRNET_LINK_H

#include <linux/rhashtable-types.h>
#include <linux/xarray.h>

#include "flow.h"

struct ctrnet_endpoint;
struct netlink_ext_ack;
struct nlattr;

/* Ranges of one link. The memory of one, and the size of a message, are bounded by it. */
#define CTRNET_LINK_RANGES_MAX	1024

/* Exposed ports of a link's source. */
struct ctrnet_link_range {
	u8 protocol;
	u16 first;
	u16 last;
};

/**
 * struct ctrnet_link_ports - what a link opens; replaced as a whole
 * @rule: what the flows that it lets be know the link by: its id is the link's
 * @rcu: delays the free until no packet can hold a pointer
 * @n_ranges: how many
 * @ranges: the exposed ports; never change
 */
struct ctrnet_link_ports {
	struct ctrnet_flow_rule rule;
	struct rcu_head rcu;
	unsigned int n_ranges;
	struct ctrnet_link_range ranges[] __counted_by(n_ranges);
};

/* What names a link: there is one between two endpoints, in one direction. */
struct ctrnet_link_key {
	u32 recipient;
	u32 source;
};

/**
 * struct ctrnet_link - one endpoint may connect to another
 * @node: in the namespace's table
 * @key: ids of the endpoints
 * @ports: what it opens; changed under RTNL, read under RCU
 * @id: unique in the namespace
 * @recipient: who may connect; it removes its links before it goes
 * @source: to whom; so does it
 * @of_recipient: in the recipient's list; under RTNL
 * @of_source: in the source's list; under RTNL
 * @rcu: delays the free until no packet can hold a pointer
 */
struct ctrnet_link {
	struct rhash_head node;
	struct ctrnet_link_key key;
	struct ctrnet_link_ports __rcu *ports;

	u32 id;
	struct ctrnet_endpoint *recipient;
	struct ctrnet_endpoint *source;
	struct list_head of_recipient;
	struct list_head of_source;
	struct rcu_head rcu;
};

/**
 * struct ctrnet_link_table - the links of a network namespace
 * @links: by the endpoints; read under RCU
 * @ids: by id; under RTNL
 * @next_id: where the search for a free id begins
 */
struct ctrnet_link_table {
	struct rhashtable links;
	struct xarray ids;
	u32 next_id;
};

int ctrnet_link_init(struct ctrnet_link_table *table);
void ctrnet_link_exit(struct ctrnet_link_table *table);

/**
 * ctrnet_link_alloc_ports - what a link shall open
 * @n_ranges: how many ranges the caller will fill in
 *
 * Context: process.
 * Return: the ports, which ctrnet_link_add() or ctrnet_link_set() takes, or kfree(); NULL
 * without memory.
 */
struct ctrnet_link_ports *ctrnet_link_alloc_ports(unsigned int n_ranges);

/**
 * ctrnet_link_add - let one endpoint connect to another
 * @recipient: who may connect
 * @source: to whom
 * @ports: what of it; consumed only if this succeeds
 * @attrs: of the request: a refusal names the one which is to blame
 * @extack: gets the reason of a refusal
 *
 * Context: process, RTNL.
 * Return: the link, or an ERR_PTR: -EINVAL if the endpoints are one, or of two networks;
 * -EEXIST; -ENOMEM; -EBUSY if there are too many.
 */
struct ctrnet_link *ctrnet_link_add(struct ctrnet_endpoint *recipient,
				    struct ctrnet_endpoint *source,
				    struct ctrnet_link_ports *ports,
				    struct nlattr **attrs,
				    struct netlink_ext_ack *extack);

/*
 * Change what a link opens. On return flows to other ports have ended; those to
 * ports which stay open, and pings, live on. @ports is consumed. Process, RTNL.
 */
void ctrnet_link_set(struct ctrnet_link *link, struct ctrnet_link_ports *ports);

/* End a link and its flows, and tell so; process, RTNL. */
void ctrnet_link_del(struct ctrnet_link *link);

/* As ctrnet_link_del(), of a link which nobody was told of. */
void ctrnet_link_cancel(struct ctrnet_link *link);

/* End all links from and to an endpoint whose flows are closed; process, RTNL. */
void ctrnet_link_del_all(struct ctrnet_endpoint *ep);

/* The link by which @recipient may connect to @source, or NULL; RCU read side. */
struct ctrnet_link *ctrnet_link_lookup(struct ctrnet_link_table *table,
				       const struct ctrnet_endpoint *recipient,
				       const struct ctrnet_endpoint *source);

/*
 * Whether a link lets a connection be, by its first packet's tuple, of which the
 * addresses do not matter: to a port that it opens, or a ping. Any context.
 */
bool ctrnet_link_admits(const struct ctrnet_link_ports *ports,
			const struct ctrnet_tuple *tuple);

#endif
