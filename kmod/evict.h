/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_EVICT_H
#define CTRNET_EVICT_H

struct ctrnet_flow;
struct ctrnet_flow_table;

/**
 * ctrnet_evict_for - see that there may be one flow more
 * @table: the table, locked
 * @flow: the flow, not yet in it
 *
 * At an endpoint's limit one of its own flows makes room. At a network's, at the
 * namespace's, or at that of all namespaces but the host's, it is one of the endpoint there
 * which has most, or else of the flow's own: those which are over, then those which were
 * never answered, then those of a single exchange, or without a connection and silent.
 * Others stay. Bounded work.
 *
 * Return: 0; -ENOSPC if none can be spared at one of the limits, and then all stay.
 */
int ctrnet_evict_for(struct ctrnet_flow_table *table, const struct ctrnet_flow *flow);

#endif
