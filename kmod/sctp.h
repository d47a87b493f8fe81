/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_SCTP_H
#define CTRNET_SCTP_H

#include <linux/types.h>

#include "tcp.h"

struct sctphdr;
struct sk_buff;

/**
 * ctrnet_sctp_chunk - the type of a packet's first chunk
 * @skb: the packet
 * @offset: of its SCTP header from skb->data
 *
 * Reads, never pulls: the chunks of a GSO packet are the buffers which follow the
 * header's, and must stay whole.
 * Context: any.
 * Return: the type, or -1 if there is no chunk.
 */
int ctrnet_sctp_chunk(const struct sk_buff *skb, unsigned int offset);

/* Whether a packet with this first chunk may begin an association. */
bool ctrnet_sctp_opens(int chunk);

/**
 * ctrnet_sctp_next - the state of an association after a packet
 * @state: before it; the states of a TCP connection serve, see sctp.c
 * @reply: it goes from server to client
 * @chunk: the type of its first chunk
 *
 * Knows no tables and takes no locks; any context. As with TCP, no packet ends a
 * flow: it only changes how long the flow outlives silence.
 * Return: the state.
 */
enum ctrnet_tcp_state ctrnet_sctp_next(enum ctrnet_tcp_state state, bool reply,
				       int chunk);

/**
 * ctrnet_sctp_rewrite - give a packet new ports
 * @skb: the packet; its SCTP header is writable
 * @sh: the header
 * @len: bytes from there to the packet's end
 * @source: source port
 * @dest: destination port
 *
 * The sum does not cover addresses. It is changed by what the ports change, not
 * computed anew: a packet that was damaged before stays so, and its payload is
 * not read. Any context.
 */
void ctrnet_sctp_rewrite(struct sk_buff *skb, struct sctphdr *sh, unsigned int len,
			 __be16 source, __be16 dest);

#endif
