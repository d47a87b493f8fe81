// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/test.h>
#include <linux/tcp.h>

#include "../tcp.h"

#define F	BIT(0)
#define S	BIT(1)
#define R	BIT(2)
#define A	BIT(4)

#define CLIENT	false
#define SERVER	true

/* The last one is empty. */
#define MAX_SEGMENTS	8

/**
 * struct segment - one of a connection, and the state behind it
 * @flags: 0 ends the list
 * @reply: it is the server's
 * @seq: from the sender's SYN
 * @ack: from the receiver's SYN; its own number is acknowledged by 1
 * @len: of the payload
 * @believed: whether it may change the state
 * @state: after it
 */
struct segment {
	u8 flags;
	bool reply;
	s32 seq;
	s32 ack;
	u32 len;
	bool believed;
	enum ctrnet_tcp_state state;
};

/**
 * struct connection - what its ends send
 * @name: of the row
 * @established: the three segments which establish it come first
 * @segments: the others
 */
struct connection {
	const char *name;
	bool established;
	struct segment segments[MAX_SEGMENTS];
};

#define BELIEVED(flags, side, seq, ack, len, state) \
	{ flags, side, seq, ack, len, true, CTRNET_TCP_##state }
/* It leaves the state as it was. */
#define REFUSED(flags, side, seq, ack, state) \
	{ flags, side, seq, ack, 0, false, CTRNET_TCP_##state }

static const struct segment handshake[] = {
	BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
	BELIEVED(S | A, SERVER, 0, 1, 0, ANSWERED),
	BELIEVED(A, CLIENT, 1, 1, 0, ESTABLISHED),
	{}
};

static const struct connection connections[] = {
	{ "the client ends it", true, {
		BELIEVED(A, CLIENT, 1, 1, 100, ESTABLISHED),
		BELIEVED(A, SERVER, 1, 101, 9, ESTABLISHED),
		BELIEVED(F | A, CLIENT, 101, 10, 0, CLIENT_DONE),
		BELIEVED(F | A, SERVER, 10, 102, 0, CLOSED),
		BELIEVED(A, CLIENT, 102, 11, 0, CLOSED),
	} },
	{ "the server ends it", true, {
		BELIEVED(F | A, SERVER, 1, 1, 0, SERVER_DONE),
		BELIEVED(A, CLIENT, 1, 2, 50, SERVER_DONE),
		BELIEVED(F | A, CLIENT, 51, 2, 0, CLOSED),
		BELIEVED(A, SERVER, 2, 52, 0, CLOSED),
	} },
	{ "a FIN is sent again", true, {
		BELIEVED(F | A, CLIENT, 1, 1, 0, CLIENT_DONE),
		BELIEVED(F | A, CLIENT, 1, 1, 0, CLIENT_DONE),
		BELIEVED(F | A, SERVER, 1, 2, 0, CLOSED),
	} },
	{ "both ends at once", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(S, SERVER, 0, 0, 0, ANSWERED),
		BELIEVED(S | A, CLIENT, 0, 1, 0, ESTABLISHED),
		BELIEVED(A, SERVER, 1, 1, 0, ESTABLISHED),
	} },
	{ "the server closes before it is acknowledged", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(S | A, SERVER, 0, 1, 0, ANSWERED),
		BELIEVED(F | A, SERVER, 1, 1, 0, SERVER_DONE),
	} },
	{ "a SYN is sent again", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(S | A, SERVER, 0, 1, 0, ANSWERED),
		BELIEVED(S | A, SERVER, 0, 1, 0, ANSWERED),
		BELIEVED(A, CLIENT, 1, 1, 0, ESTABLISHED),
	} },
	{ "a SYN is refused", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(R | A, SERVER, 0, 1, 0, OPENING),
		BELIEVED(S, CLIENT, 0x10000, 0, 0, OPENING),
	} },
	{ "a client which nobody answers", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(R, CLIENT, 1, 0, 0, OPENING),
		BELIEVED(A, CLIENT, 1, 1, 5, OPENING),
	} },
	{ "a client which answers itself", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		REFUSED(S | A, CLIENT, 0, 0, OPENING),
		REFUSED(S | A, CLIENT, 0, 1, OPENING),
	} },
	{ "a forged SYN and its RST in the handshake", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(S | A, SERVER, 0, 1, 0, ANSWERED),
		BELIEVED(S, CLIENT, 0x10000, 0, 0, ANSWERED),
		BELIEVED(R, CLIENT, 0x10001, 0, 0, ANSWERED),
		BELIEVED(A, CLIENT, 1, 1, 5, ESTABLISHED),
	} },
	{ "a refusal by one who has not seen the SYN", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		REFUSED(R | A, SERVER, 0, 2, OPENING),
		REFUSED(R | A, SERVER, 0, 0, OPENING),
		REFUSED(R, SERVER, 0, 1, OPENING),
	} },
	{ "an ACK by one who has not seen the server's SYN", false, {
		BELIEVED(S, CLIENT, 0, 0, 0, OPENING),
		BELIEVED(S | A, SERVER, 0, 1, 0, ANSWERED),
		BELIEVED(A, CLIENT, 1, 0x100000, 0, ANSWERED),
		BELIEVED(A, CLIENT, 1, 1, 0, ESTABLISHED),
	} },
	{ "a RST from where the client is", true, {
		BELIEVED(A, CLIENT, 1, 1, 100, ESTABLISHED),
		BELIEVED(R, CLIENT, 101, 0, 0, RESET),
	} },
	{ "a RST beside it", true, {
		REFUSED(R, CLIENT, 0, 0, ESTABLISHED),
		REFUSED(R, CLIENT, 2, 0, ESTABLISHED),
		REFUSED(R, CLIENT, S32_MAX, 0, ESTABLISHED),
		REFUSED(R, CLIENT, S32_MIN, 0, ESTABLISHED),
	} },
	{ "a RST from where the server is", true, {
		BELIEVED(A, SERVER, 1, 1, 7, ESTABLISHED),
		REFUSED(R | A, SERVER, 9, 1, ESTABLISHED),
		BELIEVED(R | A, SERVER, 8, 1, 0, RESET),
	} },
	{ "a connection which outlives its RST", true, {
		BELIEVED(R, CLIENT, 1, 0, 0, RESET),
		BELIEVED(A, CLIENT, 1, 1, 5, ESTABLISHED),
	} },
	{ "a RST of one which is closed", true, {
		BELIEVED(F | A, CLIENT, 1, 1, 0, CLIENT_DONE),
		BELIEVED(F | A, SERVER, 1, 2, 0, CLOSED),
		BELIEVED(R, CLIENT, 2, 0, 0, CLOSED),
	} },
	{ "a FIN beside where the client is", true, {
		REFUSED(F | A, CLIENT, 0x200000, 1, ESTABLISHED),
		REFUSED(F | A, CLIENT, 0, 1, ESTABLISHED),
		REFUSED(F | A, CLIENT, S32_MIN, 1, ESTABLISHED),
	} },
	{ "a FIN behind what was lost on its way here", true, {
		BELIEVED(F | A, CLIENT, 0x80000, 1, 0, CLIENT_DONE),
	} },
	{ "a SYN in the middle", true, {
		REFUSED(S, CLIENT, 0x10000, 0, ESTABLISHED),
		REFUSED(S | A, SERVER, 0x10000, 1, ESTABLISHED),
	} },
	{ "the port used again", true, {
		BELIEVED(F | A, CLIENT, 1, 1, 0, CLIENT_DONE),
		BELIEVED(F | A, SERVER, 1, 2, 0, CLOSED),
		REFUSED(S | A, SERVER, 0x10000, 1, CLOSED),
		BELIEVED(S, CLIENT, 0x10000, 0, 0, OPENING),
		BELIEVED(S | A, SERVER, 0x20000, 0x10001, 0, ANSWERED),
	} },
	{ "a flow younger than its connection", false, {
		BELIEVED(A, CLIENT, 5000, 7000, 100, OPENING),
		BELIEVED(A, SERVER, 7000, 5100, 9, ANSWERED),
		BELIEVED(A, CLIENT, 5100, 7009, 0, ESTABLISHED),
		REFUSED(R, CLIENT, 5000, 0, ESTABLISHED),
	} },
	{ "one whose answers are of another connection", false, {
		BELIEVED(A, CLIENT, 5000, 7000, 100, OPENING),
		BELIEVED(A, SERVER, 7000, 0x200000, 9, OPENING),
		BELIEVED(A, CLIENT, 5100, 7000, 9, OPENING),
	} },
	{ "a segment from nowhere opens no window for a RST", true, {
		BELIEVED(A, CLIENT, 0x60000000, 1, 1, ESTABLISHED),
		REFUSED(R, CLIENT, 0x60000001, 0, ESTABLISHED),
	} },
};

static void name_connection(const struct connection *c, char *name)
{
	strscpy(name, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(connection, connections, name_connection);

static struct tcphdr header(const struct segment *s, u32 own, u32 peer)
{
	return (struct tcphdr) {
		.fin = !!(s->flags & F),
		.syn = !!(s->flags & S),
		.rst = !!(s->flags & R),
		.ack = !!(s->flags & A),
		.seq = htonl(own + s->seq),
		.ack_seq = s->flags & A ? htonl(peer + s->ack) : 0,
	};
}

/**
 * struct flow - what is known of a connection
 * @starts: where the client's numbers begin, and the server's
 * @sides: what they have said
 * @state: how far it is
 */
struct flow {
	u32 starts[2];
	struct ctrnet_tcp_side sides[2];
	enum ctrnet_tcp_state state;
};

/* The short way by which most packets are taken says the same, or leaves it to the other. */
static void expect_same(struct kunit *test, const struct ctrnet_tcp_side *shortly,
			const struct ctrnet_tcp_side *own, const struct segment *s)
{
	KUNIT_EXPECT_EQ_MSG(test, shortly->end, own->end,
			    "flags %#x, sequence number %d", s->flags, s->seq);
	KUNIT_EXPECT_EQ_MSG(test, shortly->ack, own->ack,
			    "flags %#x, sequence number %d", s->flags, s->seq);
}

static void take(struct kunit *test, struct flow *flow, const struct segment *s)
{
	const struct tcphdr th = header(s, flow->starts[s->reply], flow->starts[!s->reply]);
	struct ctrnet_tcp_side *own = &flow->sides[s->reply], was = *own, shortly = was;
	bool goes_on = ctrnet_tcp_goes_on(flow->state, &shortly, &th, s->len);
	enum ctrnet_tcp_state next;

	next = ctrnet_tcp_next(flow->state, s->reply, own, &flow->sides[!s->reply], &th, s->len);
	expect_same(test, &shortly, goes_on ? own : &was, s);
	if (goes_on)
		KUNIT_EXPECT_EQ_MSG(test, next, flow->state,
				    "flags %#x, sequence number %d", s->flags, s->seq);
	KUNIT_EXPECT_EQ_MSG(test, next != CTRNET_TCP_NONE, s->believed,
			    "flags %#x, sequence number %d", s->flags, s->seq);
	if (next != CTRNET_TCP_NONE)
		flow->state = next;
	KUNIT_EXPECT_EQ_MSG(test, flow->state, s->state,
			    "flags %#x, sequence number %d", s->flags, s->seq);
}

/* A flow is made by its first segment, which then is looked at. */
static void run(struct kunit *test, const struct connection *c, u32 client, u32 server)
{
	struct flow flow = { .starts = { client, server }, .state = CTRNET_TCP_OPENING };
	const struct segment *s;

	if (c->established)
		for (s = handshake; s->flags; s++)
			take(test, &flow, s);
	for (s = c->segments; s->flags; s++)
		take(test, &flow, s);
}

/* Wherever the numbers begin: some of them wrap. */
static void tcp_connection(struct kunit *test)
{
	static const u32 starts[] = { 1, 0x12345678, 0x7ffffff0, 0x80000000, 0xfffffff0 };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(starts); i++)
		for (j = 0; j < ARRAY_SIZE(starts); j++)
			run(test, test->param_value, starts[i], starts[j]);
}

static void tcp_opens(struct kunit *test)
{
	unsigned int flags;

	for (flags = 0; flags < 0x40; flags++) {
		struct tcphdr th = {};

		((u8 *)&th)[13] = flags;
		KUNIT_EXPECT_EQ_MSG(test, ctrnet_tcp_opens(&th),
				    (flags & (F | S | R | A)) == S, "flags %#x", flags);
	}
}

static struct kunit_case tcp_cases[] = {
	KUNIT_CASE_PARAM(tcp_connection, connection_gen_params),
	KUNIT_CASE(tcp_opens),
	{}
};

static struct kunit_suite tcp_suite = {
	.name = "tcp",
	.test_cases = tcp_cases,
};

kunit_test_suite(tcp_suite);
