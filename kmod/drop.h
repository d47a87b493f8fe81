/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_DROP_H
#define CTRNET_DROP_H

#include <linux/skbuff.h>
#include <uapi/linux/ctrnet.h>

#define CTRNET_DROP_NONE	0	/* it goes on */

struct ctrnet_network;
struct ctrnet_tuple;

/* Drops of one network on one CPU, by enum ctrnet_drop_reason. */
struct ctrnet_drops {
	u64 packets[CTRNET_DROP_MAX + 1];
};

/* A reason's name, as ethtool -S shows it. Context: any. */
const char *ctrnet_drop_name(enum ctrnet_drop_reason reason);

/**
 * ctrnet_drop_count - count a packet which another function has freed
 * @network: the network which the packet came from or was for
 * @reason: why
 *
 * Context: softirq, or BH disabled.
 */
void ctrnet_drop_count(const struct ctrnet_network *network,
		       enum ctrnet_drop_reason reason);

/* As ctrnet_drop_count(), of one which would have begun a connection; @tuple: what it showed. */
void ctrnet_drop_count_first(const struct ctrnet_network *network,
			     const struct ctrnet_tuple *tuple,
			     enum ctrnet_drop_reason reason);

/* ctrnet_drop - count and free a packet; context as ctrnet_drop_count */
void ctrnet_drop(const struct ctrnet_network *network, struct sk_buff *skb,
		 enum ctrnet_drop_reason reason);

/* Packets of @network dropped for @reason since it was made. */
u64 ctrnet_drop_read(const struct ctrnet_network *network,
		     enum ctrnet_drop_reason reason);

#endif
