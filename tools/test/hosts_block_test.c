// SPDX-License-Identifier: GPL-2.0-only
/* A block of lines in the place of another. */
#include <stdlib.h>

#include "compiler.h"
#include "hosts_block.h"
#include "ktap.h"

static const struct {
	const char *what;
	const char *text;
	const char *old;
	const char *new;
	const char *expected;
} rows[] = {
	{ "a line more at the end", "x\na\nb\no\n", "a\nb\n", "a\nb\nc\n", "x\na\nb\nc\no\n" },
	{ "at the beginning", "x\nb\nc\no\n", "b\nc\n", "a\nb\nc\n", "x\na\nb\nc\no\n" },
	{ "in the middle", "a\nc\no\n", "a\nc\n", "a\nb\nc\n", "a\nb\nc\no\n" },
	{ "a line less", "x\na\nb\nc\no\n", "a\nb\nc\n", "a\nc\n", "x\na\nc\no\n" },
	{ "none left", "x\na\no\n", "a\n", "", "x\no\n" },
	{ "another line", "x\na1\no\n", "a1\n", "a2\n", "x\na2\no\n" },
	{ "the same", "x\na\nb\n", "a\nb\n", "a\nb\n", "x\na\nb\n" },
	{ "one which begins like another", "aa\na\no\n", "a\n", "a\naaa\n", "aa\na\naaa\no\n" },
	{ "one which ends like another", "xa\na\no\n", "a\n", "b\n", "xa\nb\no\n" },
	{ "without an old one", "x\no\n", "", "a\n", "nothing" },
	{ "an old line was edited", "a\nB\nc\n", "a\nb\nc\n", "a\nc\n", "nothing" },
	{ "an old line is gone", "a\nc\n", "a\nb\nc\n", "a\nc\n", "nothing" },
	{ "a new line is there already", "a\nb\no\n", "a\n", "a\nb\n", "nothing" },
	{ "before the block", "a\nb\no\n", "b\n", "a\nb\n", "nothing" },
	{ "elsewhere", "a\no\nb\n", "a\n", "a\nb\n", "nothing" },
	{ "lines in another order", "a\nb\nc\n", "a\nb\nc\n", "b\na\nc\n", "nothing" },
	{ "an empty text", "", "a\n", "b\n", "nothing" },
};

int main(void)
{
	char *changed;
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		changed = hosts_block_replace(rows[i].text, rows[i].old, rows[i].new);
		ktap_equal(rows[i].what, changed ? changed : "nothing", rows[i].expected);
		free(changed);
	}
	return ktap_end();
}
