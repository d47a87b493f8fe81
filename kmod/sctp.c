// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCTP (RFC 9260), as far as address translation goes. An association is known by
 * its first path: the addresses and ports of the packet that opens it. Further
 * addresses which the two sides tell each other are left as they are.
 */
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

/* The client may use its port again at once, as with TCP. */
static enum ctrnet_tcp_state next_on_init(enum ctrnet_tcp_state state, bool reply)
{
	if (!reply && (state == CTRNET_TCP_CLOSED || state == CTRNET_TCP_RESET))
		return CTRNET_TCP_OPENING;
	return state;
}

static enum ctrnet_tcp_state next_on_cookie_ack(enum ctrnet_tcp_state state, bool reply)
{
	if (reply && (state == CTRNET_TCP_OPENING || state == CTRNET_TCP_ANSWERED))
		return CTRNET_TCP_ESTABLISHED;
	return state;
}

/*
 * INIT as SYN, INIT ACK as SYN and ACK, COOKIE ACK as the client's ACK, SHUTDOWN
 * COMPLETE as the second FIN, ABORT as RST. Only a packet's first chunk is looked
 * at: all but ABORT are it whenever they are sent.
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
	case SCTP_CID_SHUTDOWN_COMPLETE:
		return CTRNET_TCP_CLOSED;
	case SCTP_CID_ABORT:
		return state == CTRNET_TCP_CLOSED ? state : CTRNET_TCP_RESET;
	default:
		return state == CTRNET_TCP_RESET && !reply ? CTRNET_TCP_ESTABLISHED : state;
	}
}

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
