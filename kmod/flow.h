/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_FLOW_H
#define CTRNET_FLOW_H

#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "expire.h"
#include "owner.h"
#include "port.h"
#include "tcp.h"
#include "tuple.h"

struct ctrnet_endpoint;
struct ctrnet_network;
struct dst_entry;

enum ctrnet_dir {
	CTRNET_DIR_ORIG,	/* from the side which opened the connection */
	CTRNET_DIR_REPLY,
};

/* What let a flow be. */
enum ctrnet_flow_kind {
	CTRNET_FLOW_MASQUERADE,	/* an endpoint went outside */
	CTRNET_FLOW_PUBLISH,	/* someone came to a published port */
	CTRNET_FLOW_LINK,	/* an endpoint went to another one; nothing is translated */
};

/**
 * struct ctrnet_flow_rule - what lets flows be: a publish, a link, or masquerade
 * @id: unique in the namespace, for its kind; 0 of masquerade
 * @kind: enum ctrnet_flow_kind
 * @closed: new flows are refused; under the flow table's lock
 */
struct ctrnet_flow_rule {
	u32 id;
	u8 kind;
	bool closed;
};

enum ctrnet_exit_kind {
	CTRNET_EXIT_ENDPOINT,	/* to an endpoint's device */
	CTRNET_EXIT_ROUTE,	/* to the next hop of a route */
	CTRNET_EXIT_HOST,	/* to the host itself, over its loopback device or a VRF */
};

/**
 * struct ctrnet_exit - where the packets of one direction go
 * @kind: which member of the union holds
 * @cookie: of the route, as dst_check() wants it
 * @endpoint: the receiver; the flow is in its list, and dies before it
 * @dst: a route; the flow holds a reference. Replaced when it has expired, see
 *	ctrnet_route_of()
 */
struct ctrnet_exit {
	enum ctrnet_exit_kind kind;
	u32 cookie;
	union {
		struct ctrnet_endpoint *endpoint;
		struct dst_entry __rcu *dst;
	};
};

/**
 * union ctrnet_flow_word - one of the first two words of a direction
 * @node: in the table
 * @id: of the tuple which the direction's packets show when they are met; see
 *	ctrnet_flow_tuple(). They are given the reverse of the other direction's
 */
union ctrnet_flow_word {
	struct rhash_head	node;
	u64			id;
};

/**
 * struct ctrnet_flow_dir - one direction of a flow
 * @words: that of the direction's own number is its node, the other one its id; see
 *	ctrnet_flow_at()
 * @hash: of the tuple, by which the table is ordered
 * @other_sport: of the other direction's tuple
 * @other_dport: likewise
 * @endpoint: see struct ctrnet_exit
 * @dst: see struct ctrnet_exit
 * @cookie: see struct ctrnet_exit
 * @dir: enum ctrnet_dir, which leads from here to the flow
 * @exit_kind: see struct ctrnet_exit
 * @from_host: they come from the host itself: see ctrnet_route_is_own()
 * @tcp: what the side which sends them has said
 * @packets: packets that took it
 * @bytes: their length, IP headers included
 *
 * A cache line, which the other direction's packets neither write nor read: the
 * two may be met on different CPUs. Counted without a lock or an atomic operation:
 * of two packets at once on two CPUs one may be missed.
 */
struct ctrnet_flow_dir {
	union ctrnet_flow_word	words[2];
	u32			hash;
	__be16			other_sport;
	__be16			other_dport;
	union {
		struct ctrnet_endpoint	*endpoint;
		struct dst_entry __rcu	*dst;
	};
	u32			cookie;
	u8			dir;
	u8			exit_kind;
	bool			from_host;
	struct ctrnet_tcp_side	tcp;
	u64			packets;
	u64			bytes;
};

/**
 * struct ctrnet_flow - one connection through address translation
 * @dirs: its directions
 * @created: when it was made, in jiffies cut to 32 bits
 * @seen: when a packet took it, to the second, likewise
 * @rule: id of the publish or link which let it be; 0 for none
 * @rule_kind: enum ctrnet_flow_kind
 * @tcp: enum ctrnet_tcp_state, of SCTP too. Written without a lock by the packets of both
 *	directions: two at once may lose a step, which costs a shorter or longer
 *	timeout, never the flow
 * @replied: a packet of the reply direction was seen
 * @dead: not in the table, not yet or no more: it cannot be ended. Under the table's
 *	lock
 * @mapped: it holds the port of its reply tuple; set before it enters the table
 * @owner_nodes: in the lists of the endpoints which @dirs lead to; under the
 *	table's lock
 * @rcu: delays the free until no packet can hold a pointer; readers under RCU
 *	never look at the lists
 * @addrs: source and destination of the original tuple, then of the reply's: of
 *	one word each, or of four (IPv6)
 *
 * What is not in @dirs is read by both directions, and seldom written.
 */
struct ctrnet_flow {
	struct ctrnet_flow_dir	dirs[2];
	u32			created;
	u32			seen;
	u32			rule;
	u8			rule_kind;
	u8			tcp;
	bool			replied;
	u8			dead:1;
	u8			mapped:1;
	union {
		struct list_head	owner_nodes[2];
		struct rcu_head		rcu;
	};
	__be32			addrs[];
};

/* Words of the addresses of a flow: see struct ctrnet_flow. */
#define CTRNET_FLOW_WORDS	4
#define CTRNET_FLOW_WORDS6	16

static inline struct ctrnet_flow *
ctrnet_flow_of(const struct ctrnet_flow_dir *fd)
{
	return container_of(fd, struct ctrnet_flow, dirs[fd->dir]);
}

static inline struct rhash_head *ctrnet_flow_node(struct ctrnet_flow *flow, enum ctrnet_dir dir)
{
	return &flow->dirs[dir].words[dir].node;
}

/* The id of the tuple which a direction's packets show. */
static inline u64 ctrnet_flow_id(const struct ctrnet_flow *flow, enum ctrnet_dir dir)
{
	return flow->dirs[dir].words[!dir].id;
}

/*
 * The flow of a node, and its direction: by where the node lies, without a look at it. A
 * direction is a cache line. So what the other one shares comes from memory at the
 * same time as it, not afterwards.
 */
static __always_inline enum ctrnet_dir ctrnet_flow_dir_at(const struct rhash_head *node)
{
	return (unsigned long)node / sizeof(union ctrnet_flow_word) % 2;
}

static __always_inline struct ctrnet_flow *ctrnet_flow_at(const struct rhash_head *node)
{
	const enum ctrnet_dir dir = ctrnet_flow_dir_at(node);

	return container_of((void *)node, struct ctrnet_flow, dirs[dir].words[dir].node);
}

static inline u8 ctrnet_flow_family(const struct ctrnet_flow *flow)
{
	const struct ctrnet_tuple t = { .id = ctrnet_flow_id(flow, CTRNET_DIR_ORIG) };

	return t.family;
}

static inline u8 ctrnet_flow_protocol(const struct ctrnet_flow *flow)
{
	const struct ctrnet_tuple t = { .id = ctrnet_flow_id(flow, CTRNET_DIR_ORIG) };

	return t.protocol;
}

/* The endpoint which a direction leads to, or NULL. */
static inline struct ctrnet_endpoint *ctrnet_flow_endpoint(const struct ctrnet_flow_dir *fd)
{
	return fd->exit_kind == CTRNET_EXIT_ENDPOINT ? fd->endpoint : NULL;
}

/* The addresses which a direction's packets show, by the family in @t; only its part is filled. */
static __always_inline void ctrnet_flow_addrs(const struct ctrnet_flow *flow,
					      enum ctrnet_dir dir, struct ctrnet_tuple *t)
{
	if (likely(t->family == AF_INET)) {
		t->saddr.ip = flow->addrs[2 * dir];
		t->daddr.ip = flow->addrs[2 * dir + 1];
	} else {
		memcpy(&t->saddr, &flow->addrs[8 * dir], sizeof(t->saddr));
		memcpy(&t->daddr, &flow->addrs[8 * dir + 4], sizeof(t->daddr));
	}
}

static inline void ctrnet_flow_set_addrs(struct ctrnet_flow *flow, enum ctrnet_dir dir,
					 const struct ctrnet_tuple *t)
{
	if (likely(t->family == AF_INET)) {
		flow->addrs[2 * dir] = t->saddr.ip;
		flow->addrs[2 * dir + 1] = t->daddr.ip;
	} else {
		memcpy(&flow->addrs[8 * dir], &t->saddr, sizeof(t->saddr));
		memcpy(&flow->addrs[8 * dir + 4], &t->daddr, sizeof(t->daddr));
	}
}

/* Whether they are those of a tuple of its family. */
static __always_inline bool
ctrnet_flow_has_addrs(const struct ctrnet_flow *flow, enum ctrnet_dir dir,
		      const struct ctrnet_tuple *t)
{
	const __be32 *addrs = flow->addrs;

	if (likely(t->family == AF_INET))
		return addrs[2 * dir] == t->saddr.ip && addrs[2 * dir + 1] == t->daddr.ip;
	return !memcmp(&addrs[8 * dir], &t->saddr, sizeof(t->saddr)) &&
	       !memcmp(&addrs[8 * dir + 4], &t->daddr, sizeof(t->daddr));
}

/* The tuple which a direction's packets show. */
static inline void ctrnet_flow_tuple(const struct ctrnet_flow *flow, enum ctrnet_dir dir,
				     struct ctrnet_tuple *t)
{
	t->id = ctrnet_flow_id(flow, dir);
	ctrnet_flow_addrs(flow, dir, t);
}

/* The tuple of the packets which travel against @fd, but for the side which they are met on. */
static __always_inline void ctrnet_flow_other(const struct ctrnet_flow_dir *fd,
					      struct ctrnet_tuple *t)
{
	t->id = fd->words[!fd->dir].id;
	t->sport = fd->other_sport;
	t->dport = fd->other_dport;
	ctrnet_flow_addrs(ctrnet_flow_of(fd), !fd->dir, t);
}

/**
 * struct ctrnet_flow_table - the flows of a network namespace
 * @ht: both directions of each flow, by tuple; read under RCU
 * @lock: guards membership: of @ht, of the endpoints' lists, @count, @owners,
 *	and those of networks
 * @count: flows
 * @owners: which endpoints have most
 * @ports: which stand for the flows' sources
 * @expiry: ends those which were silent for too long
 */
struct ctrnet_flow_table {
	struct rhashtable	ht;
	spinlock_t		lock;	/* see above; taken in softirq */
	unsigned int		count;
	struct ctrnet_owners	owners;
	struct ctrnet_port_table ports;
	struct ctrnet_expiry	expiry;
};

/* Once for the module. */
int ctrnet_flow_cache_init(void);
void ctrnet_flow_cache_exit(void);

/* Per namespace; exit expects an empty table. */
int ctrnet_flow_init(struct ctrnet_flow_table *table);
void ctrnet_flow_exit(struct ctrnet_flow_table *table);

/* Find the direction which packets with @tuple take. Context: RCU read side. */
struct ctrnet_flow_dir *ctrnet_flow_lookup(struct ctrnet_flow_table *table,
					   const struct ctrnet_tuple *tuple);

/**
 * ctrnet_flow_alloc - a flow, in no table yet
 * @orig: tuple of the original direction
 * @exit_orig: where its packets go
 * @reply: tuple of the reply direction
 * @exit_reply: where its packets go
 *
 * Routes in the exits are given to the flow; they stay the caller's if this fails.
 * Context: softirq.
 * Return: the flow, or NULL without memory.
 */
struct ctrnet_flow *ctrnet_flow_alloc(const struct ctrnet_tuple *orig,
				      const struct ctrnet_exit *exit_orig,
				      const struct ctrnet_tuple *reply,
				      const struct ctrnet_exit *exit_reply);

/**
 * ctrnet_flow_insert - make a flow findable
 * @table: the table
 * @flow: from ctrnet_flow_alloc()
 * @rule: what lets it be
 *
 * The reply tuple is taken first, so a tuple is never given to two flows. At a
 * limit others make room: see ctrnet_evict_for(). Context: softirq, RCU read side.
 *
 * Return: 0; -EADDRINUSE if another flow has the reply tuple, @flow may be
 * tried again with another one; -EEXIST if another packet of the connection
 * was faster; -ENOSPC if a limit is reached; -ENODEV if an endpoint or the
 * rule is being removed; -ENOMEM. With any error @flow stays the caller's.
 */
int ctrnet_flow_insert(struct ctrnet_flow_table *table,
		       struct ctrnet_flow *flow,
		       const struct ctrnet_flow_rule *rule);

/* Free a flow which is in no table, with its routes, after a grace period. */
void ctrnet_flow_free(struct ctrnet_flow *flow);

/* Replace an expired route; that of @exit is given to the flow. False if it was too late. */
bool ctrnet_flow_set_route(struct ctrnet_flow_table *table, struct ctrnet_flow_dir *fd,
			   const struct ctrnet_exit *exit);

/* Give a flow which ctrnet_flow_insert() refused another port for its reply tuple. */
void ctrnet_flow_set_reply_port(struct ctrnet_flow *flow, __be16 port);

/*
 * The network whose settings hold for a flow: that of the endpoint which it was
 * opened to, or, if it leads outside, of the one which opened it. RCU read side.
 */
const struct ctrnet_network *ctrnet_flow_network(const struct ctrnet_flow *flow);

/* Whether a flow is a connection and over: kept for late segments, but not needed. */
bool ctrnet_flow_is_closed(const struct ctrnet_flow *flow);

/* Seconds since it was made, and until it ends unless a packet comes. RCU read side. */
unsigned int ctrnet_flow_age(const struct ctrnet_flow *flow);
unsigned int ctrnet_flow_timeout(const struct ctrnet_flow *flow);

/*
 * End one flow; false if it was ended before. Context: RCU read side; for
 * ctrnet_flow_kill_locked() the table's lock.
 */
bool ctrnet_flow_kill(struct ctrnet_flow_table *table, struct ctrnet_flow *flow);
bool ctrnet_flow_kill_locked(struct ctrnet_flow_table *table, struct ctrnet_flow *flow);

/**
 * struct ctrnet_flow_filter - which flows: those which all of this fits
 * @family: AF_INET, AF_INET6, or 0 for any
 * @protocol: of which transport protocol, or 0 for any
 * @endpoint: of which endpoint, by its id, or 0 for any
 * @rule: of which publish or link, or NULL for any
 * @peer: with which address at the far end, of @family; or NULL for any
 * @fits: asked last, in the context of whom the filter is given to; or NULL
 * @arg: what that is given
 */
struct ctrnet_flow_filter {
	u8 family;
	u8 protocol;
	u32 endpoint;
	const struct ctrnet_flow_rule *rule;
	const union nf_inet_addr *peer;
	bool (*fits)(const struct ctrnet_flow *flow, void *arg);
	void *arg;
};

/* Whether a filter fits a flow. Context: RCU read side, or the table's lock. */
bool ctrnet_flow_matches(const struct ctrnet_flow *flow,
			 const struct ctrnet_flow_filter *filter);

/*
 * End all flows which a filter fits; it is asked on the RCU read side. Process context.
 * Return: how many.
 */
unsigned int ctrnet_flow_flush_all(struct ctrnet_flow_table *table,
				   const struct ctrnet_flow_filter *filter);

/* From now on a rule lets new flows be, or not. Process context. */
void ctrnet_flow_allow(struct ctrnet_flow_table *table, struct ctrnet_flow_rule *rule,
		       bool allow);

/**
 * ctrnet_flow_flush - end those flows of an endpoint which a filter fits
 * @table: the table
 * @ep: the endpoint
 * @filter: which; it is asked under the table's lock
 *
 * On return no packet finds them any more; one which found its flow before may still be
 * under way. It may make others, unless what lets them be was closed before. Context:
 * process, RTNL.
 */
void ctrnet_flow_flush(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep,
		       const struct ctrnet_flow_filter *filter);

/*
 * As ctrnet_flow_flush(), of those alone which were opened to the endpoint, as by a publish or
 * a link.
 */
void ctrnet_flow_flush_server(struct ctrnet_flow_table *table, struct ctrnet_endpoint *server,
			      const struct ctrnet_flow_filter *filter);

/* As ctrnet_flow_flush(), of all flows of an endpoint, which gets no new ones. */
void ctrnet_flow_close(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep);

#endif
