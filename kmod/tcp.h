/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TCP_H
#define CTRNET_TCP_H

#include <linux/types.h>

struct tcphdr;

/**
 * enum ctrnet_tcp_state - how far a connection is
 * @CTRNET_TCP_NONE: not TCP
 * @CTRNET_TCP_OPENING: the client's SYN was seen
 * @CTRNET_TCP_ANSWERED: the server's SYN was seen too
 * @CTRNET_TCP_ESTABLISHED: the client has acknowledged it
 * @CTRNET_TCP_CLIENT_DONE: the client has sent its FIN
 * @CTRNET_TCP_SERVER_DONE: the server has
 * @CTRNET_TCP_CLOSED: both have
 * @CTRNET_TCP_RESET: a RST was seen, which may be forged: if the client goes on,
 *	so does the connection
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

/* Whether a segment may begin a connection. */
bool ctrnet_tcp_opens(const struct tcphdr *th);

/**
 * ctrnet_tcp_next - the state after a segment
 * @state: before it
 * @reply: the segment goes from server to client
 * @th: its header
 *
 * Pure; any context. A segment never ends a flow, it only shortens how long
 * the flow outlives silence. So a forged RST or FIN does not cut a connection
 * which goes on: its segments keep being translated, and keep the flow alive.
 */
enum ctrnet_tcp_state ctrnet_tcp_next(enum ctrnet_tcp_state state, bool reply,
				      const struct tcphdr *th);

#endif
