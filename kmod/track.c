// SPDX-License-Identifier: GPL-2.0-only
#include <linux/jiffies.h>

#include "flow.h"
#include "network.h"
#include "packet.h"
#include "sctp.h"
#include "track.h"

#define DNS_PORT	53

static unsigned int udp_phase(const struct ctrnet_flow *flow)
{
	const struct ctrnet_tuple t = { .id = ctrnet_flow_id(flow, CTRNET_DIR_ORIG) };

	if (!READ_ONCE(flow->replied))
		return CTRNET_A_TIMEOUTS_UDP_UNREPLIED;
	return t.dport == htons(DNS_PORT) ? CTRNET_A_TIMEOUTS_UDP_DNS : CTRNET_A_TIMEOUTS_UDP;
}

static unsigned int tcp_phase(const struct ctrnet_flow *flow)
{
	switch (READ_ONCE(flow->tcp)) {
	case CTRNET_TCP_ESTABLISHED:
	case CTRNET_TCP_CLIENT_DONE:
	case CTRNET_TCP_SERVER_DONE:
		return CTRNET_A_TIMEOUTS_TCP_ESTABLISHED;
	case CTRNET_TCP_CLOSED:
	case CTRNET_TCP_RESET:
		return CTRNET_A_TIMEOUTS_TCP_CLOSING;
	default:
		return CTRNET_A_TIMEOUTS_TCP_OPENING;
	}
}

/* Which of the timeouts, CTRNET_A_TIMEOUTS_*, holds for a flow as it is now. */
static unsigned int flow_phase(const struct ctrnet_flow *flow)
{
	switch (ctrnet_flow_protocol(flow)) {
	case IPPROTO_UDP:
		return udp_phase(flow);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return CTRNET_A_TIMEOUTS_ICMP;
	default:
		return tcp_phase(flow);
	}
}

static unsigned int track_timeout(const struct ctrnet_flow *flow)
{
	const struct ctrnet_limits *limits = &ctrnet_flow_network(flow)->limits;

	return READ_ONCE(limits->timeouts[flow_phase(flow)]);
}

s32 ctrnet_track_left(const struct ctrnet_flow *flow)
{
	u32 timeout = track_timeout(flow) * HZ;

	return (s32)(READ_ONCE(flow->seen) + timeout - (u32)jiffies);
}

static unsigned int tcp_payload(const struct ctrnet_packet *pkt, const struct tcphdr *th)
{
	unsigned int headers = pkt->thoff + th->doff * 4;

	return pkt->skb->len > headers ? pkt->skb->len - headers : 0;
}

/* False if the segment is not to be believed. */
static noinline bool track_tcp_step(struct ctrnet_flow *flow, struct ctrnet_flow_dir *fd,
				    const struct tcphdr *th, u32 len)
{
	u8 state = READ_ONCE(flow->tcp);
	u8 next = ctrnet_tcp_next(state, fd->dir == CTRNET_DIR_REPLY, &fd->tcp,
				  &flow->dirs[!fd->dir].tcp, th, len);

	if (next == CTRNET_TCP_NONE)
		return false;
	if (next != state)
		WRITE_ONCE(flow->tcp, next);
	return true;
}

static bool track_tcp(struct ctrnet_flow *flow, struct ctrnet_flow_dir *fd,
		      const struct ctrnet_packet *pkt)
{
	const struct tcphdr *th = ctrnet_packet_tcp(pkt);
	u32 len = tcp_payload(pkt, th);

	return likely(ctrnet_tcp_goes_on(READ_ONCE(flow->tcp), &fd->tcp, th, len)) ||
	       track_tcp_step(flow, fd, th, len);
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

bool ctrnet_track_stream(struct ctrnet_flow_dir *fd, const struct ctrnet_packet *pkt)
{
	struct ctrnet_flow *flow = ctrnet_flow_of(fd);

	if (likely(pkt->tuple.protocol == IPPROTO_TCP))
		return track_tcp(flow, fd, pkt);
	track_sctp(flow, fd, pkt);
	return true;
}
