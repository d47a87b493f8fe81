// SPDX-License-Identifier: GPL-2.0-only
#include <linux/tcp.h>

#include "tcp.h"

bool ctrnet_tcp_opens(const struct tcphdr *th)
{
	return th->syn && !th->ack && !th->rst && !th->fin;
}

static enum ctrnet_tcp_state next_on_syn(enum ctrnet_tcp_state state, bool reply)
{
	switch (state) {
	case CTRNET_TCP_OPENING:
		return reply ? CTRNET_TCP_ANSWERED : state;
	case CTRNET_TCP_CLOSED:
	case CTRNET_TCP_RESET:
		/* The client may use its port again at once. */
		return reply ? state : CTRNET_TCP_OPENING;
	default:
		return state;
	}
}

static enum ctrnet_tcp_state next_on_fin(enum ctrnet_tcp_state state, bool reply)
{
	switch (state) {
	case CTRNET_TCP_ANSWERED:
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

enum ctrnet_tcp_state ctrnet_tcp_next(enum ctrnet_tcp_state state, bool reply,
				      const struct tcphdr *th)
{
	if (th->rst)
		return state == CTRNET_TCP_CLOSED ? state : CTRNET_TCP_RESET;
	if (th->syn)
		return next_on_syn(state, reply);
	if (th->fin)
		return next_on_fin(state, reply);
	if ((state == CTRNET_TCP_ANSWERED || state == CTRNET_TCP_RESET) &&
	    th->ack && !reply)
		return CTRNET_TCP_ESTABLISHED;
	return state;
}
