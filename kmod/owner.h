/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_OWNER_H
#define CTRNET_OWNER_H

#include <linux/bits.h>
#include <linux/list.h>
#include <linux/types.h>

struct ctrnet_endpoint;
struct ctrnet_flow;
struct ctrnet_flow_table;

/* Who is compared with whom. */
enum ctrnet_owner_scope {
	CTRNET_OWNER_NAMESPACE,
	CTRNET_OWNER_NETWORK,
	CTRNET_OWNER_SCOPES,
};

#define CTRNET_OWNER_MAGNITUDES	BITS_PER_TYPE(unsigned int)

/**
 * struct ctrnet_owners - the endpoints which have flows, by how many
 * @by_magnitude: those with one; with two or three; with four to seven; and so on
 * @scope: all of the namespace, or those of one network
 *
 * Under the flow table's lock.
 */
struct ctrnet_owners {
	struct list_head by_magnitude[CTRNET_OWNER_MAGNITUDES];
	enum ctrnet_owner_scope scope;
};

void ctrnet_owners_init(struct ctrnet_owners *owners, enum ctrnet_owner_scope scope);

/**
 * ctrnet_owner_greatest - who has most
 * @owners: the endpoints
 * @below: only those of a lesser magnitude; set to that of the one which is found. To
 *	begin with CTRNET_OWNER_MAGNITUDES
 *
 * Takes the same time for any number of endpoints. Context: the flow table's lock.
 * Return: an endpoint of which no other one of these has twice as many flows, or NULL if
 * there are none.
 */
struct ctrnet_endpoint *ctrnet_owner_greatest(const struct ctrnet_owners *owners,
					      unsigned int *below);

/*
 * Let ctrnet_owner_greatest() find another one of the same magnitude the next time.
 * Context: the flow table's lock.
 */
void ctrnet_owner_pass(struct ctrnet_owners *owners, struct ctrnet_endpoint *ep);

/*
 * A flow begins, or ends, to be one of its endpoints' and their networks'.
 * Context: the flow table's lock.
 */
void ctrnet_owner_add(struct ctrnet_flow_table *table, struct ctrnet_flow *flow);
void ctrnet_owner_del(struct ctrnet_flow_table *table, struct ctrnet_flow *flow);

/*
 * Flows of all namespaces but the initial one, the host's; others may come and go meanwhile;
 * and whether those of a table are among them. Any context.
 */
unsigned int ctrnet_owner_count_others(void);
bool ctrnet_owner_is_other(const struct ctrnet_flow_table *table);

#endif
