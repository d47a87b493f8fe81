/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TRACK_H
#define CTRNET_TRACK_H

#include <linux/types.h>

struct ctrnet_flow;
struct ctrnet_flow_dir;
struct ctrnet_packet;

/*
 * How long a flow outlives silence yet, in its present state: jiffies, negative once it is
 * over. Context: RCU read side.
 */
s32 ctrnet_track_left(const struct ctrnet_flow *flow);

/**
 * ctrnet_track - note that a packet has taken a flow
 * @fd: the direction
 * @pkt: the packet, not yet translated; not an ICMP error
 *
 * Counts it. A TCP segment which cannot be believed changes nothing else. Of what
 * both directions share only changes are written, the time at most once a second.
 * Context: RCU read side, BH disabled.
 */
void ctrnet_track(struct ctrnet_flow_dir *fd, const struct ctrnet_packet *pkt);

#endif
