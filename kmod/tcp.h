/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TCP_H
#define CTRNET_TCP_H

#include <linux/tcp.h>
#include <linux/types.h>

/**
 * enum ctrnet_tcp_state - how far a connection is
 * @CTRNET_TCP_NONE: not TCP
 * @CTRNET_TCP_OPENING: the client's SYN was seen
 * @CTRNET_TCP_ANSWERED: the server's SYN was seen too
 * @CTRNET_TCP_ESTABLISHED: the client has acknowledged it
 * @CTRNET_TCP_CLIENT_DONE: the client has sent its FIN
 * @CTRNET_TCP_SERVER_DONE: the server has
 * @CTRNET_TCP_CLOSED: both have
 * @CTRNET_TCP_RESET: a RST was seen, once it was established: if the client goes on all
 *	the same, so does the connection
 */
enum ctrnet_tcp_state {
	CTRNET_TCP_NONE,
	CTRNET_TCP_OPENING,
	CTRNET_TCP_ANSWERED,
	CTRNET_TCP_ESTABLISHED,
	CTRNET_TCP_CLIENT_DONE,
	CTRNET_TCP_SERVER_DONE,
	CTRNET_TCP_CLOSED,
	CTRNET_TCP_RESET,
};

/**
 * struct ctrnet_tcp_side - what one side of a connection has said
 * @end: the sequence number behind all that it has sent; 0 before its SYN
 * @ack: its last acknowledgment; 0 before the first
 *
 * Written by its own segments only, so that the two directions share no cache
 * line. Two segments at once on two CPUs may lose a step, which later ones mend.
 */
struct ctrnet_tcp_side {
	u32 end;
	u32 ack;
};

/*
 * How far a segment may be ahead of all that was seen, as those before it may
 * have been lost on their way here.
 */
#define CTRNET_TCP_GAP_MAX	BIT(20)

/* Whether a segment may begin a connection. */
bool ctrnet_tcp_opens(const struct tcphdr *th);

/* The state once one side of an established connection is done; with @reply the server. */
static inline enum ctrnet_tcp_state ctrnet_tcp_next_done(enum ctrnet_tcp_state state, bool reply)
{
	switch (state) {
	case CTRNET_TCP_ESTABLISHED:
		return reply ? CTRNET_TCP_SERVER_DONE : CTRNET_TCP_CLIENT_DONE;
	case CTRNET_TCP_CLIENT_DONE:
		return reply ? CTRNET_TCP_CLOSED : state;
	case CTRNET_TCP_SERVER_DONE:
		return reply ? state : CTRNET_TCP_CLOSED;
	default:
		return state;
	}
}

/**
 * ctrnet_tcp_next - the state after a segment
 * @state: before it
 * @reply: it goes from server to client
 * @own: of the side which sends it; brought up to date
 * @peer: of the other side
 * @th: its header
 * @len: bytes of payload
 *
 * Knows no tables and takes no locks; any context. A SYN, FIN or RST is believed
 * only if its sequence number is one that the sender may be at now: a stranger
 * who does not see the connection has to guess it. A segment which is not
 * believed changes nothing; it is for its receiver to refuse it.
 *
 * Return: the state, or CTRNET_TCP_NONE if the segment is not believed.
 */
enum ctrnet_tcp_state ctrnet_tcp_next(enum ctrnet_tcp_state state, bool reply,
				      struct ctrnet_tcp_side *own,
				      const struct ctrnet_tcp_side *peer,
				      const struct tcphdr *th, u32 len);

/**
 * ctrnet_tcp_goes_on - note a segment in the midst of a connection
 * @state: before it, and after it
 * @own: of the side which sends it; brought up to date
 * @th: its header
 * @len: bytes of payload
 *
 * What ctrnet_tcp_next() does with all but a few segments. Context as there.
 * Return: false if it is one of those few, which nothing was done with.
 */
static inline bool ctrnet_tcp_goes_on(enum ctrnet_tcp_state state,
				      struct ctrnet_tcp_side *own,
				      const struct tcphdr *th, u32 len)
{
	const __be32 flags = TCP_FLAG_ACK | TCP_FLAG_SYN | TCP_FLAG_FIN | TCP_FLAG_RST;
	u32 ack = ntohl(th->ack_seq), end = ntohl(th->seq) + len;
	u32 ahead = end - READ_ONCE(own->end);

	if (state != CTRNET_TCP_ESTABLISHED || ahead > CTRNET_TCP_GAP_MAX ||
	    (tcp_flag_word(th) & flags) != TCP_FLAG_ACK)
		return false;
	if (READ_ONCE(own->ack) != ack)
		WRITE_ONCE(own->ack, ack);
	if (ahead)
		WRITE_ONCE(own->end, end);
	return true;
}

#endif
