// SPDX-License-Identifier: GPL-2.0-only
#include <linux/maple_tree.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "address.h"
#include "ctrnet.h"
#include "endpoint.h"
#include "netlink.h"
#include "network.h"
#include "port.h"
#include "publish.h"
#include "reserve.h"

/* Publishes of one namespace, and the highest id. */
#define PUBLISHES_MAX	131072

/*
 * Addresses of the host which publishes of one namespace are on: who adds or removes one looks
 * at each of them, while all wait for RTNL.
 */
#define HOSTS_MAX	1024

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

int ctrnet_publish_init(struct ctrnet_publish_table *table)
{
	INIT_LIST_HEAD(&table->host_list);
	xa_init_flags(&table->ids, XA_FLAGS_ALLOC1);
	return rhashtable_init(&table->hosts, &host_params);
}

void ctrnet_publish_exit(struct ctrnet_publish_table *table)
{
	int i;

	WARN_ON_ONCE(!xa_empty(&table->ids));
	xa_destroy(&table->ids);
	rhashtable_destroy(&table->hosts);
	for (i = 0; i < CTRNET_PUBLISH_PROTOCOLS; i++) {
		kvfree(table->ports[i]);
		kvfree(table->more[i]);
	}
}

int ctrnet_publish_prepare(struct ctrnet_publish_table *table)
{
	int i;

	for (i = 0; i < CTRNET_PUBLISH_PROTOCOLS; i++) {
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

struct ctrnet_publish *ctrnet_publish_lookup(struct ctrnet_publish_table *table,
					     u8 protocol, u8 family,
					     const union nf_inet_addr *addr,
					     u16 port)
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
	return find_next_bit(ctrnet_publish_bits(table, key->protocol), key->last + 1UL,
			     key->first) <= key->last;
}

static bool publish_conflicts(struct ctrnet_publish_table *table,
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
	u16 **more = &table->more[ctrnet_publish_protocol(key->protocol)];

	/* Each address has a port once. */
	BUILD_BUG_ON(HOSTS_MAX > U16_MAX);
	if (*more || !has_any(table, key))
		return 0;
	*more = kvcalloc(CTRNET_PUBLISH_PORTS, sizeof(**more), GFP_KERNEL_ACCOUNT);
	return *more ? 0 : -ENOMEM;
}

/* Count those of a publish's ports which others publish, too, and set the bits of all. */
static void ports_add(struct ctrnet_publish_table *table, const struct ctrnet_publish_key *key)
{
	unsigned long *bits = ctrnet_publish_bits(table, key->protocol);
	u16 *more = table->more[ctrnet_publish_protocol(key->protocol)];
	unsigned int port = key->first;

	for_each_set_bit_from(port, bits, key->last + 1UL)
		more[port]++;
	bitmap_set(bits, key->first, key->last - key->first + 1);
}

/*
 * Clear the bits of those which no other address publishes; packets look at them meanwhile.
 * That takes the same however many others there are.
 */
static void ports_del(struct ctrnet_publish_table *table, const struct ctrnet_publish_key *key)
{
	unsigned long *bits = ctrnet_publish_bits(table, key->protocol);
	u16 *more = table->more[ctrnet_publish_protocol(key->protocol)];
	unsigned int port;

	for (port = key->first; port <= key->last; port++) {
		if (more && more[port])
			more[port]--;
		else
			clear_bit(port, bits);
	}
}

/* Enter a publish into the tables, where packets find it once its bits are set. */
static int publish_insert(struct ctrnet_publish_table *table,
			  struct ctrnet_publish *publish)
{
	const struct ctrnet_publish_key *key = &publish->key;
	struct publish_host_key host_key;
	int err;

	err = ports_prepare(table, key);
	if (err)
		return err;
	err = xa_alloc_cyclic(&table->ids, &publish->rule.id, publish,
			      XA_LIMIT(1, PUBLISHES_MAX), &table->next_id,
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

static void publish_remove(struct ctrnet_publish_table *table,
			   struct ctrnet_publish *publish)
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

/* Whether there is room for the address of one more. */
static bool has_room(struct ctrnet_publish_table *table, const struct ctrnet_publish_key *key)
{
	struct publish_host_key host_key;

	if (table->n_hosts < HOSTS_MAX)
		return true;
	host_key_init(&host_key, key->family, &key->addr);
	return host_find(table, &host_key);
}

static int publish_check(struct ctrnet_endpoint *ep,
			 const struct ctrnet_publish_request *request,
			 struct netlink_ext_ack *extack)
{
	const struct ctrnet_publish_key *key = &request->key;
	struct nlattr **attrs = request->attrs;
	union nf_inet_addr addr;

	if (!ctrnet_publish_is_protocol(key->protocol)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_PROTOCOL],
				    "only TCP, UDP and SCTP ports can be published");
		return -EPROTONOSUPPORT;
	}
	if (key->last < key->first) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_PORT_END],
				    "the last port is below the first one");
		return -EINVAL;
	}
	if (request->port + (key->last - key->first) > U16_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_PORT],
				    "the endpoint's ports would pass 65535");
		return -EINVAL;
	}
	if (ctrnet_addr_is_link_local(key->family, &key->addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_ADDRESS],
				    "ports cannot be published on a link-local address");
		return -EINVAL;
	}
	if (!ctrnet_address_of(ep, key->family, &addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_ENDPOINT],
				    "the endpoint has no address of this family");
		return -EADDRNOTAVAIL;
	}
	if (publish_conflicts(&ep->network->cn->publishes, key)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_PORT],
				    "another publish has the port");
		return -EEXIST;
	}
	if (!has_room(&ep->network->cn->publishes, key)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_ADDRESS],
				    "ports are published on " __stringify(HOSTS_MAX)
				    " addresses already, which is the most");
		return -ENOSPC;
	}
	return 0;
}

/* Whether what goes outside may have one of the ports. */
static bool has_masquerade_ports(const struct ctrnet_publish *publish)
{
	return publish->key.last >= CTRNET_PORT_MIN;
}

static void end_masquerade(struct ctrnet_net *cn)
{
	const struct ctrnet_flow_filter filter = { .published = &cn->publishes };

	/* A packet under way may have chosen a port before, and still make a flow. */
	synchronize_net();
	/* One walk for all: none has a port which was published before. */
	ctrnet_flow_flush_all(&cn->flows, &filter);
}

void ctrnet_publish_claim(struct ctrnet_publish *const *publishes, unsigned int n)
{
	unsigned int i;

	ASSERT_RTNL();
	for (i = 0; i < n; i++) {
		if (has_masquerade_ports(publishes[i])) {
			end_masquerade(publishes[i]->endpoint->network->cn);
			return;
		}
	}
}

/* Whether a reservation failed for the address, or for the port. */
static int publish_reserve(struct net *net, struct ctrnet_publish *publish,
			   const struct ctrnet_publish_request *request,
			   struct netlink_ext_ack *extack)
{
	int err = ctrnet_reserve_ports(net, publish, request, extack);

	if (err == -EADDRNOTAVAIL)
		NL_SET_BAD_ATTR(extack, request->attrs[CTRNET_A_HOST_ADDRESS]);
	else if (err == -EADDRINUSE || err == -EACCES)
		NL_SET_BAD_ATTR(extack, request->attrs[CTRNET_A_HOST_PORT]);
	return err;
}

struct ctrnet_publish *ctrnet_publish_add(struct ctrnet_endpoint *ep,
					  const struct ctrnet_publish_request *request,
					  struct netlink_ext_ack *extack)
{
	struct ctrnet_net *cn = ep->network->cn;
	struct ctrnet_publish *publish;
	int err;

	ASSERT_RTNL();
	err = publish_check(ep, request, extack);
	if (err)
		return ERR_PTR(err);

	publish = kzalloc(sizeof(*publish), GFP_KERNEL_ACCOUNT);
	if (!publish)
		return ERR_PTR(-ENOMEM);
	publish->rule.kind = CTRNET_FLOW_PUBLISH;
	publish->key = request->key;
	publish->endpoint = ep;
	publish->port = request->port;

	err = publish_reserve(cn->net, publish, request, extack);
	if (err)
		goto free;

	err = publish_insert(&cn->publishes, publish);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack, "there are " __stringify(PUBLISHES_MAX)
				       " publishes already, which is the most");
	if (err)
		goto release;

	list_add_tail(&publish->list, &ep->publishes);
	return publish;

release:
	ctrnet_reserve_release(publish);
free:
	kfree(publish);
	return ERR_PTR(err);
}

/* No packet finds it any more; and one which has found it can make no flow by it. */
static void publish_close(struct ctrnet_publish *publish, struct list_head *closed)
{
	struct ctrnet_net *cn = publish->endpoint->network->cn;

	list_move_tail(&publish->list, closed);
	publish_remove(&cn->publishes, publish);
	ctrnet_flow_allow(&cn->flows, &publish->rule, false);
	cond_resched();
}

bool ctrnet_publish_is_closed(struct ctrnet_publish_table *table, u32 id)
{
	const struct ctrnet_publish *publish;

	ASSERT_RTNL();
	publish = xa_load(&table->ids, id);
	return publish && publish->rule.closed;
}

void ctrnet_publish_close_all(struct ctrnet_endpoint *ep, u8 family, struct list_head *closed)
{
	struct ctrnet_publish *publish, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(publish, next, &ep->publishes, list) {
		if (family && publish->key.family != family)
			continue;
		ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_DEL_NTF);
		publish_close(publish, closed);
	}
}

void ctrnet_publish_free_all(struct list_head *closed)
{
	struct ctrnet_publish *publish, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(publish, next, closed, list) {
		xa_erase(&publish->endpoint->network->cn->publishes.ids, publish->rule.id);
		ctrnet_reserve_release(publish);
		list_del(&publish->list);
		kfree_rcu(publish, rcu);
		cond_resched();
	}
}

void ctrnet_publish_cancel(struct ctrnet_publish *const *publishes, unsigned int n)
{
	struct ctrnet_endpoint *ep = publishes[0]->endpoint;
	struct ctrnet_net *cn = ep->network->cn;
	LIST_HEAD(closed);
	unsigned int i;

	ASSERT_RTNL();
	for (i = 0; i < n; i++)
		publish_close(publishes[i], &closed);
	ctrnet_flow_end_closed(&cn->flows, ep, &cn->publishes);
	ctrnet_publish_free_all(&closed);
}

void ctrnet_publish_del(struct ctrnet_publish *publish)
{
	ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_DEL_NTF);
	ctrnet_publish_cancel(&publish, 1);
}
