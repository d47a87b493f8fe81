/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_LIMITS_H
#define CTRNET_LIMITS_H

#include <linux/types.h>
#include <uapi/linux/ctrnet.h>

struct netlink_ext_ack;
struct nlattr;
struct sk_buff;

/**
 * struct ctrnet_limits - how long flows of a network live, and how many there are
 * @timeouts: seconds of silence, by CTRNET_A_TIMEOUTS_*
 * @flows: of the network at most; 0 for as many as the namespace may have
 * @endpoint_flows: of each of its endpoints at most; 0 likewise
 *
 * Changed under RTNL, read at any time.
 */
struct ctrnet_limits {
	u32 timeouts[CTRNET_A_TIMEOUTS_MAX + 1];
	u32 flows;
	u32 endpoint_flows;
};

void ctrnet_limits_init(struct ctrnet_limits *limits);

/* Whether a request has any of them. */
bool ctrnet_limits_asked(struct nlattr **attrs);

/* Change what a request says, all or nothing; its values have been checked. RTNL. */
int ctrnet_limits_set(struct ctrnet_limits *limits, struct nlattr **attrs,
		      struct netlink_ext_ack *extack);

/* Add all of them to a message. RTNL. Return: 0 or -EMSGSIZE. */
int ctrnet_limits_fill(struct sk_buff *msg, const struct ctrnet_limits *limits);

#endif
