// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which flow goes when there are too many. What a stranger can make without ever
 * being answered never costs a connection that is in use, and what one container has
 * too much of is taken from that container.
 */
#include <linux/jiffies.h>
#include <linux/moduleparam.h>

#include "endpoint.h"
#include "evict.h"
#include "flow.h"
#include "network.h"
#include "owner.h"

/*
 * Of a namespace; and of all but the host's together: anybody may make those, as many as he
 * likes, in a user namespace, and who is root in a container may make networks in its own.
 * Their memory is not charged to a cgroup instead: packets make flows, mostly in softirq,
 * where the kernel charges nobody. With SLAB_ACCOUNT a task would pay for some of what it
 * sends, but for nothing that is sent to it. And who has made a network is mostly the host's
 * tool.
 */
static unsigned int flows_max = BIT(20);
module_param(flows_max, uint, 0644);
MODULE_PARM_DESC(flows_max,
		 "flows of a network namespace at most, and of all but the host's together");

/* So many of an endpoint's flows, of either list, are looked at for one to give up. */
#define SCAN_MAX	64

/* So many endpoints are asked: the last has less than a hundredth of the first one's. */
#define OWNERS_MAX	8

/*
 * So many go for a new one at most: of its two endpoints, and of their networks. Any of
 * these is room in the namespace, too.
 */
#define VICTIMS_MAX	4

/*
 * So many each namespace may have, however many all but the host's have together: else who
 * fills their limit would leave all of them without connections. It is less memory than the
 * namespace's first network has taken for ports, and that is charged.
 */
#define SPARED		1024

/*
 * Who is silent for so long may have no more to say: of UDP nothing tells. A stranger whom a
 * service answers, whoever he says he is, would keep his flows until their timeout.
 */
#define SILENCE_MAX	(30 * HZ)

/* How little is lost with a flow, least first. */
enum worth {
	WORTH_OVER,		/* both sides have closed it */
	WORTH_UNANSWERED,	/* half open, never answered, or reset */
	WORTH_MAY_BE_OVER,	/* one question and its answer, as of DNS; silent for long */
	WORTH_KEEPING,
};

/* A packet may be noted meanwhile. */
static bool is_silent(const struct ctrnet_flow *flow)
{
	return (s32)((u32)jiffies - READ_ONCE(flow->seen)) > SILENCE_MAX;
}

static enum worth flow_worth(const struct ctrnet_flow *flow)
{
	switch ((enum ctrnet_tcp_state)READ_ONCE(flow->tcp)) {
	case CTRNET_TCP_CLOSED:
		return WORTH_OVER;
	case CTRNET_TCP_OPENING:
	case CTRNET_TCP_ANSWERED:
	case CTRNET_TCP_RESET:
		return WORTH_UNANSWERED;
	case CTRNET_TCP_ESTABLISHED:
	case CTRNET_TCP_CLIENT_DONE:
	case CTRNET_TCP_SERVER_DONE:
		return WORTH_KEEPING;
	case CTRNET_TCP_NONE:
		break;
	}
	if (!READ_ONCE(flow->replied))
		return WORTH_UNANSWERED;
	if (READ_ONCE(flow->dirs[CTRNET_DIR_ORIG].packets) <= 1 || is_silent(flow))
		return WORTH_MAY_BE_OVER;
	return WORTH_KEEPING;
}

/*
 * The least worth of the list's first flows. Those to keep are moved to the end, so
 * that the next search goes on behind them.
 */
static struct ctrnet_flow *find_victim(struct list_head *flows, enum ctrnet_dir dir,
				       enum worth *least)
{
	struct ctrnet_flow *flow, *next, *victim = NULL;
	unsigned int n = 0;
	enum worth worth;

	list_for_each_entry_safe(flow, next, flows, owner_nodes[dir]) {
		if (n++ == SCAN_MAX)
			break;
		worth = flow_worth(flow);
		if (worth == WORTH_KEEPING)
			list_move_tail(&flow->owner_nodes[dir], flows);
		if (worth >= *least)
			continue;
		*least = worth;
		victim = flow;
		if (worth == WORTH_OVER)
			break;
	}
	return victim;
}

/* The one of an endpoint's flows which is missed least, or NULL if none can be spared. */
static struct ctrnet_flow *victim_of(struct ctrnet_endpoint *ep)
{
	enum worth least = WORTH_KEEPING;
	struct ctrnet_flow *victim, *other;

	victim = find_victim(&ep->flows[CTRNET_DIR_ORIG], CTRNET_DIR_ORIG, &least);
	other = find_victim(&ep->flows[CTRNET_DIR_REPLY], CTRNET_DIR_REPLY, &least);
	return other ?: victim;
}

/*
 * One of the endpoint's which has most; if it can spare none, of one which has less, and
 * the next time of another one which has as much.
 */
static struct ctrnet_flow *victim_among(struct ctrnet_owners *owners)
{
	unsigned int n, below = CTRNET_OWNER_MAGNITUDES;
	struct ctrnet_endpoint *ep;
	struct ctrnet_flow *victim;

	for (n = 0; n < OWNERS_MAX; n++) {
		ep = ctrnet_owner_greatest(owners, &below);
		if (!ep)
			break;
		victim = victim_of(ep);
		if (victim)
			return victim;
		ctrnet_owner_pass(owners, ep);
	}
	return NULL;
}

/**
 * struct room - flows which go for a new one
 * @victims: the flows, each for another limit; no two are the same
 * @n: how many
 */
struct room {
	struct ctrnet_flow *victims[VICTIMS_MAX];
	unsigned int n;
};

static bool flow_is_of(const struct ctrnet_flow *flow, const struct ctrnet_endpoint *ep)
{
	return ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_ORIG]) == ep ||
	       ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_REPLY]) == ep;
}

static bool flow_is_in(const struct ctrnet_flow *flow, const struct ctrnet_network *network)
{
	const struct ctrnet_endpoint *ep;
	int i;

	for (i = 0; i < 2; i++) {
		ep = ctrnet_flow_endpoint(&flow->dirs[i]);
		if (ep && ep->network == network)
			return true;
	}
	return false;
}

static bool is_reached(unsigned int n, u32 limit)
{
	return unlikely(limit && n >= limit);
}

/* False if there is no @victim. */
static bool room_take(struct room *room, struct ctrnet_flow *victim)
{
	if (victim)
		room->victims[room->n++] = victim;
	return victim;
}

static bool room_in_endpoint(struct room *room, struct ctrnet_endpoint *ep)
{
	unsigned int i;

	if (!is_reached(ep->n_flows, READ_ONCE(ep->network->limits.endpoint_flows)))
		return true;
	for (i = 0; i < room->n; i++)
		if (flow_is_of(room->victims[i], ep))
			return true;
	return room_take(room, victim_of(ep));
}

/* If it can be, another one of the network makes room for @ep. */
static bool room_in_network(struct room *room, struct ctrnet_endpoint *ep)
{
	struct ctrnet_network *network = ep->network;
	unsigned int i;

	if (!is_reached(network->n_flows, READ_ONCE(network->limits.flows)))
		return true;
	for (i = 0; i < room->n; i++)
		if (flow_is_in(room->victims[i], network))
			return true;
	return room_take(room, victim_among(&network->owners) ?: victim_of(ep));
}

/* Of CPUs which come at once, each may exceed the limit of all others by one. */
static bool is_full(const struct ctrnet_flow_table *table)
{
	const unsigned int max = READ_ONCE(flows_max);

	return table->count >= max ||
	       (ctrnet_owner_is_other(table) && table->count >= SPARED &&
		ctrnet_owner_count_others() >= max);
}

/* Others of the namespace make room, whichever of the two limits it is. */
static bool room_in_namespace(struct room *room, struct ctrnet_flow_table *table,
			      struct ctrnet_endpoint *ep)
{
	return likely(!is_full(table)) || room->n ||
	       room_take(room, victim_among(&table->owners) ?: victim_of(ep));
}

int ctrnet_evict_for(struct ctrnet_flow_table *table, const struct ctrnet_flow *flow)
{
	struct ctrnet_endpoint *const eps[] = {
		ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_ORIG]),
		ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_REPLY]),
	};
	struct room room = {};
	unsigned int i;

	lockdep_assert_held(&table->lock);
	for (i = 0; i < ARRAY_SIZE(eps); i++)
		if (eps[i] && !room_in_endpoint(&room, eps[i]))
			return -ENOSPC;
	for (i = 0; i < ARRAY_SIZE(eps); i++)
		if (eps[i] && !room_in_network(&room, eps[i]))
			return -ENOSPC;
	if (!room_in_namespace(&room, table, eps[0] ?: eps[1]))
		return -ENOSPC;

	for (i = 0; i < room.n; i++)
		ctrnet_flow_kill_locked(table, room.victims[i]);
	return 0;
}
