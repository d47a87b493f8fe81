/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_WALK_H
#define CTRNET_WALK_H

#include <linux/types.h>

struct ctrnet_flow;
struct ctrnet_flow_table;

/**
 * struct ctrnet_walk - how far a walk through all flows is
 * @at: the position to go on at
 * @end: there is nothing behind
 *
 * Begins with zeros. It refers to nothing in memory, so it may be kept for as long
 * as one likes, and dropped.
 */
struct ctrnet_walk {
	u64 at;
	bool end;
};

/**
 * ctrnet_walk_next - the next flow of a walk
 * @table: the table
 * @walk: where to go on; moved behind the flow
 *
 * A flow which is in the table from the beginning of a walk to its end is met
 * once, however the table is resized meanwhile.
 *
 * Context: RCU read side.
 * Return: the flow; NULL at the end, or if none was found within a bounded time, when the
 * caller should let others run before it goes on.
 */
struct ctrnet_flow *ctrnet_walk_next(struct ctrnet_flow_table *table,
				     struct ctrnet_walk *walk);

#endif
