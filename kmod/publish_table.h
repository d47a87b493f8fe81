/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_PUBLISH_TABLE_H
#define CTRNET_PUBLISH_TABLE_H

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/rhashtable-types.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "tuple.h"

struct ctrnet_publish;
struct publish_host;

/**
 * struct ctrnet_publish_key - what a publish claims of the host
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 * @family: AF_INET or AF_INET6
 * @addr: an address of the host, or that of zeros for all of the family
 * @first: first port
 * @last: last port
 */
struct ctrnet_publish_key {
	u8	protocol;
	u8	family;
	union nf_inet_addr addr;
	u16	first;
	u16	last;
};

#define CTRNET_PUBLISH_PORTS	65536

/* Publishes of one namespace, and the highest id. */
#define CTRNET_PUBLISHES_MAX	131072

/*
 * Addresses of the host which publishes of one namespace are on: who adds one, of a port which
 * any of them publishes, looks at each of them, while all wait for RTNL.
 */
#define CTRNET_PUBLISH_HOSTS_MAX	1024

/**
 * struct ctrnet_publish_table - the publishes of a network namespace
 * @any: the rules which are on all addresses of IPv4, of IPv6; read under RCU
 * @hosts: the single addresses which publishes are on, each with its rules; likewise
 * @host_list: all of these, for walks under RTNL
 * @n_hosts: how many
 * @ports: a bit for each port with any publish, by enum ctrnet_space: the test which
 *	spares all other traffic a look-up. NULL before the first network
 * @more: by space and port, how many addresses beside a first one publish it; under
 *	RTNL. NULL as long as none does
 * @ids: by id; under RTNL
 * @next_id: where the search for a free id begins
 */
struct ctrnet_publish_table {
	struct publish_host __rcu *any[2];
	struct rhashtable hosts;
	struct list_head host_list;
	unsigned int n_hosts;
	unsigned long *ports[CTRNET_SPACES_OF_PORTS];
	u16 *more[CTRNET_SPACES_OF_PORTS];

	struct xarray ids;
	u32 next_id;
};

int ctrnet_publish_table_init(struct ctrnet_publish_table *table);
void ctrnet_publish_table_exit(struct ctrnet_publish_table *table);

/* Make room for the port bits, once; process. */
int ctrnet_publish_table_prepare(struct ctrnet_publish_table *table);

/* The port bits of a protocol which has ports. Any context. */
static inline unsigned long *
ctrnet_publish_table_bits(const struct ctrnet_publish_table *table, u8 protocol)
{
	return table->ports[ctrnet_tuple_space(protocol)];
}

/*
 * Whether any publish may have the port, of a protocol which has ports. Any context, with
 * hooks registered.
 */
static inline bool ctrnet_publish_table_has_port(const struct ctrnet_publish_table *table,
						 u8 protocol, u16 port)
{
	return test_bit(port, ctrnet_publish_table_bits(table, protocol));
}

/* The publish for a port of one of the host's addresses, or NULL; RCU read side. */
struct ctrnet_publish *ctrnet_publish_table_lookup(struct ctrnet_publish_table *table,
						   u8 protocol, u8 family,
						   const union nf_inet_addr *addr, u16 port);

/* Whether a publish claims any of what @key does; RTNL. */
bool ctrnet_publish_table_conflicts(struct ctrnet_publish_table *table,
				    const struct ctrnet_publish_key *key);

/* Whether there is room for the address of one more; RTNL. */
bool ctrnet_publish_table_has_room(struct ctrnet_publish_table *table,
				   const struct ctrnet_publish_key *key);

/**
 * ctrnet_publish_table_add - enter a publish, where packets find it once its bits are set
 * @table: the table, prepared
 * @publish: with a key which conflicts with none; gets its id and its @host
 *
 * Context: process, RTNL.
 *
 * Return: 0; -ENOSPC if all ids are taken; -ENOMEM.
 */
int ctrnet_publish_table_add(struct ctrnet_publish_table *table, struct ctrnet_publish *publish);

/* No packet finds it any more. Its id is its own until that is erased from @ids; process, RTNL. */
void ctrnet_publish_table_del(struct ctrnet_publish_table *table, struct ctrnet_publish *publish);

#endif
