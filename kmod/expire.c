// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows which were silent for too long end. Packets only say that they came, so all flows
 * are looked at in turn: a few at a time, with pauses, so that it costs the same whether
 * there are ten thousand or a million. The more there are, the later they end; room
 * for new ones is made at once, by evict.c.
 */
#include <linux/jiffies.h>

#include "expire.h"
#include "flow.h"
#include "track.h"

/* Buckets, and entries in them, which a run looks at; the bucket begun is finished. */
#define STEPS_MAX	4096

/* Pauses after a run, and after the last one of a walk. */
#define RUN_PAUSE	(HZ / 40)
#define WALK_PAUSE	HZ

/* If one in so many flows has ended, a run is followed by the next at once. */
#define ENDED_MIN	8

/**
 * struct run - what a run has done
 * @steps: buckets and entries
 * @seen: flows
 * @ended: of these
 */
struct run {
	unsigned int steps;
	unsigned int seen;
	unsigned int ended;
};

/* The last packet may have come up to a second later than was noted. */
static bool flow_is_expired(const struct ctrnet_flow *flow)
{
	return ctrnet_track_left(flow) <= -HZ;
}

static void expire_bucket(struct ctrnet_flow_table *table, struct bucket_table *tbl,
			  unsigned int bucket, struct run *run)
{
	struct rhash_head *node;

	run->steps++;
	/* One that ends is not freed, and leads on to the next, until the read side ends. */
	rht_for_each_rcu(node, tbl, bucket) {
		run->steps++;
		if (ctrnet_flow_dir_at(node) != CTRNET_DIR_ORIG)
			continue;
		run->seen++;
		if (unlikely(flow_is_expired(ctrnet_flow_at(node))))
			run->ended += ctrnet_flow_kill(table, ctrnet_flow_at(node));
	}
}

/*
 * Once the table is resized some flows may be passed over, or are met twice: those of
 * bucket n are in n, and in n and the old size, of one of twice the size.
 */
static void expire_run(struct ctrnet_flow_table *table, struct run *run)
{
	unsigned int *bucket = &table->expiry.bucket;
	struct bucket_table *tbl;

	rcu_read_lock();
	tbl = rht_dereference_rcu(table->ht.tbl, &table->ht);
	for (; *bucket < tbl->size && run->steps < STEPS_MAX; ++*bucket)
		expire_bucket(table, tbl, *bucket, run);
	if (*bucket >= tbl->size)
		*bucket = 0;
	rcu_read_unlock();
}

static void expire_work(struct work_struct *work)
{
	struct ctrnet_expiry *expiry = container_of(to_delayed_work(work),
						    struct ctrnet_expiry, work);
	struct ctrnet_flow_table *table = container_of(expiry, struct ctrnet_flow_table, expiry);
	unsigned int pause = RUN_PAUSE;
	struct run run = {};

	expire_run(table, &run);
	if (!expiry->bucket)
		pause = WALK_PAUSE;
	else if (run.ended > run.seen / ENDED_MIN)
		pause = 1;
	queue_delayed_work(system_power_efficient_wq, &expiry->work, pause);
}

void ctrnet_expire_init(struct ctrnet_expiry *expiry)
{
	expiry->bucket = 0;
	INIT_DELAYED_WORK(&expiry->work, expire_work);
}

void ctrnet_expire_start(struct ctrnet_expiry *expiry)
{
	queue_delayed_work(system_power_efficient_wq, &expiry->work, WALK_PAUSE);
}

void ctrnet_expire_stop(struct ctrnet_expiry *expiry)
{
	cancel_delayed_work_sync(&expiry->work);
}
