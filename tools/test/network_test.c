// SPDX-License-Identifier: GPL-2.0-only
/* Which network a word means. */
#include "compiler.h"
#include "ktap.h"
#include "network.h"

#define ZEROS	"0000000000000000000000000000000000000000000000000000000"

static struct nl_network nets[] = {
	{ .device = "ctr0", .alias = "bridge b00000001" ZEROS },
	{ .device = "ctr1", .alias = "back abc000001" ZEROS },
	{ .device = "ctr2", .alias = "front abc000002" ZEROS },
	/* A name that begins an id, and one that is a whole id. */
	{ .device = "ctr3", .alias = "abd f00000001" ZEROS },
	{ .device = "ctr4", .alias = "x abd000001" ZEROS },
	{ .device = "ctr5", .alias = "f00000001" ZEROS " e00000001" ZEROS },
	/* Made by ip link add: of the tool's names it has none. */
	{ .device = "own0", .alias = "", .ifindex = 7 },
};

static const struct {
	const char *term;
	const char *expected;
} picked[] = {
	{ "bridge", "bridge" },
	{ "front", "front" },
	{ "abc000001" ZEROS, "back" },
	{ "abc000002", "front" },
	{ "b", "bridge" },
	{ "abd", "abd" },
	{ "f00000001" ZEROS, "abd" },
	{ "own0", "own0" },
	{ "abc", "network abc is ambiguous (2 matches found based on ID prefix)" },
	{ "a", "network a is ambiguous (3 matches found based on ID prefix)" },
	{ "Front", "network Front not found" },
	{ "fron", "network fron not found" },
	{ "", "network  not found" },
};

static void test_picked(void)
{
	struct nl_network *net;
	struct error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(picked); i++) {
		net = network_pick(nets, ARRAY_SIZE(nets), picked[i].term, &err);
		ktap_equal(picked[i].term, net ? network_name(net) : err.text,
			   picked[i].expected);
	}
}

static const struct {
	const char *name;
	const char *expected;
} pseudo[] = {
	{ "host", "host" },
	{ "none", "none" },
	{ "686f73740000", "host" },
	{ "686f", "-" },
	{ "bridge", "-" },
};

static void test_pseudo(void)
{
	const struct network_pseudo *found;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pseudo); i++) {
		found = network_pseudo_pick(pseudo[i].name);
		ktap_equal(pseudo[i].name, found ? found->name : "-", pseudo[i].expected);
	}
}

int main(void)
{
	ktap_begin();
	test_picked();
	test_pseudo();
	return ktap_end();
}
