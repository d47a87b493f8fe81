// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where packets and requests find publishes: by an address of the host and a port, whether
 * any has a port at all, and by id.
 */
#include <linux/maple_tree.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "publish.h"

struct publish_host_key {
	union nf_inet_addr addr;
	u32 family;
};

/**
 * struct publish_host - an address of the host which publishes are on
 * @node: in the table, by key, unless it is all of a family's addresses
 * @key: the address, zeros behind an IPv4 one
 * @list: in the table's list
 * @rules: its publishes, by protocol and port; a range is one entry. Read under RCU
 * @n_rules: how many; under RTNL
 * @rcu: delays the free until no packet can hold a pointer
 */
struct publish_host {
	struct rhash_head node;
	struct publish_host_key key;
	struct list_head list;
	struct maple_tree rules;
	unsigned int n_rules;
	struct rcu_head rcu;
};

static const struct rhashtable_params host_params = {
	.key_len		= sizeof_field(struct publish_host, key),
	.key_offset		= offsetof(struct publish_host, key),
	.head_offset		= offsetof(struct publish_host, node),
	.automatic_shrinking	= true,
};

/* Protocol and port as one number, so that a range of ports is a range of numbers. */
static unsigned long rule_index(u8 protocol, u16 port)
{
	return (unsigned long)protocol << 16 | port;
}

static void host_key_init(struct publish_host_key *key, u8 family,
			  const union nf_inet_addr *addr)
{
	memset(key, 0, sizeof(*key));
	memcpy(&key->addr, addr, ctrnet_addr_len(family));
	key->family = family;
}

int ctrnet_publish_table_init(struct ctrnet_publish_table *table)
{
	INIT_LIST_HEAD(&table->host_list);
	xa_init_flags(&table->ids, XA_FLAGS_ALLOC1);
	return rhashtable_init(&table->hosts, &host_params);
}

void ctrnet_publish_table_exit(struct ctrnet_publish_table *table)
{
	int i;

	WARN_ON_ONCE(!xa_empty(&table->ids));
	xa_destroy(&table->ids);
	rhashtable_destroy(&table->hosts);
	for (i = 0; i < CTRNET_SPACES_OF_PORTS; i++) {
		kvfree(table->ports[i]);
		kvfree(table->more[i]);
	}
}

int ctrnet_publish_table_prepare(struct ctrnet_publish_table *table)
{
	int i;

	for (i = 0; i < CTRNET_SPACES_OF_PORTS; i++) {
		if (table->ports[i])
			continue;
		table->ports[i] = kvcalloc(BITS_TO_LONGS(CTRNET_PUBLISH_PORTS), sizeof(long),
					   GFP_KERNEL_ACCOUNT);
		if (!table->ports[i])
			return -ENOMEM;
	}
	return 0;
}

static struct publish_host __rcu **host_any(struct ctrnet_publish_table *table, u8 family)
{
	return &table->any[family == AF_INET6];
}

static struct ctrnet_publish *host_rule(struct publish_host *host, unsigned long index)
{
	return host ? mtree_load(&host->rules, index) : NULL;
}

struct ctrnet_publish *ctrnet_publish_table_lookup(struct ctrnet_publish_table *table,
						   u8 protocol, u8 family,
						   const union nf_inet_addr *addr, u16 port)
{
	unsigned long index = rule_index(protocol, port);
	struct ctrnet_publish *publish;
	struct publish_host_key key;

	/* No port is published both on all addresses and on one of them. */
	publish = host_rule(rcu_dereference(*host_any(table, family)), index);
	if (publish)
		return publish;

	host_key_init(&key, family, addr);
	return host_rule(rhashtable_lookup(&table->hosts, &key, host_params), index);
}

/* Whether a publish on @host has one of the ports of @key. */
static bool host_has_rule(struct publish_host *host, const struct ctrnet_publish_key *key)
{
	unsigned long index = rule_index(key->protocol, key->first);

	return mt_find(&host->rules, &index, rule_index(key->protocol, key->last));
}

/* Whether what comes to one of two addresses may be meant for the other. */
static bool hosts_overlap(const struct publish_host *host,
			  const struct ctrnet_publish_key *key)
{
	if (host->key.family != key->family)
		return false;
	return ctrnet_addr_is_any(key->family, &host->key.addr) ||
	       ctrnet_addr_is_any(key->family, &key->addr) ||
	       ctrnet_addr_equal(key->family, &host->key.addr, &key->addr);
}

/* Whether any address publishes one of the ports. */
static bool has_any(const struct ctrnet_publish_table *table,
		    const struct ctrnet_publish_key *key)
{
	return find_next_bit(ctrnet_publish_table_bits(table, key->protocol), key->last + 1UL,
			     key->first) <= key->last;
}

bool ctrnet_publish_table_conflicts(struct ctrnet_publish_table *table,
				    const struct ctrnet_publish_key *key)
{
	struct publish_host *host;

	if (!has_any(table, key))
		return false;

	list_for_each_entry(host, &table->host_list, list)
		if (hosts_overlap(host, key) && host_has_rule(host, key))
			return true;
	return false;
}

static struct publish_host *host_find(struct ctrnet_publish_table *table,
				      const struct publish_host_key *key)
{
	if (ctrnet_addr_is_any(key->family, &key->addr))
		return rtnl_dereference(*host_any(table, key->family));
	return rhashtable_lookup_fast(&table->hosts, key, host_params);
}

bool ctrnet_publish_table_has_room(struct ctrnet_publish_table *table,
				   const struct ctrnet_publish_key *key)
{
	struct publish_host_key host_key;

	if (table->n_hosts < CTRNET_PUBLISH_HOSTS_MAX)
		return true;
	host_key_init(&host_key, key->family, &key->addr);
	return host_find(table, &host_key);
}

static int host_insert(struct ctrnet_publish_table *table, struct publish_host *host)
{
	int err;

	if (ctrnet_addr_is_any(host->key.family, &host->key.addr)) {
		rcu_assign_pointer(*host_any(table, host->key.family), host);
	} else {
		err = rhashtable_insert_fast(&table->hosts, &host->node, host_params);
		if (err)
			return err;
	}
	list_add(&host->list, &table->host_list);
	table->n_hosts++;
	return 0;
}

static void host_remove(struct ctrnet_publish_table *table, struct publish_host *host)
{
	list_del(&host->list);
	table->n_hosts--;
	if (ctrnet_addr_is_any(host->key.family, &host->key.addr))
		RCU_INIT_POINTER(*host_any(table, host->key.family), NULL);
	else
		rhashtable_remove_fast(&table->hosts, &host->node, host_params);
}

static struct publish_host *host_get(struct ctrnet_publish_table *table,
				     const struct publish_host_key *key)
{
	struct publish_host *host = host_find(table, key);

	if (host) {
		host->n_rules++;
		return host;
	}

	host = kzalloc(sizeof(*host), GFP_KERNEL_ACCOUNT);
	if (!host)
		return NULL;
	host->key = *key;
	host->n_rules = 1;
	mt_init_flags(&host->rules, MT_FLAGS_USE_RCU);
	if (host_insert(table, host)) {
		kfree(host);
		return NULL;
	}
	return host;
}

static void host_put(struct ctrnet_publish_table *table, struct publish_host *host)
{
	if (--host->n_rules)
		return;
	host_remove(table, host);
	mtree_destroy(&host->rules);
	kfree_rcu(host, rcu);
}

/* See that the ports of @key can be counted, if others publish any of them. */
static int ports_prepare(struct ctrnet_publish_table *table,
			 const struct ctrnet_publish_key *key)
{
	u16 **more = &table->more[ctrnet_tuple_space(key->protocol)];

	/* Each address has a port once. */
	BUILD_BUG_ON(CTRNET_PUBLISH_HOSTS_MAX > U16_MAX);
	if (*more || !has_any(table, key))
		return 0;
	*more = kvcalloc(CTRNET_PUBLISH_PORTS, sizeof(**more), GFP_KERNEL_ACCOUNT);
	return *more ? 0 : -ENOMEM;
}

/* Count those of a publish's ports which others publish, too, and set the bits of all. */
static void ports_add(struct ctrnet_publish_table *table, const struct ctrnet_publish_key *key)
{
	unsigned long *bits = ctrnet_publish_table_bits(table, key->protocol);
	u16 *more = table->more[ctrnet_tuple_space(key->protocol)];
	unsigned int port = key->first;

	for_each_set_bit_from(port, bits, key->last + 1UL)
		more[port]++;
	bitmap_set(bits, key->first, key->last - key->first + 1);
}

/*
 * Clear the bits of those which no other address publishes: one by one, as packets test them
 * meanwhile. That takes the same however many others there are.
 */
static void ports_del(struct ctrnet_publish_table *table, const struct ctrnet_publish_key *key)
{
	unsigned long *bits = ctrnet_publish_table_bits(table, key->protocol);
	u16 *more = table->more[ctrnet_tuple_space(key->protocol)];
	unsigned int port;

	for (port = key->first; port <= key->last; port++) {
		if (more && more[port])
			more[port]--;
		else
			clear_bit(port, bits);
	}
}

int ctrnet_publish_table_add(struct ctrnet_publish_table *table, struct ctrnet_publish *publish)
{
	const struct ctrnet_publish_key *key = &publish->key;
	struct publish_host_key host_key;
	int err;

	err = ports_prepare(table, key);
	if (err)
		return err;
	err = xa_alloc_cyclic(&table->ids, &publish->rule.id, publish,
			      XA_LIMIT(1, CTRNET_PUBLISHES_MAX), &table->next_id,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err == -EBUSY ? -ENOSPC : err;

	host_key_init(&host_key, key->family, &key->addr);
	publish->host = host_get(table, &host_key);
	if (!publish->host) {
		err = -ENOMEM;
		goto erase_id;
	}

	err = mtree_insert_range(&publish->host->rules,
				 rule_index(key->protocol, key->first),
				 rule_index(key->protocol, key->last),
				 publish, GFP_KERNEL);
	if (err)
		goto put_host;

	ports_add(table, key);
	return 0;

put_host:
	host_put(table, publish->host);
erase_id:
	xa_erase(&table->ids, publish->rule.id);
	return err;
}

void ctrnet_publish_table_del(struct ctrnet_publish_table *table, struct ctrnet_publish *publish)
{
	const struct ctrnet_publish_key *key = &publish->key;

	/* A removal must not fail, and mtree_erase() may. */
	mtree_store_range(&publish->host->rules,
			  rule_index(key->protocol, key->first),
			  rule_index(key->protocol, key->last),
			  NULL, GFP_KERNEL | __GFP_NOFAIL);
	host_put(table, publish->host);
	ports_del(table, key);
}
