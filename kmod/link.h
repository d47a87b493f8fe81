/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_LINK_H
#define CTRNET_LINK_H

#include <linux/rhashtable-types.h>
#include <linux/xarray.h>

#include "flow.h"

struct ctrnet_endpoint;
struct ctrnet_net;
struct netlink_ext_ack;

/* Ranges of one link: what fits in one message. */
#define CTRNET_LINK_RANGES_MAX	128

/* Exposed ports of a link's source. */
struct ctrnet_link_range {
	u8 protocol;
	u16 first;
	u16 last;
};

/* What names a link: there is one between two endpoints, in one direction. */
struct ctrnet_link_key {
	u32 recipient;
	u32 source;
};

/**
 * struct ctrnet_link - one endpoint may connect to another
 * @rule: what its flows know it by
 * @node: in the namespace's table
 * @key: ids of the endpoints
 * @recipient: who may connect; it removes its links before it goes
 * @source: to whom; so does it
 * @of_recipient: in the recipient's list; under RTNL
 * @of_source: in the source's list; under RTNL
 * @rcu: delays the free until no packet can hold a pointer
 * @n_ranges: how many
 * @ranges: the exposed ports; never change
 */
struct ctrnet_link {
	struct ctrnet_flow_rule rule;
	struct rhash_head node;
	struct ctrnet_link_key key;
	struct ctrnet_endpoint *recipient;
	struct ctrnet_endpoint *source;

	struct list_head of_recipient;
	struct list_head of_source;
	struct rcu_head rcu;

	unsigned int n_ranges;
	struct ctrnet_link_range ranges[] __counted_by(n_ranges);
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
 * ctrnet_link_alloc - a link, in no table yet
 * @n_ranges: how many ranges the caller will fill in
 *
 * Context: process. Return: the link, which ctrnet_link_add() takes, or NULL.
 */
struct ctrnet_link *ctrnet_link_alloc(unsigned int n_ranges);

/**
 * ctrnet_link_add - let one endpoint connect to another
 * @link: from ctrnet_link_alloc(), its ranges filled in; freed if this fails
 * @recipient: who may connect
 * @source: to whom
 * @extack: gets the reason of a refusal
 *
 * Context: process, RTNL. Return: 0; -EINVAL if the endpoints are one, or of
 * two networks, or a range runs backwards; -EEXIST; -ENOMEM; -EBUSY if there
 * are too many.
 */
int ctrnet_link_add(struct ctrnet_link *link, struct ctrnet_endpoint *recipient,
		    struct ctrnet_endpoint *source, struct netlink_ext_ack *extack);

/* End a link and its flows; process, RTNL. */
void ctrnet_link_del(struct ctrnet_link *link);

/* End all links from and to an endpoint; process, RTNL. */
void ctrnet_link_del_all(struct ctrnet_endpoint *ep);

/* The link by which @recipient may connect to @source, or NULL; RCU read side. */
struct ctrnet_link *ctrnet_link_lookup(struct ctrnet_link_table *table,
				       const struct ctrnet_endpoint *recipient,
				       const struct ctrnet_endpoint *source);

/* Whether a link opens a port of its source. Context: RCU read side. */
bool ctrnet_link_exposes(const struct ctrnet_link *link, u8 protocol, u16 port);

#endif
