// SPDX-License-Identifier: GPL-2.0-only
#include <linux/jiffies.h>

#include "flow.h"
#include "packet.h"
#include "sctp.h"
#include "track.h"

/*
 * Timeouts in seconds. RFC 5382 REQ-5: at least 2 h 4 min for an established
 * connection, 4 min for others. RFC 4787 REQ-5: UDP 5 min. RFC 5508 REQ-2:
 * ICMP queries 60 s.
 * A query for a name has its answer, and each has a port of its own: REQ-5a
 * lets them end sooner.
 */
#define TIMEOUT_ESTABLISHED	(124 * 60)
#define TIMEOUT_TRANSITORY	(4 * 60)
#define TIMEOUT_UDP		(5 * 60)
#define TIMEOUT_UDP_UNREPLIED	(2 * 60)
#define TIMEOUT_DNS		30
#define TIMEOUT_ICMP		60

#define DNS_PORT		53

static unsigned int udp_timeout(const struct ctrnet_flow *flow)
{
	const struct ctrnet_tuple t = { .id = flow->dirs[CTRNET_DIR_ORIG].id };

	if (!READ_ONCE(flow->replied))
		return TIMEOUT_UDP_UNREPLIED;
	return t.dport == htons(DNS_PORT) ? TIMEOUT_DNS : TIMEOUT_UDP;
}

unsigned int ctrnet_track_timeout(const struct ctrnet_flow *flow)
{
	switch (ctrnet_flow_protocol(flow)) {
	case IPPROTO_UDP:
		return udp_timeout(flow);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return TIMEOUT_ICMP;
	}

	switch (READ_ONCE(flow->tcp)) {
	case CTRNET_TCP_ESTABLISHED:
	case CTRNET_TCP_CLIENT_DONE:
	case CTRNET_TCP_SERVER_DONE:
		return TIMEOUT_ESTABLISHED;
	default:
		return TIMEOUT_TRANSITORY;
	}
}

/* Not written again within a second, so that packets share a clean cache line. */
static void track_refresh(struct ctrnet_flow *flow)
{
	u32 expires = (u32)jiffies + ctrnet_track_timeout(flow) * HZ;

	if (expires - READ_ONCE(flow->expires) >= HZ)
		WRITE_ONCE(flow->expires, expires);
}

/* Packets which were merged, or are not cut yet, count as what they are on a wire. */
static void track_count(struct ctrnet_flow_dir *fd, const struct sk_buff *skb)
{
	unsigned int n = max_t(unsigned int, skb_shinfo(skb)->gso_segs, 1);

	WRITE_ONCE(fd->packets, fd->packets + n);
	WRITE_ONCE(fd->bytes, fd->bytes + skb->len);
}

static unsigned int tcp_payload(const struct ctrnet_packet *pkt, const struct tcphdr *th)
{
	unsigned int headers = pkt->thoff + th->doff * 4;

	return pkt->skb->len > headers ? pkt->skb->len - headers : 0;
}

/* False if the segment is not to be believed. */
static bool track_tcp(struct ctrnet_flow *flow, struct ctrnet_flow_dir *fd,
		      const struct ctrnet_packet *pkt)
{
	const struct tcphdr *th = ctrnet_packet_tcp(pkt);
	u8 state = READ_ONCE(flow->tcp);
	u8 next = ctrnet_tcp_next(state, fd->dir == CTRNET_DIR_REPLY, &fd->tcp,
				  &flow->dirs[!fd->dir].tcp, th, tcp_payload(pkt, th));

	if (next == CTRNET_TCP_NONE)
		return false;
	if (next != state)
		WRITE_ONCE(flow->tcp, next);
	return true;
}

static void track_sctp(struct ctrnet_flow *flow, const struct ctrnet_flow_dir *fd,
		       const struct ctrnet_packet *pkt)
{
	u8 state = READ_ONCE(flow->tcp);
	u8 next = ctrnet_sctp_next(state, fd->dir == CTRNET_DIR_REPLY,
				   ctrnet_sctp_chunk(pkt->skb, pkt->thoff));

	if (next != state)
		WRITE_ONCE(flow->tcp, next);
}

void ctrnet_track(struct ctrnet_flow_dir *fd, const struct ctrnet_packet *pkt)
{
	struct ctrnet_flow *flow = ctrnet_flow_of(fd);

	track_count(fd, pkt->skb);
	if (pkt->tuple.protocol == IPPROTO_TCP && !track_tcp(flow, fd, pkt))
		return;
	if (unlikely(pkt->tuple.protocol == IPPROTO_SCTP))
		track_sctp(flow, fd, pkt);
	if (fd->dir == CTRNET_DIR_REPLY && !READ_ONCE(flow->replied))
		WRITE_ONCE(flow->replied, true);
	track_refresh(flow);
}
