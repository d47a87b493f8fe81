// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "netlink.h"
#include "network.h"
#include "publish.h"
#include "reserve.h"

/* Publishes of one namespace, and the highest id. */
#define PUBLISHES_MAX	BIT(20)

/* An address which publishes are on. Few: a host does not have many. */
struct publish_addr {
	struct list_head list;
	__be32 addr;
	unsigned int rules;
};

/* Protocol, address and port as one number, so that a range of ports is a range of numbers. */
static unsigned long rule_index(u8 protocol, __be32 addr, u16 port)
{
	BUILD_BUG_ON(sizeof(unsigned long) < 8);
	return (unsigned long)protocol << 48 |
	       (unsigned long)ntohl(addr) << 16 | port;
}

static unsigned long *port_bits(const struct ctrnet_publish_table *table, u8 protocol)
{
	return table->ports[protocol == IPPROTO_TCP ? CTRNET_PUBLISH_TCP :
						      CTRNET_PUBLISH_UDP];
}

void ctrnet_publish_init(struct ctrnet_publish_table *table)
{
	mt_init_flags(&table->rules, MT_FLAGS_USE_RCU);
	INIT_LIST_HEAD(&table->addrs);
	xa_init_flags(&table->ids, XA_FLAGS_ALLOC1);
}

void ctrnet_publish_exit(struct ctrnet_publish_table *table)
{
	int i;

	WARN_ON_ONCE(!xa_empty(&table->ids));
	xa_destroy(&table->ids);
	mtree_destroy(&table->rules);
	for (i = 0; i < CTRNET_PUBLISH_PROTOCOLS; i++)
		kvfree(table->ports[i]);
}

int ctrnet_publish_prepare(struct ctrnet_publish_table *table)
{
	int i;

	for (i = 0; i < CTRNET_PUBLISH_PROTOCOLS; i++) {
		if (table->ports[i])
			continue;
		table->ports[i] = kvcalloc(BITS_TO_LONGS(CTRNET_PUBLISH_PORTS),
					   sizeof(long), GFP_KERNEL_ACCOUNT);
		if (!table->ports[i])
			return -ENOMEM;
	}
	return 0;
}

struct ctrnet_publish *ctrnet_publish_lookup(struct ctrnet_publish_table *table,
					     u8 protocol, __be32 addr, u16 port)
{
	struct ctrnet_publish *publish;

	publish = mtree_load(&table->rules, rule_index(protocol, addr, port));
	if (!publish)
		publish = mtree_load(&table->rules, rule_index(protocol, 0, port));
	return publish;
}

/* Whether a publish on @addr has one of the ports of @key. */
static bool addr_has_rule(struct ctrnet_publish_table *table,
			  const struct ctrnet_publish_key *key, __be32 addr)
{
	unsigned long index = rule_index(key->protocol, addr, key->first);

	return mt_find(&table->rules, &index,
		       rule_index(key->protocol, addr, key->last));
}

static bool publish_conflicts(struct ctrnet_publish_table *table,
			      const struct ctrnet_publish_key *key)
{
	const struct publish_addr *pa;

	if (find_next_bit(port_bits(table, key->protocol), key->last + 1UL,
			  key->first) > key->last)
		return false;

	list_for_each_entry(pa, &table->addrs, list)
		if ((!pa->addr || !key->addr || pa->addr == key->addr) &&
		    addr_has_rule(table, key, pa->addr))
			return true;
	return false;
}

static struct publish_addr *publish_addr_get(struct ctrnet_publish_table *table,
					     __be32 addr)
{
	struct publish_addr *pa;

	list_for_each_entry(pa, &table->addrs, list) {
		if (pa->addr == addr) {
			pa->rules++;
			return pa;
		}
	}

	pa = kzalloc(sizeof(*pa), GFP_KERNEL_ACCOUNT);
	if (!pa)
		return NULL;
	pa->addr = addr;
	pa->rules = 1;
	list_add(&pa->list, &table->addrs);
	return pa;
}

static void publish_addr_put(struct ctrnet_publish_table *table, __be32 addr)
{
	struct publish_addr *pa;

	list_for_each_entry(pa, &table->addrs, list) {
		if (pa->addr != addr)
			continue;
		if (!--pa->rules) {
			list_del(&pa->list);
			kfree(pa);
		}
		return;
	}
}

/* Enter a publish into the tables, where packets find it once its bits are set. */
static int publish_insert(struct ctrnet_publish_table *table,
			  struct ctrnet_publish *publish)
{
	const struct ctrnet_publish_key *key = &publish->key;
	int err;

	err = xa_alloc_cyclic(&table->ids, &publish->id, publish,
			      XA_LIMIT(1, PUBLISHES_MAX), &table->next_id,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;

	if (!publish_addr_get(table, key->addr)) {
		err = -ENOMEM;
		goto erase_id;
	}

	err = mtree_insert_range(&table->rules,
				 rule_index(key->protocol, key->addr, key->first),
				 rule_index(key->protocol, key->addr, key->last),
				 publish, GFP_KERNEL);
	if (err)
		goto put_addr;

	bitmap_set(port_bits(table, key->protocol), key->first,
		   key->last - key->first + 1);
	return 0;

put_addr:
	publish_addr_put(table, key->addr);
erase_id:
	xa_erase(&table->ids, publish->id);
	return err;
}

/* Clear the bits of ports which no other address publishes. */
static void publish_clear_bits(struct ctrnet_publish_table *table,
			       const struct ctrnet_publish_key *key)
{
	unsigned long *bits = port_bits(table, key->protocol);
	struct ctrnet_publish_key one = *key;
	const struct publish_addr *pa;
	unsigned int port;
	bool shared = false;

	list_for_each_entry(pa, &table->addrs, list)
		shared |= addr_has_rule(table, key, pa->addr);
	if (!shared) {
		bitmap_clear(bits, key->first, key->last - key->first + 1);
		return;
	}

	for (port = key->first; port <= key->last; port++) {
		one.first = port;
		one.last = port;
		shared = false;
		list_for_each_entry(pa, &table->addrs, list)
			shared |= addr_has_rule(table, &one, pa->addr);
		if (!shared)
			clear_bit(port, bits);
	}
}

static void publish_remove(struct ctrnet_publish_table *table,
			   struct ctrnet_publish *publish)
{
	const struct ctrnet_publish_key *key = &publish->key;

	/* A removal must not fail, and mtree_erase() may. */
	mtree_store_range(&table->rules,
			  rule_index(key->protocol, key->addr, key->first),
			  rule_index(key->protocol, key->addr, key->last),
			  NULL, GFP_KERNEL | __GFP_NOFAIL);
	publish_addr_put(table, key->addr);
	publish_clear_bits(table, key);
	xa_erase(&table->ids, publish->id);
}

static int publish_check(struct ctrnet_endpoint *ep,
			 const struct ctrnet_publish_key *key, u16 port,
			 struct netlink_ext_ack *extack)
{
	if (key->protocol != IPPROTO_TCP && key->protocol != IPPROTO_UDP) {
		NL_SET_ERR_MSG(extack, "only TCP and UDP ports can be published");
		return -EPROTONOSUPPORT;
	}
	if (key->last < key->first) {
		NL_SET_ERR_MSG(extack, "the last port is below the first one");
		return -EINVAL;
	}
	if (port + (key->last - key->first) > U16_MAX) {
		NL_SET_ERR_MSG(extack, "the endpoint's ports would pass 65535");
		return -EINVAL;
	}
	if (!ep->address) {
		NL_SET_ERR_MSG(extack, "the endpoint has no address yet");
		return -EADDRNOTAVAIL;
	}
	if (publish_conflicts(&ep->network->cn->publishes, key)) {
		NL_SET_ERR_MSG(extack, "another publish has the port");
		return -EEXIST;
	}
	return 0;
}

struct ctrnet_publish *ctrnet_publish_add(struct ctrnet_endpoint *ep,
					  const struct ctrnet_publish_key *key,
					  u16 port, struct netlink_ext_ack *extack)
{
	struct ctrnet_net *cn = ep->network->cn;
	struct ctrnet_publish *publish;
	int err;

	ASSERT_RTNL();
	err = publish_check(ep, key, port, extack);
	if (err)
		return ERR_PTR(err);

	publish = kzalloc(sizeof(*publish), GFP_KERNEL_ACCOUNT);
	if (!publish)
		return ERR_PTR(-ENOMEM);
	publish->key = *key;
	publish->endpoint = ep;
	publish->port = port;

	err = ctrnet_reserve_ports(cn->net, publish, extack);
	if (err)
		goto free;

	err = publish_insert(&cn->publishes, publish);
	if (err)
		goto release;

	list_add_tail(&publish->list, &ep->publishes);
	ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_NTF);
	return publish;

release:
	ctrnet_reserve_release(publish);
free:
	kfree(publish);
	return ERR_PTR(err);
}

void ctrnet_publish_del(struct ctrnet_publish *publish)
{
	struct ctrnet_net *cn = publish->endpoint->network->cn;

	ASSERT_RTNL();
	ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_DEL_NTF);
	list_del(&publish->list);
	publish_remove(&cn->publishes, publish);
	/* A packet which found the rule before can make no flow of it any more. */
	ctrnet_flow_flush_publish(&cn->flows, publish);
	ctrnet_reserve_release(publish);
	kfree_rcu(publish, rcu);
}
