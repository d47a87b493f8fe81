/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_FLOW_H
#define CTRNET_FLOW_H

#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "tcp.h"

struct ctrnet_endpoint;
struct ctrnet_net;
struct ctrnet_publish;
struct dst_entry;

/* Where a packet was met. The same addresses may mean another thing there. */
enum ctrnet_side {
	CTRNET_SIDE_HOST,	/* came to the host, from a device or from itself */
	CTRNET_SIDE_ENDPOINT,	/* sent by an endpoint */
};

/**
 * struct ctrnet_tuple - what a packet shows of its connection
 * @saddr: source address
 * @daddr: destination address
 * @sport: source port; the id of an ICMP echo request
 * @dport: destination port; the id of an ICMP echo reply
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_ICMP
 * @side: enum ctrnet_side
 *
 * No padding: it is compared as it lies in memory, and lets struct
 * ctrnet_flow_dir use the two bytes after it.
 */
struct ctrnet_tuple {
	__be32	saddr;
	__be32	daddr;
	__be16	sport;
	__be16	dport;
	u8	protocol;
	u8	side;
} __packed __aligned(2);

enum ctrnet_dir {
	CTRNET_DIR_ORIG,	/* from the side which opened the connection */
	CTRNET_DIR_REPLY,
};

enum ctrnet_exit_kind {
	CTRNET_EXIT_ENDPOINT,	/* to an endpoint's device */
	CTRNET_EXIT_ROUTE,	/* to the next hop of a route */
	CTRNET_EXIT_HOST,	/* to the host itself, over its loopback device */
};

/**
 * struct ctrnet_exit - where the packets of one direction go
 * @kind: which member of the union holds
 * @endpoint: the receiver; the flow is in its list, and dies before it
 * @dst: a route; the flow holds a reference. Replaced when it has expired, see
 *	ctrnet_egress_dst()
 */
struct ctrnet_exit {
	enum ctrnet_exit_kind kind;
	union {
		struct ctrnet_endpoint *endpoint;
		struct dst_entry __rcu *dst;
	};
};

/**
 * struct ctrnet_flow_dir - one direction of a flow
 * @node: in the table
 * @tuple: what its packets show when they are met. They are given the reverse
 *	of the other direction's tuple
 * @dir: enum ctrnet_dir, which leads from here to the flow
 * @exit_kind: see struct ctrnet_exit
 * @endpoint: see struct ctrnet_exit
 * @dst: see struct ctrnet_exit
 */
struct ctrnet_flow_dir {
	struct rhash_head	node;
	struct ctrnet_tuple	tuple;
	u8			dir;
	u8			exit_kind;
	union {
		struct ctrnet_endpoint	*endpoint;
		struct dst_entry __rcu	*dst;
	};
};

/**
 * struct ctrnet_flow - one connection through address translation
 * @dirs: its directions
 * @expires: when it ends unless refreshed, in jiffies cut to 32 bits
 * @publish: id of the publish which it came through; 0 for none
 * @tcp: enum ctrnet_tcp_state. Written without a lock by the packets of both
 *	directions: two at once may lose a step, which costs a shorter or longer
 *	timeout, never the flow
 * @replied: a packet of the reply direction was seen
 * @dead: out of the table; under the table's lock
 * @owner_nodes: in the lists of the endpoints which @dirs lead to; under the
 *	table's lock
 * @rcu: delays the free until no packet can hold a pointer
 *
 * 128 bytes: one direction and the state it touches lie in one cache line.
 */
struct ctrnet_flow {
	struct ctrnet_flow_dir	dirs[2];
	u32			expires;
	u32			publish;
	u8			tcp;
	bool			replied;
	bool			dead;
	struct list_head	owner_nodes[2];
	struct rcu_head		rcu;
};

static inline struct ctrnet_flow *
ctrnet_flow_of(const struct ctrnet_flow_dir *fd)
{
	return container_of(fd, struct ctrnet_flow, dirs[fd->dir]);
}

static inline const struct ctrnet_tuple *
ctrnet_flow_other(const struct ctrnet_flow_dir *fd)
{
	return &ctrnet_flow_of(fd)->dirs[!fd->dir].tuple;
}

/**
 * struct ctrnet_flow_table - the flows of a network namespace
 * @ht: both directions of each flow, by tuple; read under RCU
 * @lock: guards membership: of @ht, of the endpoints' lists, @count
 * @count: flows
 * @walk: where @gc goes on
 * @gc: removes expired flows, a bounded number at a time
 */
struct ctrnet_flow_table {
	struct rhashtable	ht;
	spinlock_t		lock;	/* see above; taken in softirq */
	unsigned int		count;
	struct rhashtable_iter	walk;
	struct delayed_work	gc;
};

/* Once for the module. */
int ctrnet_flow_cache_init(void);
void ctrnet_flow_cache_exit(void);

/* Per namespace; exit expects an empty table. */
int ctrnet_flow_init(struct ctrnet_flow_table *table);
void ctrnet_flow_exit(struct ctrnet_flow_table *table);

/* While the namespace has networks; process, stop sleeps. */
void ctrnet_flow_gc_start(struct ctrnet_flow_table *table);
void ctrnet_flow_gc_stop(struct ctrnet_flow_table *table);

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
 * Routes in the exits are given to the flow; they stay the caller's if this
 * fails. Context: softirq. Return: the flow, or NULL without memory.
 */
struct ctrnet_flow *ctrnet_flow_alloc(const struct ctrnet_tuple *orig,
				      const struct ctrnet_exit *exit_orig,
				      const struct ctrnet_tuple *reply,
				      const struct ctrnet_exit *exit_reply);

/**
 * ctrnet_flow_insert - make a flow findable
 * @table: the table
 * @flow: from ctrnet_flow_alloc()
 * @publish: the rule which it came through, or NULL
 *
 * The reply tuple is taken first, so a tuple is never given to two flows. At a
 * limit a closed flow of the same endpoint makes room, or else one which was
 * never answered; established ones stay. Context: softirq, RCU read side.
 *
 * Return: 0; -EADDRINUSE if another flow has the reply tuple, @flow may be
 * tried again with another one; -EEXIST if another packet of the connection
 * was faster; -ENOSPC if a limit is reached; -ENODEV if an endpoint or the
 * publish is being removed; -ENOMEM. With any error @flow stays the caller's.
 */
int ctrnet_flow_insert(struct ctrnet_flow_table *table,
		       struct ctrnet_flow *flow,
		       const struct ctrnet_publish *publish);

/* Free a flow which is in no table, with its routes, after a grace period. */
void ctrnet_flow_free(struct ctrnet_flow *flow);

/**
 * ctrnet_flow_touch - note that a packet has taken a flow
 * @fd: the direction
 * @th: its TCP header, or NULL
 *
 * Writes only what changes; the expiry at most once a second.
 * Context: RCU read side, BH disabled.
 */
void ctrnet_flow_touch(struct ctrnet_flow_dir *fd, const struct tcphdr *th);

/* Replace an expired route; @dst is given to the flow. False if it was too late. */
bool ctrnet_flow_set_dst(struct ctrnet_flow_table *table,
			 struct ctrnet_flow_dir *fd, struct dst_entry *dst);

/* Whether a flow is TCP and over: kept for late segments, but not needed. */
bool ctrnet_flow_is_closed(const struct ctrnet_flow *flow);

/* End one flow. Context: RCU read side, BH disabled. */
void ctrnet_flow_kill(struct ctrnet_flow_table *table, struct ctrnet_flow *flow);

/*
 * End all flows of an endpoint, or those of one of its publishes. With @close
 * it never gets new ones. On return no packet finds them any more; one which
 * found its flow before may still be under way. Process context.
 */
void ctrnet_flow_flush(struct ctrnet_flow_table *table,
		       struct ctrnet_endpoint *ep, bool close);
void ctrnet_flow_flush_publish(struct ctrnet_flow_table *table,
			       struct ctrnet_publish *publish);

#endif
