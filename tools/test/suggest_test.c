// SPDX-License-Identifier: GPL-2.0-only
/* Mistyped commands, and what was meant. */
#include "compiler.h"
#include "ktap.h"
#include "suggest.h"

static const char *const words[] = {
	"run", "ps", "start", "stop", "restart", "rm", "rename", "inspect", "publish",
	"unpublish", "network",
};

static const struct {
	const char *typed;
	const char *meant;
} rows[] = {
	{ "pubish", "publish" },
	{ "publihs", "publish" },
	{ "unpulbish", "unpublish" },
	{ "inspekt", "inspect" },
	{ "strat", "start" },
	{ "stpo", "stop" },
	{ "rnu", "run" },
	{ "pss", "ps" },
	{ "netwrok", "network" },
	{ "restrt", "restart" },
	{ "images", "nothing" },
	{ "x", "nothing" },
	{ "", "nothing" },
	{ "abc", "nothing" },
	{ "a-word-that-is-much-too-long-for-a-command", "nothing" },
};

int main(void)
{
	const char *meant;
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		meant = suggest(rows[i].typed, words, ARRAY_SIZE(words));
		ktap_equal(rows[i].typed, meant ? meant : "nothing", rows[i].meant);
	}
	return ktap_end();
}
