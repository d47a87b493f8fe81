// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks through all flows in an order which does not depend on how the hash table
 * is laid out at the moment: that of their hashes, read with the bits reversed.
 *
 * A table of 2^n buckets chooses by the lowest n bits of a hash. Reversed these are
 * the highest, so each bucket, of a table of any size, holds an unbroken part of
 * the order, and a walk knows by a position alone which bucket to look at. Equal
 * hashes are told apart by the flows' places in memory.
 */
#include <linux/bitrev.h>
#include <linux/log2.h>

#include "flow.h"
#include "walk.h"

/* Buckets without a flow which are looked at in one go. */
#define BUCKETS_MAX	1024

/* Of slab objects, which are cache lines. */
#define PLACE_SHIFT	6

static u64 walk_position(const struct ctrnet_flow *flow)
{
	u32 hash = flow->dirs[CTRNET_DIR_ORIG].hash;

	return (u64)bitrev32(hash) << 32 | lower_32_bits((unsigned long)flow >> PLACE_SHIFT);
}

/* The last position of the bucket which @at is in. */
static u64 bucket_last(const struct bucket_table *tbl, u64 at)
{
	return at | (U64_MAX >> ilog2(tbl->size));
}

static struct ctrnet_flow *bucket_first(struct bucket_table *tbl, u64 at, u64 *position)
{
	u32 bucket = bitrev32(upper_32_bits(at)) & (tbl->size - 1);
	struct ctrnet_flow *first = NULL;
	struct rhash_head *node;
	u64 p;

	rht_for_each_rcu(node, tbl, bucket) {
		if (ctrnet_flow_dir_at(node) != CTRNET_DIR_ORIG)
			continue;
		p = walk_position(ctrnet_flow_at(node));
		if (p >= at && p <= *position) {
			*position = p;
			first = ctrnet_flow_at(node);
		}
	}
	return first;
}

/*
 * The first flow from @at on, with its position; or NULL with the position which is
 * known to have none up to it. While a table is resized, flows move to the next one,
 * whose buckets are others.
 */
static struct ctrnet_flow *tables_first(struct ctrnet_flow_table *table, u64 at, u64 *last)
{
	struct ctrnet_flow *flow, *first = NULL;
	struct bucket_table *tbl;
	u64 position = U64_MAX;

	*last = U64_MAX;
	for (tbl = rht_dereference_rcu(table->ht.tbl, &table->ht); tbl;
	     tbl = rht_dereference_rcu(tbl->future_tbl, &table->ht)) {
		*last = min(*last, bucket_last(tbl, at));
		flow = bucket_first(tbl, at, &position);
		if (flow)
			first = flow;
		/* What has left this table is in the next one. */
		smp_rmb();
	}
	if (!first || position > *last)
		return NULL;
	*last = position;
	return first;
}

struct ctrnet_flow *ctrnet_walk_next(struct ctrnet_flow_table *table,
				     struct ctrnet_walk *walk)
{
	struct ctrnet_flow *flow = NULL;
	unsigned int n;
	u64 last;

	for (n = 0; n < BUCKETS_MAX && !flow && !walk->end; n++) {
		flow = tables_first(table, walk->at, &last);
		walk->end = last == U64_MAX;
		walk->at = last + 1;
	}
	return flow;
}
