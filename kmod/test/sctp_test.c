// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/test.h>
#include <linux/sctp.h>

#include "../sctp.h"

#define CLIENT	false
#define SERVER	true

/* The last one is empty. */
#define MAX_STEPS	6

/**
 * struct step - a packet of an association, and the state behind it
 * @state: after it; CTRNET_TCP_NONE ends the list
 * @reply: it is the server's
 * @chunk: the type of its first chunk
 */
struct step {
	enum ctrnet_tcp_state state;
	bool reply;
	int chunk;
};

/**
 * struct association - what its ends send, and those who pretend to be one
 * @name: of the row
 * @established: the packets which establish it come first
 * @steps: the others
 */
struct association {
	const char *name;
	bool established;
	struct step steps[MAX_STEPS];
};

#define STEP(side, chunk, state) { CTRNET_TCP_##state, side, SCTP_CID_##chunk }

static const struct step handshake[] = {
	STEP(CLIENT, INIT, OPENING),
	STEP(SERVER, INIT_ACK, ANSWERED),
	STEP(CLIENT, COOKIE_ECHO, ANSWERED),
	STEP(SERVER, COOKIE_ACK, ESTABLISHED),
	{}
};

static const struct association associations[] = {
	{ "data", true, {
		STEP(CLIENT, DATA, ESTABLISHED),
		STEP(SERVER, SACK, ESTABLISHED),
		STEP(SERVER, HEARTBEAT, ESTABLISHED),
	} },
	{ "the client ends it", true, {
		STEP(CLIENT, SHUTDOWN, ESTABLISHED),
		STEP(SERVER, SHUTDOWN_ACK, SERVER_DONE),
		STEP(CLIENT, SHUTDOWN_COMPLETE, CLOSED),
		STEP(SERVER, SHUTDOWN_ACK, CLOSED),
		STEP(CLIENT, SHUTDOWN_COMPLETE, CLOSED),
	} },
	{ "the server ends it", true, {
		STEP(SERVER, SHUTDOWN, ESTABLISHED),
		STEP(CLIENT, SHUTDOWN_ACK, CLIENT_DONE),
		STEP(CLIENT, SHUTDOWN_ACK, CLIENT_DONE),
		STEP(SERVER, SHUTDOWN_COMPLETE, CLOSED),
	} },
	{ "both end it at once", true, {
		STEP(CLIENT, SHUTDOWN, ESTABLISHED),
		STEP(SERVER, SHUTDOWN, ESTABLISHED),
		STEP(CLIENT, SHUTDOWN_ACK, CLIENT_DONE),
		STEP(SERVER, SHUTDOWN_ACK, CLOSED),
		STEP(CLIENT, SHUTDOWN_COMPLETE, CLOSED),
	} },
	{ "the port used again", true, {
		STEP(SERVER, SHUTDOWN_ACK, SERVER_DONE),
		STEP(CLIENT, SHUTDOWN_COMPLETE, CLOSED),
		STEP(SERVER, INIT, CLOSED),
		STEP(CLIENT, INIT, OPENING),
		STEP(SERVER, INIT_ACK, ANSWERED),
	} },
	{ "an end which only the client tells of", true, {
		STEP(CLIENT, SHUTDOWN_COMPLETE, ESTABLISHED),
		STEP(CLIENT, SHUTDOWN_ACK, CLIENT_DONE),
		STEP(CLIENT, SHUTDOWN_COMPLETE, CLIENT_DONE),
		STEP(CLIENT, INIT, CLIENT_DONE),
	} },
	{ "an end which only the server tells of", true, {
		STEP(SERVER, SHUTDOWN_COMPLETE, ESTABLISHED),
		STEP(SERVER, SHUTDOWN_ACK, SERVER_DONE),
		STEP(SERVER, SHUTDOWN_COMPLETE, SERVER_DONE),
	} },
	{ "an association which outlives the client's ABORT", true, {
		STEP(CLIENT, ABORT, RESET),
		STEP(SERVER, DATA, RESET),
		STEP(CLIENT, SACK, ESTABLISHED),
	} },
	{ "one which outlives the server's ABORT, and ends later", true, {
		STEP(SERVER, ABORT, RESET),
		STEP(SERVER, SHUTDOWN, RESET),
		STEP(CLIENT, SHUTDOWN_ACK, CLIENT_DONE),
		STEP(SERVER, SHUTDOWN_COMPLETE, CLOSED),
	} },
	{ "one which outlives an ABORT and an INIT", true, {
		STEP(CLIENT, ABORT, RESET),
		STEP(CLIENT, INIT, RESET),
		STEP(SERVER, INIT_ACK, RESET),
		STEP(CLIENT, DATA, ESTABLISHED),
	} },
	{ "a new one after an ABORT", true, {
		STEP(SERVER, ABORT, RESET),
		STEP(CLIENT, INIT, RESET),
		STEP(SERVER, INIT_ACK, RESET),
		STEP(SERVER, COOKIE_ACK, ESTABLISHED),
	} },
	{ "an ABORT behind the end", true, {
		STEP(SERVER, SHUTDOWN_ACK, SERVER_DONE),
		STEP(CLIENT, SHUTDOWN_COMPLETE, CLOSED),
		STEP(CLIENT, ABORT, CLOSED),
	} },
	{ "an INIT is refused", false, {
		STEP(CLIENT, INIT, OPENING),
		STEP(SERVER, ABORT, OPENING),
		STEP(CLIENT, INIT, OPENING),
	} },
	{ "one who does not see the answers establishes nothing", false, {
		STEP(CLIENT, INIT, OPENING),
		STEP(CLIENT, COOKIE_ACK, OPENING),
		STEP(SERVER, INIT_ACK, ANSWERED),
		STEP(CLIENT, ABORT, ANSWERED),
		STEP(CLIENT, DATA, ANSWERED),
	} },
	{ "nor does he end it", false, {
		STEP(CLIENT, INIT, OPENING),
		STEP(CLIENT, SHUTDOWN_ACK, OPENING),
		STEP(CLIENT, SHUTDOWN_COMPLETE, OPENING),
	} },
};

static void name_association(const struct association *a, char *name)
{
	strscpy(name, a->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(association, associations, name_association);

static enum ctrnet_tcp_state take(struct kunit *test, enum ctrnet_tcp_state state,
				  const struct step *steps)
{
	const struct step *s;

	for (s = steps; s->state != CTRNET_TCP_NONE; s++) {
		state = ctrnet_sctp_next(state, s->reply, s->chunk);
		KUNIT_EXPECT_EQ_MSG(test, state, s->state, "step %td, chunk %d", s - steps,
				    s->chunk);
	}
	return state;
}

/* A flow is made by its first packet, which then is looked at. */
static void sctp_association(struct kunit *test)
{
	const struct association *a = test->param_value;
	enum ctrnet_tcp_state state = CTRNET_TCP_OPENING;

	if (a->established)
		state = take(test, state, handshake);
	take(test, state, a->steps);
}

/* What has no chunk is nobody's beginning or end. */
static void sctp_no_chunk(struct kunit *test)
{
	int state;

	for (state = CTRNET_TCP_OPENING; state <= CTRNET_TCP_CLOSED; state++)
		KUNIT_EXPECT_EQ(test, ctrnet_sctp_next(state, CLIENT, -1), state);
}

static struct kunit_case sctp_cases[] = {
	KUNIT_CASE_PARAM(sctp_association, association_gen_params),
	KUNIT_CASE(sctp_no_chunk),
	{}
};

static struct kunit_suite sctp_suite = {
	.name = "sctp",
	.test_cases = sctp_cases,
};

kunit_test_suite(sctp_suite);
