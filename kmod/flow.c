// SPDX-License-Identifier: GPL-2.0-only
#include <linux/jiffies.h>
#include <linux/rtnetlink.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <net/dst.h>

#include "endpoint.h"
#include "evict.h"
#include "flow.h"
#include "trace.h"
#include "track.h"
#include "walk.h"

/**
 * DOC: Locking
 *
 * Configuration is changed under RTNL, by netlink requests and by the removal
 * of devices. Packets take no lock: they find endpoints, publishes and flows
 * under RCU.
 *
 * The flow table's lock (struct ctrnet_flow_table.lock) guards which flows
 * exist. It is taken in softirq by the first packet of a connection, and by one whose
 * route has expired; with BH disabled by expiry, by "flow-flush", by the removal of
 * endpoints, publishes and links, and by changes of options. It is inside every lock of
 * the module but two: the bucket locks of the hash table, and that of the ports (struct
 * ctrnet_port_table.lock). Inside the latter a bucket of the host's TCP ports may be
 * locked (socket.c); nobody who holds one of those comes into the module.
 *
 * What lets flows be and goes (an endpoint, a publish, the ports of a link, the masquerade
 * of a network) sets its "closed" mark under the table's lock before
 * its flows are ended, so that no flow can be inserted behind its back. What was
 * removed is freed after a grace period; its memory is the only thing which a
 * late packet still touches.
 */

/* Flows of an endpoint which are looked at in one section of the lock. */
#define SWEEP_BATCH		1024

static struct kmem_cache *flow_caches[2] __read_mostly;	/* IPv4, IPv6 */
static hsiphash_key_t hash_key __read_mostly;

/**
 * struct flow_key - what a direction is looked for by
 * @tuple: of the packets which take it
 * @hash: of that
 */
struct flow_key {
	const struct ctrnet_tuple *tuple;
	u32 hash;
};

/*
 * Protocol and side are left out: so few differ in nothing else that they may share
 * a bucket. An IPv6 address is a hash of its own, so that only the short case must be
 * fast.
 */
static __always_inline u32 tuple_hash(const struct ctrnet_tuple *t)
{
	const u32 ports = (__force u32)t->sport << 16 | (__force u32)t->dport;

	BUILD_BUG_ON(offsetof(struct ctrnet_tuple, daddr) != sizeof(struct in6_addr));
	if (likely(t->family == AF_INET))
		return hsiphash_3u32((__force u32)t->saddr.ip, (__force u32)t->daddr.ip, ports,
				     &hash_key);
	return hsiphash_2u32(hsiphash(&t->saddr, 2 * sizeof(struct in6_addr), &hash_key), ports,
			     &hash_key);
}

/*
 * The key is secret as it is: without the table's seed, which changes when that is
 * resized, there is an order of flows which stays; see walk.c.
 */
static u32 flow_key_hash(const void *data, u32 len, u32 seed)
{
	const struct flow_key *key = data;

	return key->hash;
}

static struct ctrnet_flow_dir *flow_dir_of(const struct rhash_head *node)
{
	return &ctrnet_flow_at(node)->dirs[ctrnet_flow_dir_at(node)];
}

static u32 flow_node_hash(const void *node, u32 len, u32 seed)
{
	return flow_dir_of(node)->hash;
}

static __always_inline int flow_node_cmp(struct rhashtable_compare_arg *arg, const void *node)
{
	const enum ctrnet_dir dir = ctrnet_flow_dir_at(node);
	const struct ctrnet_flow *flow = ctrnet_flow_at(node);
	const struct flow_key *key = arg->key;

	return ctrnet_flow_id(flow, dir) != key->tuple->id ||
	       !ctrnet_flow_has_addrs(flow, dir, key->tuple);
}

/* What is in the table are nodes, as they lie at different places of the directions. */
static const struct rhashtable_params flow_params = {
	.hashfn			= flow_key_hash,
	.obj_hashfn		= flow_node_hash,
	.obj_cmpfn		= flow_node_cmp,
	.automatic_shrinking	= true,
};

const struct ctrnet_network *ctrnet_flow_network(const struct ctrnet_flow *flow)
{
	const struct ctrnet_endpoint *ep;

	ep = ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_ORIG]) ?:
	     ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_REPLY]);
	return ep->network;
}

bool ctrnet_flow_is_closed(const struct ctrnet_flow *flow)
{
	return READ_ONCE(flow->tcp) == CTRNET_TCP_CLOSED;
}

/* Flattened: else it may ask for the key's hash, which is there already, through a pointer. */
__flatten struct ctrnet_flow_dir *ctrnet_flow_lookup(struct ctrnet_flow_table *table,
						     const struct ctrnet_tuple *tuple)
{
	const struct flow_key key = { .tuple = tuple, .hash = tuple_hash(tuple) };
	const struct rhash_head *node = rhashtable_lookup(&table->ht, &key, flow_params);

	return node ? flow_dir_of(node) : NULL;
}

static struct kmem_cache *flow_cache(u8 family)
{
	return flow_caches[family == AF_INET6];
}

static void flow_dir_init(struct ctrnet_flow *flow, enum ctrnet_dir dir,
			  const struct ctrnet_tuple *tuple,
			  const struct ctrnet_exit *exit)
{
	struct ctrnet_flow_dir *fd = &flow->dirs[dir];

	ctrnet_flow_set_addrs(flow, dir, tuple);
	fd->words[!dir].id = tuple->id;
	flow->dirs[!dir].other_sport = tuple->sport;
	flow->dirs[!dir].other_dport = tuple->dport;
	flow->dirs[!dir].from_host = exit->kind == CTRNET_EXIT_HOST;
	fd->dir = dir;
	fd->exit_kind = exit->kind;
	fd->cookie = exit->cookie;
	if (exit->kind == CTRNET_EXIT_ENDPOINT)
		fd->endpoint = exit->endpoint;
	else
		fd->dst = exit->dst;
}

struct ctrnet_flow *ctrnet_flow_alloc(const struct ctrnet_tuple *orig,
				      const struct ctrnet_exit *exit_orig,
				      const struct ctrnet_tuple *reply,
				      const struct ctrnet_exit *exit_reply)
{
	struct ctrnet_flow *flow;

	flow = kmem_cache_zalloc(flow_cache(orig->family), GFP_ATOMIC | __GFP_NOWARN);
	if (!flow)
		return NULL;

	flow_dir_init(flow, CTRNET_DIR_ORIG, orig, exit_orig);
	flow_dir_init(flow, CTRNET_DIR_REPLY, reply, exit_reply);
	if (orig->protocol == IPPROTO_TCP || orig->protocol == IPPROTO_SCTP)
		flow->tcp = CTRNET_TCP_OPENING;
	flow->dead = true;
	flow->created = (u32)jiffies;
	flow->seen = flow->created;
	return flow;
}

void ctrnet_flow_set_reply_port(struct ctrnet_flow *flow, __be16 port)
{
	struct ctrnet_tuple t = { .id = ctrnet_flow_id(flow, CTRNET_DIR_REPLY) };

	t.dport = port;
	flow->dirs[CTRNET_DIR_REPLY].words[CTRNET_DIR_ORIG].id = t.id;
	flow->dirs[CTRNET_DIR_ORIG].other_dport = port;
}

static void flow_free_rcu(struct rcu_head *rcu)
{
	struct ctrnet_flow *flow = container_of(rcu, struct ctrnet_flow, rcu);
	struct ctrnet_flow_dir *fd;

	for (fd = flow->dirs; fd < flow->dirs + 2; fd++)
		if (fd->exit_kind != CTRNET_EXIT_ENDPOINT)
			dst_release(rcu_dereference_protected(fd->dst, true));
	kmem_cache_free(flow_cache(ctrnet_flow_family(flow)), flow);
}

/* Even if it was refused, one direction may have been seen for a moment. */
void ctrnet_flow_free(struct ctrnet_flow *flow)
{
	call_rcu(&flow->rcu, flow_free_rcu);
}

static void flow_put_port(struct ctrnet_flow_table *table, struct ctrnet_flow *flow)
{
	const struct ctrnet_tuple reply = { .id = ctrnet_flow_id(flow, CTRNET_DIR_REPLY) };

	if (flow->mapped)
		ctrnet_port_put(&table->ports, flow->dirs[CTRNET_DIR_REPLY].endpoint,
				reply.protocol, reply.dport);
}

bool ctrnet_flow_kill_locked(struct ctrnet_flow_table *table, struct ctrnet_flow *flow)
{
	int i;

	lockdep_assert_held(&table->lock);
	if (flow->dead)
		return false;

	flow->dead = true;
	trace_ctrnet_flow_end(flow);
	for (i = 0; i < 2; i++)
		rhashtable_remove_fast(&table->ht, ctrnet_flow_node(flow, i), flow_params);
	ctrnet_owner_del(table, flow);
	flow_put_port(table, flow);
	table->count--;
	/* Packets which found it before hold it until their RCU section ends. */
	ctrnet_flow_free(flow);
	return true;
}

static int flow_may_insert(struct ctrnet_flow_table *table,
			   const struct ctrnet_flow *flow,
			   const struct ctrnet_flow_rule *rule)
{
	const struct ctrnet_endpoint *ep;
	int i;

	if (rule->closed)
		return -ENODEV;
	for (i = 0; i < 2; i++) {
		ep = ctrnet_flow_endpoint(&flow->dirs[i]);
		if (ep && ep->flows_closed)
			return -ENODEV;
	}
	return ctrnet_evict_for(table, flow);
}

static void flow_set_hashes(struct ctrnet_flow *flow)
{
	struct ctrnet_tuple t;
	int i;

	for (i = 0; i < 2; i++) {
		ctrnet_flow_tuple(flow, i, &t);
		flow->dirs[i].hash = tuple_hash(&t);
	}
}

static int flow_dir_insert(struct ctrnet_flow_table *table, struct ctrnet_flow *flow,
			   enum ctrnet_dir dir)
{
	struct ctrnet_tuple t;
	const struct flow_key key = { .tuple = &t, .hash = flow->dirs[dir].hash };
	int err;

	ctrnet_flow_tuple(flow, dir, &t);
	err = rhashtable_lookup_insert_key(&table->ht, &key, ctrnet_flow_node(flow, dir),
					   flow_params);
	return !err || err == -EEXIST ? err : -ENOMEM;
}

static int flow_insert_locked(struct ctrnet_flow_table *table,
			      struct ctrnet_flow *flow)
{
	int err;

	err = flow_dir_insert(table, flow, CTRNET_DIR_REPLY);
	if (err)
		return err == -EEXIST ? -EADDRINUSE : err;

	/* Last: from here on packets of the connection find the flow. */
	err = flow_dir_insert(table, flow, CTRNET_DIR_ORIG);
	if (err) {
		rhashtable_remove_fast(&table->ht, ctrnet_flow_node(flow, CTRNET_DIR_REPLY),
				       flow_params);
		return err;
	}

	ctrnet_owner_add(table, flow);
	table->count++;
	/* A packet may have found it before this, but has to wait for the lock to end it. */
	flow->dead = false;
	trace_ctrnet_flow_begin(flow);
	return 0;
}

int ctrnet_flow_insert(struct ctrnet_flow_table *table, struct ctrnet_flow *flow,
		       const struct ctrnet_flow_rule *rule)
{
	int err;

	flow->rule = rule->id;
	flow->rule_kind = rule->kind;
	flow_set_hashes(flow);

	spin_lock_bh(&table->lock);
	err = flow_may_insert(table, flow, rule);
	if (!err)
		err = flow_insert_locked(table, flow);
	spin_unlock_bh(&table->lock);
	return err;
}

bool ctrnet_flow_kill(struct ctrnet_flow_table *table, struct ctrnet_flow *flow)
{
	bool killed;

	spin_lock_bh(&table->lock);
	killed = ctrnet_flow_kill_locked(table, flow);
	spin_unlock_bh(&table->lock);
	return killed;
}

bool ctrnet_flow_set_route(struct ctrnet_flow_table *table, struct ctrnet_flow_dir *fd,
			   const struct ctrnet_exit *exit)
{
	struct ctrnet_flow *flow = ctrnet_flow_of(fd);
	struct dst_entry *old = NULL;
	bool alive;

	spin_lock_bh(&table->lock);
	alive = !flow->dead;
	if (alive) {
		old = rcu_replace_pointer(fd->dst, rcu_dereference(exit->dst),
					  lockdep_is_held(&table->lock));
		/* With the other's cookie a route looks expired: asked for once more. */
		WRITE_ONCE(fd->cookie, exit->cookie);
	}
	spin_unlock_bh(&table->lock);

	/* Its memory outlives the readers which still use it. */
	dst_release(old);
	return alive;
}

/* The far end as the endpoints know it: of a link's flow, either of them. */
static bool flow_has_peer(const struct ctrnet_flow *flow, const union nf_inet_addr *addr)
{
	struct ctrnet_tuple t;

	ctrnet_flow_tuple(flow, CTRNET_DIR_ORIG, &t);
	return (flow->rule_kind != CTRNET_FLOW_MASQUERADE &&
		ctrnet_addr_equal(t.family, &t.saddr, addr)) ||
	       (flow->rule_kind != CTRNET_FLOW_PUBLISH &&
		ctrnet_addr_equal(t.family, &t.daddr, addr));
}

static bool flow_has_endpoint(const struct ctrnet_flow *flow, u32 id)
{
	const struct ctrnet_endpoint *server = ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_ORIG]);
	const struct ctrnet_endpoint *client = ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_REPLY]);

	return (server && server->id == id) || (client && client->id == id);
}

bool ctrnet_flow_matches(const struct ctrnet_flow *flow,
			 const struct ctrnet_flow_filter *filter)
{
	return (!filter->family || filter->family == ctrnet_flow_family(flow)) &&
	       (!filter->protocol || filter->protocol == ctrnet_flow_protocol(flow)) &&
	       (!filter->rule || (filter->rule->kind == flow->rule_kind &&
				  filter->rule->id == flow->rule)) &&
	       (!filter->endpoint || flow_has_endpoint(flow, filter->endpoint)) &&
	       (!filter->peer || flow_has_peer(flow, filter->peer)) &&
	       (!filter->fits || filter->fits(flow, filter->arg));
}

unsigned int ctrnet_flow_age(const struct ctrnet_flow *flow)
{
	return ((u32)jiffies - flow->created) / HZ;
}

unsigned int ctrnet_flow_timeout(const struct ctrnet_flow *flow)
{
	return max(ctrnet_track_left(flow), 0) / HZ;
}

/* Look at a batch of a list's flows; those which stay go to the end of @keep. */
static void flow_sweep_batch(struct ctrnet_flow_table *table, struct list_head *flows,
			     struct list_head *keep, enum ctrnet_dir dir,
			     const struct ctrnet_flow_filter *filter)
{
	struct ctrnet_flow *flow, *next;
	unsigned int n = 0;

	list_for_each_entry_safe(flow, next, flows, owner_nodes[dir]) {
		if (n++ == SWEEP_BATCH)
			break;
		if (ctrnet_flow_matches(flow, filter))
			ctrnet_flow_kill_locked(table, flow);
		else
			list_move_tail(&flow->owner_nodes[dir], keep);
	}
}

/*
 * The list is taken from the endpoint and put back by and by: flows which are
 * made meanwhile are none that the sweep is for.
 */
static void flow_sweep(struct ctrnet_flow_table *table, struct list_head *flows,
		       enum ctrnet_dir dir, const struct ctrnet_flow_filter *filter)
{
	LIST_HEAD(swept);
	bool more;

	spin_lock_bh(&table->lock);
	list_splice_init(flows, &swept);
	spin_unlock_bh(&table->lock);

	do {
		spin_lock_bh(&table->lock);
		flow_sweep_batch(table, &swept, flows, dir, filter);
		more = !list_empty(&swept);
		spin_unlock_bh(&table->lock);
		cond_resched();
	} while (more);
}

void ctrnet_flow_flush(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep,
		       const struct ctrnet_flow_filter *filter)
{
	ASSERT_RTNL();
	flow_sweep(table, &ep->flows[CTRNET_DIR_ORIG], CTRNET_DIR_ORIG, filter);
	flow_sweep(table, &ep->flows[CTRNET_DIR_REPLY], CTRNET_DIR_REPLY, filter);
}

void ctrnet_flow_flush_server(struct ctrnet_flow_table *table, struct ctrnet_endpoint *server,
			      const struct ctrnet_flow_filter *filter)
{
	ASSERT_RTNL();
	flow_sweep(table, &server->flows[CTRNET_DIR_ORIG], CTRNET_DIR_ORIG, filter);
}

void ctrnet_flow_allow(struct ctrnet_flow_table *table, struct ctrnet_flow_rule *rule,
		       bool allow)
{
	spin_lock_bh(&table->lock);
	rule->closed = !allow;
	spin_unlock_bh(&table->lock);
}

void ctrnet_flow_close(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep)
{
	const struct ctrnet_flow_filter all = {};

	spin_lock_bh(&table->lock);
	ep->flows_closed = true;
	spin_unlock_bh(&table->lock);
	ctrnet_flow_flush(table, ep, &all);
}

unsigned int ctrnet_flow_flush_all(struct ctrnet_flow_table *table,
				   const struct ctrnet_flow_filter *filter)
{
	struct ctrnet_walk walk = {};
	struct ctrnet_flow *flow;
	unsigned int n = 0;

	while (!walk.end) {
		rcu_read_lock();
		flow = ctrnet_walk_next(table, &walk);
		if (flow && ctrnet_flow_matches(flow, filter))
			n += ctrnet_flow_kill(table, flow);
		rcu_read_unlock();
		cond_resched();
	}
	return n;
}

int ctrnet_flow_init(struct ctrnet_flow_table *table)
{
	spin_lock_init(&table->lock);
	ctrnet_port_init(&table->ports);
	table->count = 0;
	ctrnet_owners_init(&table->owners, CTRNET_OWNER_NAMESPACE);
	ctrnet_expire_init(&table->expiry);
	return rhashtable_init(&table->ht, &flow_params);
}

void ctrnet_flow_exit(struct ctrnet_flow_table *table)
{
	ctrnet_port_exit(&table->ports);
	rhashtable_destroy(&table->ht);
}

#define FLOW_SIZE(n_words)	struct_size_t(struct ctrnet_flow, addrs, n_words)

static struct kmem_cache *flow_cache_create(const char *name, unsigned int size)
{
	/* So that a direction is a cache line: see struct ctrnet_flow_dir. */
	return kmem_cache_create(name, size, sizeof(struct ctrnet_flow_dir), 0, NULL);
}

int ctrnet_flow_cache_init(void)
{
	static_assert(sizeof(struct ctrnet_flow_dir) == 64);
	static_assert(FLOW_SIZE(CTRNET_FLOW_WORDS) <= 192);
	static_assert(FLOW_SIZE(CTRNET_FLOW_WORDS6) <= 256);

	get_random_bytes(&hash_key, sizeof(hash_key));
	flow_caches[0] = flow_cache_create("ctrnet_flow", FLOW_SIZE(CTRNET_FLOW_WORDS));
	flow_caches[1] = flow_cache_create("ctrnet_flow6", FLOW_SIZE(CTRNET_FLOW_WORDS6));
	if (flow_caches[0] && flow_caches[1])
		return 0;
	ctrnet_flow_cache_exit();
	return -ENOMEM;
}

void ctrnet_flow_cache_exit(void)
{
	/* Flows which were ended a moment ago are freed by RCU callbacks. */
	rcu_barrier();
	kmem_cache_destroy(flow_caches[0]);
	kmem_cache_destroy(flow_caches[1]);
}
