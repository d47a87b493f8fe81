/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_EVICT_H
#define CTRNET_EVICT_H

struct ctrnet_endpoint;
struct ctrnet_flow_table;

/**
 * ctrnet_evict_for - see that an endpoint may have one flow more
 * @table: the table, locked
 * @ep: the endpoint
 *
 * At the endpoint's limit one of its own flows makes room, at the namespace's some
 * of the endpoint which has most: those which are over, then those which were never
 * answered, then those of a single exchange. Others stay. Bounded work.
 *
 * Return: 0, or -ENOSPC if none can be spared.
 */
int ctrnet_evict_for(struct ctrnet_flow_table *table, struct ctrnet_endpoint *ep);

#endif
