// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/visibility.h>
#include <linux/tcp.h>

#include "tcp.h"

/*
 * How far a segment may be behind all that was seen, as it may be sent again:
 * a window is no larger (RFC 7323); and how much may be sent with a SYN, or
 * right behind it, before it is acknowledged.
 */
#define GAP_MAX		CTRNET_TCP_GAP_MAX
#define WINDOW_MAX	BIT(30)
#define EARLY_MAX	BIT(16)

bool ctrnet_tcp_opens(const struct tcphdr *th)
{
	return th->syn && !th->ack && !th->rst && !th->fin;
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_tcp_opens);

/* Whether a sequence number is near one where the side is known to be. */
static bool is_near(u32 at, u32 seq)
{
	return at + GAP_MAX - seq <= GAP_MAX + WINDOW_MAX;
}

/*
 * Whether it is between what the peer has acknowledged and @gap behind what was sent.
 * An acknowledgment of more than that is of no use.
 */
static bool in_window(const struct ctrnet_tcp_side *own,
		      const struct ctrnet_tcp_side *peer, u32 seq, u32 gap)
{
	u32 end = READ_ONCE(own->end);
	u32 first = READ_ONCE(peer->ack) ?: end;
	u32 sent = (s32)(end - first) > 0 ? end - first : 0;

	return end + gap - seq <= sent + gap;
}

/* Whether a segment of the peer acknowledges our SYN, and no more than we have sent. */
static bool acks_syn(const struct ctrnet_tcp_side *side, const struct tcphdr *th)
{
	return th->ack && READ_ONCE(side->end) - ntohl(th->ack_seq) <= EARLY_MAX;
}

static void note_ack(struct ctrnet_tcp_side *own, const struct tcphdr *th)
{
	u32 ack = ntohl(th->ack_seq);

	if (th->ack && READ_ONCE(own->ack) != ack)
		WRITE_ONCE(own->ack, ack);
}

/*
 * A segment which is far from all that was sent moves nothing, or one guess would
 * open the window for others; unless the peer has acknowledged what is about
 * there: then it is us who have missed something.
 */
static bool note(struct ctrnet_tcp_side *own, const struct ctrnet_tcp_side *peer,
		 const struct tcphdr *th, u32 seq, u32 end)
{
	u32 seen = READ_ONCE(own->end);

	note_ack(own, th);
	if (likely(is_near(seen, seq))) {
		if ((s32)(end - seen) > 0)
			WRITE_ONCE(own->end, end);
		return true;
	}
	if (!is_near(READ_ONCE(peer->ack), seq))
		return false;
	WRITE_ONCE(own->end, end);
	return true;
}

/* What the side said before was of another connection. */
static void begin(struct ctrnet_tcp_side *own, const struct tcphdr *th, u32 end)
{
	WRITE_ONCE(own->end, end);
	WRITE_ONCE(own->ack, th->ack ? ntohl(th->ack_seq) : 0);
}

/*
 * The client may use its port again as soon as the connection is over. If both
 * sides open at once the server's SYN acknowledges nothing yet.
 */
static enum ctrnet_tcp_state next_on_syn(enum ctrnet_tcp_state state, bool reply,
					 struct ctrnet_tcp_side *own,
					 const struct ctrnet_tcp_side *peer,
					 const struct tcphdr *th, u32 end)
{
	switch (state) {
	case CTRNET_TCP_OPENING:
		/* There is nothing yet that the client could acknowledge. */
		if (!reply && th->ack)
			return CTRNET_TCP_NONE;
		fallthrough;
	case CTRNET_TCP_ANSWERED:
		if (th->ack && !acks_syn(peer, th))
			return CTRNET_TCP_NONE;
		begin(own, th, end);
		if (reply)
			return CTRNET_TCP_ANSWERED;
		return th->ack ? CTRNET_TCP_ESTABLISHED : state;
	case CTRNET_TCP_CLOSED:
	case CTRNET_TCP_RESET:
		if (reply || th->ack)
			return CTRNET_TCP_NONE;
		begin(own, th, end);
		return CTRNET_TCP_OPENING;
	default:
		return CTRNET_TCP_NONE;
	}
}

/*
 * What refuses a SYN proves by its acknowledgment that it has seen it. What is half open stays
 * so, and lives no longer than what was reset: after a forged RST both sides go on, and a
 * client which goes on alone must not establish it, as then it would be spared when others
 * make room.
 */
static enum ctrnet_tcp_state next_on_rst(enum ctrnet_tcp_state state, bool reply,
					 const struct ctrnet_tcp_side *own,
					 const struct ctrnet_tcp_side *peer,
					 const struct tcphdr *th)
{
	bool refusal = state == CTRNET_TCP_OPENING && reply;

	if (refusal ? !th->ack || ntohl(th->ack_seq) != READ_ONCE(peer->end) :
		      !in_window(own, peer, ntohl(th->seq), 0))
		return CTRNET_TCP_NONE;
	switch (state) {
	case CTRNET_TCP_OPENING:
	case CTRNET_TCP_ANSWERED:
	case CTRNET_TCP_CLOSED:
		return state;
	default:
		return CTRNET_TCP_RESET;
	}
}

static enum ctrnet_tcp_state next_on_fin(enum ctrnet_tcp_state state, bool reply)
{
	if (state == CTRNET_TCP_ANSWERED)
		return reply ? CTRNET_TCP_SERVER_DONE : state;
	return ctrnet_tcp_next_done(state, reply);
}

/* A blind ACK does not establish a connection: it does not know the server's SYN. */
static enum ctrnet_tcp_state next_on_ack(enum ctrnet_tcp_state state, bool near,
					 const struct ctrnet_tcp_side *peer,
					 const struct tcphdr *th)
{
	if (state == CTRNET_TCP_ANSWERED)
		return acks_syn(peer, th) ? CTRNET_TCP_ESTABLISHED : state;
	if (state == CTRNET_TCP_RESET && near && th->ack)
		return CTRNET_TCP_ESTABLISHED;
	return state;
}

/*
 * A flow may be younger than its connection, so that no SYN comes. Who sent first is
 * believed once the other side has acknowledged that.
 */
static enum ctrnet_tcp_state next_in_midst(bool reply, bool near, struct ctrnet_tcp_side *own,
					   const struct ctrnet_tcp_side *peer,
					   const struct tcphdr *th, u32 end)
{
	if (!reply && !READ_ONCE(own->end))
		begin(own, th, end);
	return reply && near && acks_syn(peer, th) ? CTRNET_TCP_ANSWERED : CTRNET_TCP_OPENING;
}

enum ctrnet_tcp_state ctrnet_tcp_next(enum ctrnet_tcp_state state, bool reply,
				      struct ctrnet_tcp_side *own,
				      const struct ctrnet_tcp_side *peer,
				      const struct tcphdr *th, u32 len)
{
	u32 seq = ntohl(th->seq), end = seq + len;
	bool near;

	if (unlikely(th->rst))
		return next_on_rst(state, reply, own, peer, th);
	if (unlikely(th->syn))
		return next_on_syn(state, reply, own, peer, th, end + 1);
	if (unlikely(th->fin) && !in_window(own, peer, end, GAP_MAX))
		return CTRNET_TCP_NONE;

	near = note(own, peer, th, seq, end + th->fin);
	if (unlikely(state == CTRNET_TCP_OPENING))
		state = next_in_midst(reply, near, own, peer, th, end + th->fin);
	else if (!reply && unlikely(state != CTRNET_TCP_ESTABLISHED))
		state = next_on_ack(state, near, peer, th);
	return unlikely(th->fin) ? next_on_fin(state, reply) : state;
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_tcp_next);
