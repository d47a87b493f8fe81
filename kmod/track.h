/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TRACK_H
#define CTRNET_TRACK_H

#include <linux/jiffies.h>

#include "flow.h"
#include "packet.h"

/*
 * How long a flow outlives silence yet, in its present state: jiffies, negative once it is
 * over. Context: RCU read side.
 */
s32 ctrnet_track_left(const struct ctrnet_flow *flow);

/*
 * Packets say only that they came: how long the flow lives after the last one is for
 * those to ask who look whether it still does. Not written again within a second, so
 * that packets share a clean cache line.
 */
static inline void ctrnet_track_seen(struct ctrnet_flow *flow)
{
	u32 now = (u32)jiffies;

	if (now - READ_ONCE(flow->seen) >= HZ)
		WRITE_ONCE(flow->seen, now);
}

/*
 * Packets which were merged, or are not cut yet, count as what they are on a wire. Of two
 * on two CPUs one may be missed.
 */
static inline void ctrnet_track_count(struct ctrnet_flow_dir *fd, const struct sk_buff *skb)
{
	unsigned int n = max_t(unsigned int, skb_shinfo(skb)->gso_segs, 1);

	WRITE_ONCE(fd->packets, READ_ONCE(fd->packets) + n);
	WRITE_ONCE(fd->bytes, READ_ONCE(fd->bytes) + skb->len);
}

/* Follow a connection of TCP or SCTP; false if the segment is not to be believed. */
bool ctrnet_track_stream(struct ctrnet_flow_dir *fd, const struct ctrnet_packet *pkt);

/**
 * ctrnet_track - note that a packet has taken a flow
 * @fd: the direction
 * @pkt: the packet, not yet translated; not an ICMP error
 *
 * Counts it. A TCP segment which cannot be believed changes nothing else. Of what
 * both directions share only changes are written, the time at most once a second.
 * Context: RCU read side, BH disabled.
 */
static inline void ctrnet_track(struct ctrnet_flow_dir *fd, const struct ctrnet_packet *pkt)
{
	struct ctrnet_flow *flow = ctrnet_flow_of(fd);
	u8 protocol = pkt->tuple.protocol;

	ctrnet_track_count(fd, pkt->skb);
	if ((protocol == IPPROTO_TCP || protocol == IPPROTO_SCTP) &&
	    unlikely(!ctrnet_track_stream(fd, pkt)))
		return;
	if (fd->dir == CTRNET_DIR_REPLY && !READ_ONCE(flow->replied))
		WRITE_ONCE(flow->replied, true);
	ctrnet_track_seen(flow);
}

#endif
