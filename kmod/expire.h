/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_EXPIRE_H
#define CTRNET_EXPIRE_H

#include <linux/workqueue.h>

/**
 * struct ctrnet_expiry - the walk which ends flows that were silent for too long
 * @bucket: of the table: where the next run goes on
 * @work: a run, which looks at a bounded part
 */
struct ctrnet_expiry {
	unsigned int bucket;
	struct delayed_work work;
};

void ctrnet_expire_init(struct ctrnet_expiry *expiry);

/* While the namespace has networks; process, stop sleeps. */
void ctrnet_expire_start(struct ctrnet_expiry *expiry);
void ctrnet_expire_stop(struct ctrnet_expiry *expiry);

#endif
