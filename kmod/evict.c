// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which flow goes when there are too many. What a stranger can make without ever
 * being answered never costs a connection that is in use, and what one container has
 * too much of is taken from that container.
 */
#include <linux/moduleparam.h>

#include "endpoint.h"
#include "evict.h"
#include "flow.h"

static unsigned int flows_max = BIT(20);
module_param(flows_max, uint, 0644);
MODULE_PARM_DESC(flows_max, "flows of a network namespace at most");

static unsigned int endpoint_flows_max = BIT(18);
module_param(endpoint_flows_max, uint, 0644);
MODULE_PARM_DESC(endpoint_flows_max, "flows of an endpoint at most");

/*
 * So many of an endpoint's flows are looked at for one to give up, and so many go at
 * once for the namespace's sake: to find out which endpoint has most takes time.
 */
#define SCAN_MAX	64
#define BATCH		16

/* How little is lost with a flow, least first. */
enum worth {
	WORTH_OVER,		/* both sides have closed it */
	WORTH_UNANSWERED,	/* half open, never answered, or reset */
	WORTH_ONE_EXCHANGE,	/* a question and its answer, as of DNS */
	WORTH_KEEPING,
};

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
	return READ_ONCE(flow->dirs[CTRNET_DIR_ORIG].packets) <= 1 ? WORTH_ONE_EXCHANGE :
								     WORTH_KEEPING;
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

static bool evict_one(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep)
{
	enum worth least = WORTH_KEEPING;
	struct ctrnet_flow *victim, *other;

	victim = find_victim(&ep->flows[CTRNET_DIR_ORIG], CTRNET_DIR_ORIG, &least);
	other = find_victim(&ep->flows[CTRNET_DIR_REPLY], CTRNET_DIR_REPLY, &least);
	if (other)
		victim = other;
	if (!victim)
		return false;
	ctrnet_flow_kill_locked(table, victim);
	return true;
}

static struct ctrnet_endpoint *greatest_owner(struct ctrnet_flow_table *table)
{
	struct ctrnet_endpoint *ep, *greatest = NULL;

	list_for_each_entry(ep, &table->owners, owner_node)
		if (!greatest || ep->n_flows > greatest->n_flows)
			greatest = ep;
	return greatest;
}

static bool evict_some(struct ctrnet_flow_table *table)
{
	struct ctrnet_endpoint *greatest = greatest_owner(table);
	unsigned int n;

	for (n = 0; n < BATCH && greatest && greatest->n_flows; n++)
		if (!evict_one(table, greatest))
			break;
	return n > 0;
}

int ctrnet_evict_for(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep)
{
	lockdep_assert_held(&table->lock);
	if (unlikely(ep->n_flows >= READ_ONCE(endpoint_flows_max)) && !evict_one(table, ep))
		return -ENOSPC;
	if (unlikely(table->count >= READ_ONCE(flows_max)) && !evict_some(table) &&
	    !evict_one(table, ep))
		return -ENOSPC;
	return 0;
}
