// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose flows are whose: the lists of each endpoint, and who has how many. A flow is
 * of the endpoints which its directions lead to, and of their networks.
 */
#include <linux/atomic.h>
#include <linux/bitops.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "flow.h"
#include "network.h"
#include "owner.h"

/* Flows of all namespaces but the host's, the initial one: see evict.c. */
static atomic_t n_of_others;

void ctrnet_owners_init(struct ctrnet_owners *owners, enum ctrnet_owner_scope scope)
{
	unsigned int i;

	for (i = 0; i < CTRNET_OWNER_MAGNITUDES; i++)
		INIT_LIST_HEAD(&owners->by_magnitude[i]);
	owners->scope = scope;
}

struct ctrnet_endpoint *ctrnet_owner_greatest(const struct ctrnet_owners *owners,
					      unsigned int *below)
{
	while (*below) {
		--*below;
		if (!list_empty(&owners->by_magnitude[*below]))
			return list_first_entry(&owners->by_magnitude[*below],
						struct ctrnet_endpoint,
						rank_nodes[owners->scope]);
	}
	return NULL;
}

/* 0 for none, n for 2^(n - 1) flows and more. */
static unsigned int magnitude(unsigned int n_flows)
{
	return fls(n_flows);
}

static void owners_place(struct ctrnet_owners *owners, struct ctrnet_endpoint *ep,
			 unsigned int n_flows)
{
	struct list_head *node = &ep->rank_nodes[owners->scope];

	if (n_flows)
		list_move_tail(node, &owners->by_magnitude[magnitude(n_flows) - 1]);
	else
		list_del_init(node);
}

void ctrnet_owner_pass(struct ctrnet_owners *owners, struct ctrnet_endpoint *ep)
{
	owners_place(owners, ep, ep->n_flows);
}

static void endpoint_count(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep,
			   int change)
{
	unsigned int n = ep->n_flows + change;

	if (magnitude(n) != magnitude(ep->n_flows)) {
		owners_place(&table->owners, ep, n);
		owners_place(&ep->network->owners, ep, n);
	}
	WRITE_ONCE(ep->n_flows, n);
}

/*
 * A flow between two endpoints of one network: the server's answers are
 * addressed to its peer, not to the gateway, and must be looked up all the same.
 */
static bool is_hairpin(const struct ctrnet_flow *flow, const struct ctrnet_endpoint *server,
		       const struct ctrnet_endpoint *client)
{
	return flow->rule_kind != CTRNET_FLOW_LINK && server && client &&
	       server != client && server->network == client->network;
}

unsigned int ctrnet_owner_count_others(void)
{
	return atomic_read(&n_of_others);
}

bool ctrnet_owner_is_other(const struct ctrnet_flow_table *table)
{
	const struct ctrnet_net *cn = container_of(table, struct ctrnet_net, flows);

	return unlikely(!net_eq(cn->net, &init_net));
}

static void owner_count(struct ctrnet_flow_table *table, struct ctrnet_flow *flow, int change)
{
	struct ctrnet_endpoint *server = ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_ORIG]);
	struct ctrnet_endpoint *client = ctrnet_flow_endpoint(&flow->dirs[CTRNET_DIR_REPLY]);

	lockdep_assert_held(&table->lock);
	if (ctrnet_owner_is_other(table))
		atomic_add(change, &n_of_others);
	if (server) {
		endpoint_count(table, server, change);
		WRITE_ONCE(server->network->n_flows, server->network->n_flows + change);
	}
	/* One that reaches itself through a published port has one flow for that. */
	if (client && client != server) {
		endpoint_count(table, client, change);
		if (!server || server->network != client->network)
			WRITE_ONCE(client->network->n_flows, client->network->n_flows + change);
	}
	if (is_hairpin(flow, server, client))
		WRITE_ONCE(server->n_hairpins, server->n_hairpins + change);
}

void ctrnet_owner_add(struct ctrnet_flow_table *table, struct ctrnet_flow *flow)
{
	struct ctrnet_endpoint *ep;
	int i;

	for (i = 0; i < 2; i++) {
		ep = ctrnet_flow_endpoint(&flow->dirs[i]);
		if (ep)
			list_add_tail(&flow->owner_nodes[i], &ep->flows[i]);
	}
	owner_count(table, flow, 1);
}

void ctrnet_owner_del(struct ctrnet_flow_table *table, struct ctrnet_flow *flow)
{
	int i;

	for (i = 0; i < 2; i++)
		if (ctrnet_flow_endpoint(&flow->dirs[i]))
			list_del(&flow->owner_nodes[i]);
	owner_count(table, flow, -1);
}
