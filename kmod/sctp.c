// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCTP (RFC 9260), as far as address translation goes. An association is known by
 * its first path: the addresses and ports of the packet that opens it. Further
 * addresses which the two sides tell each other are left as they are.
 */
#include <kunit/visibility.h>
#include <linux/crc32.h>
#include <linux/sctp.h>
#include <linux/skbuff.h>

#include "sctp.h"

int ctrnet_sctp_chunk(const struct sk_buff *skb, unsigned int offset)
{
	const struct sctp_chunkhdr *chunk;
	struct sctp_chunkhdr buf;

	chunk = skb_header_pointer(skb, offset + sizeof(struct sctphdr), sizeof(buf), &buf);
	return chunk ? chunk->type : -1;
}

bool ctrnet_sctp_opens(int chunk)
{
	return chunk == SCTP_CID_INIT;
}

/*
 * The client may use its port again at once, as with TCP. Behind an ABORT there may still be
 * the association from before, which its DATA tells; the server's COOKIE ACK tells of another.
 */
static enum ctrnet_tcp_state next_on_init(enum ctrnet_tcp_state state, bool reply)
{
	return !reply && state == CTRNET_TCP_CLOSED ? CTRNET_TCP_OPENING : state;
}

static enum ctrnet_tcp_state next_on_cookie_ack(enum ctrnet_tcp_state state, bool reply)
{
	if (reply && (state == CTRNET_TCP_OPENING || state == CTRNET_TCP_ANSWERED ||
		      state == CTRNET_TCP_RESET))
		return CTRNET_TCP_ESTABLISHED;
	return state;
}

/* Both sides send one if both have begun to shut down. */
static enum ctrnet_tcp_state next_on_shutdown_ack(enum ctrnet_tcp_state state, bool reply)
{
	if (state == CTRNET_TCP_RESET)
		return reply ? state : CTRNET_TCP_CLIENT_DONE;
	return ctrnet_tcp_next_done(state, reply);
}

/* Believed only as the answer to the other side's SHUTDOWN ACK. */
static enum ctrnet_tcp_state next_on_shutdown_complete(enum ctrnet_tcp_state state, bool reply)
{
	if (state == (reply ? CTRNET_TCP_CLIENT_DONE : CTRNET_TCP_SERVER_DONE))
		return CTRNET_TCP_CLOSED;
	return state;
}

/* One which is half open stays so: blind DATA behind the ABORT must not establish it. */
static enum ctrnet_tcp_state next_on_abort(enum ctrnet_tcp_state state)
{
	switch (state) {
	case CTRNET_TCP_ESTABLISHED:
	case CTRNET_TCP_CLIENT_DONE:
	case CTRNET_TCP_SERVER_DONE:
		return CTRNET_TCP_RESET;
	default:
		return state;
	}
}

/*
 * INIT as SYN, INIT ACK as SYN and ACK, COOKIE ACK as the client's ACK, SHUTDOWN ACK as FIN,
 * SHUTDOWN COMPLETE as the second FIN, ABORT as RST. Only a packet's first chunk is looked
 * at: all but ABORT are it whenever they are sent.
 *
 * Tags are not checked: who knows addresses and ports can forge each of these, but for one
 * side only. So it takes both to end an association, and one outlives an ABORT if its client
 * goes on.
 */
enum ctrnet_tcp_state ctrnet_sctp_next(enum ctrnet_tcp_state state, bool reply,
				       int chunk)
{
	switch (chunk) {
	case SCTP_CID_INIT:
		return next_on_init(state, reply);
	case SCTP_CID_INIT_ACK:
		return reply && state == CTRNET_TCP_OPENING ? CTRNET_TCP_ANSWERED : state;
	case SCTP_CID_COOKIE_ACK:
		return next_on_cookie_ack(state, reply);
	case SCTP_CID_SHUTDOWN_ACK:
		return next_on_shutdown_ack(state, reply);
	case SCTP_CID_SHUTDOWN_COMPLETE:
		return next_on_shutdown_complete(state, reply);
	case SCTP_CID_ABORT:
		return next_on_abort(state);
	default:
		return state == CTRNET_TCP_RESET && !reply ? CTRNET_TCP_ESTABLISHED : state;
	}
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_sctp_next);

/*
 * CRC32c is linear: the sums of two packets of one length differ by the sum of
 * their difference, which is the ports at the beginning, and zeros behind.
 */
static __le32 sum_of_ports(__be32 difference, unsigned int len)
{
	u32 crc = ctrnet_compat_crc32c(0, &difference, sizeof(difference));

	return cpu_to_le32(ctrnet_compat_crc32c_zeros(crc, len - sizeof(difference)));
}

void ctrnet_sctp_rewrite(struct sk_buff *skb, struct sctphdr *sh, unsigned int len,
			 __be16 source, __be16 dest)
{
	struct sctphdr was = *sh;

	/* That sum is of another kind, and no one keeps it up to date. */
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		skb->ip_summed = CHECKSUM_NONE;
	if (sh->source == source && sh->dest == dest)
		return;

	sh->source = source;
	sh->dest = dest;
	/* Else the device computes it, or nobody. */
	if (skb->ip_summed != CHECKSUM_PARTIAL)
		sh->checksum ^= sum_of_ports(*(__be32 *)sh ^ *(__be32 *)&was, len);
}
