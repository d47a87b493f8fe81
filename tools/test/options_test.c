// SPDX-License-Identifier: GPL-2.0-only
/* Command lines of options and arguments: what is understood, and what is said of the others. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "ktap.h"
#include "options.h"
#include "strv.h"

/* Of a command whose help is in the table of commands. */
int command_help(const char *name)
{
	printf("help of %s\n", name);
	return EXIT_OK;
}

static const struct command_line some = {
	.command = "kill", .help = "help\n", .least = 1, .most = OPTIONS_ANY,
};

static const struct command_line none = { .command = "stats" };

static const struct command_line one = {
	.command = "logs", .help = "help\n", .least = 1, .most = 1,
};

static const struct command_line two = {
	.command = "network connect", .help = "help\n", .least = 2, .most = 2,
};

static const struct command_line few = {
	.command = "flow ls", .help = "help\n", .most = 1,
};

static const struct command_line range = {
	.command = "port", .help = "help\n", .least = 1, .most = 2,
};

static const struct command_line two_or_more = {
	.command = "publish", .help = "help\n", .least = 2, .most = OPTIONS_ANY,
};

static const struct command_line command = {
	.command = "exec", .help = "help\n", .least = 1, .most = OPTIONS_ANY,
	.commands_follow = true,
};

/* One with an option -h of its own, and an exit status of its own. */
static const struct command_line own = {
	.command = "run", .least = 1, .most = OPTIONS_ANY, .commands_follow = true,
	.refusal = EXIT_NOT_RUN,
};

#define TRY(command)	"\nTry 'ctrnetctl " command " --help'.\n"

/*
 * Words, and FORCE VALUE [VALUE...] | ARGUMENT... of what is understood, behind
 * what was taken by a function; or the exit status and what is printed.
 */
static const struct {
	const struct command_line *line;
	const char *words;
	const char *expected;
} rows[] = {
	{ &some, "a", "no - [] | a" },
	{ &some, "a b c", "no - [] | a b c" },
	{ &some, "-f a", "yes - [] | a" },
	{ &some, "--force a", "yes - [] | a" },
	{ &some, "a -f b", "yes - [] | a b" },
	{ &some, "-s HUP a", "no HUP [] | a" },
	{ &some, "-sHUP a", "no HUP [] | a" },
	{ &some, "-s=HUP a", "no HUP [] | a" },
	{ &some, "-fs=HUP a", "yes HUP [] | a" },
	{ &some, "a -l=x=y", "no - [x=y] | a" },
	{ &some, "-l==x -l =y --label==z -l= a", "no - [=x =y =z =] | a" },
	{ &some, "--signal HUP a", "no HUP [] | a" },
	{ &some, "--signal=HUP a", "no HUP [] | a" },
	{ &some, "--signal HUP -s INT a", "no INT [] | a" },
	{ &some, "--sig HUP a", "no HUP [] | a" },
	{ &some, "-l x --label y a -l z", "no - [x y z] | a" },
	{ &some, "-fl x a", "yes - [x] | a" },
	{ &some, "--quiet a", "no - [] | a" },
	{ &some, "-- -f a", "no - [] | -f a" },
	{ &some, "-", "no - [] | -" },
	{ &command, "-f a -f", "yes - [] | a -f" },
	{ &command, "a --no-such", "no - [] | a --no-such" },
	{ &some, "-b 1 --both=2 a -b=3", "<1><2><3>no - [] | a" },
	{ &some, "--bare -b 1 --bare a", "<bare><1><bare>no - [] | a" },
	{ &own, "-h name -f a -h", "<name>yes - [] | a -h" },
	{ &own, "-fhname a", "<name>yes - [] | a" },
	{ &none, "", "no - [] |" },
	{ &few, "", "no - [] |" },
	{ &few, "a", "no - [] | a" },
	{ &range, "a b", "no - [] | a b" },

	{ &some, "--help", "0: help\n" },
	{ &some, "-h", "0: help\n" },
	{ &some, "-f -h", "0: help\n" },
	{ &none, "-h", "0: help of stats\n" },
	{ &own, "--help", "0: help of run\n" },
	{ &own, "-h name --help", "0: help of run\n" },
	{ &command, "a --help", "no - [] | a --help" },
	{ &some, "", "2: ctrnetctl: 'ctrnetctl kill' requires at least 1 argument" TRY("kill") },
	{ &two_or_more, "a",
	  "2: ctrnetctl: 'ctrnetctl publish' requires at least 2 arguments" TRY("publish") },
	{ &none, "a", "2: ctrnetctl: 'ctrnetctl stats' accepts no arguments" TRY("stats") },
	{ &one, "", "2: ctrnetctl: 'ctrnetctl logs' requires 1 argument" TRY("logs") },
	{ &two, "a", "2: ctrnetctl: 'ctrnetctl network connect' requires 2 arguments"
		     TRY("network connect") },
	{ &few, "a b", "2: ctrnetctl: 'ctrnetctl flow ls' requires at most 1 argument"
		       TRY("flow ls") },
	{ &range, "",
	  "2: ctrnetctl: 'ctrnetctl port' requires at least 1 and at most 2 arguments"
	  TRY("port") },
	{ &some, "--no-such a", "2: ctrnetctl: unknown option '--no-such'" TRY("kill") },
	{ &some, "-x a", "2: ctrnetctl: unknown option '-x'" TRY("kill") },
	{ &some, "a -s", "2: ctrnetctl: option '-s' needs a value" TRY("kill") },
	{ &some, "a --signal", "2: ctrnetctl: option '--signal' needs a value" TRY("kill") },
	{ &some, "--force=x a", "2: ctrnetctl: option '--force' takes no value" TRY("kill") },
	{ &some, "--bare=x a", "2: ctrnetctl: option '--bare' takes no value" TRY("kill") },
	{ &some, "-b no -x a", "1: Error: not no\n" },
	{ &own, "-h no a", "125: Error: not no\n" },
	{ &own, "-x a", "125: ctrnetctl: unknown option '-x'" TRY("run") },
	{ &own, "-h", "125: ctrnetctl: option '-h' needs a value" TRY("run") },
	{ &own, "", "125: ctrnetctl: 'ctrnetctl run' requires at least 1 argument" TRY("run") },
};

/* As main() has them: the command, its words, NULL. */
static char **split(const char *command_name, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	char **words = NULL;

	strv_take(&words, xstrdup(command_name));
	while ((word = strsep(&rest, " ")))
		if (*word)
			strv_take(&words, xstrdup(word));
	free(copy);
	return words;
}

/* What is printed to either stream meanwhile. */
static bool parse_quietly(const struct command_line *line, const struct option_slot *slots,
			  int *argc, char ***argv, int *status, char **printed)
{
	FILE *out = stdout, *err = stderr;
	size_t len;
	bool ret;

	stdout = open_memstream(printed, &len);
	stderr = stdout;
	ret = options_parse(line, slots, argc, argv, status);
	fclose(stdout);
	stdout = out;
	stderr = err;
	return ret;
}

/* All that were taken, in a vector; one word is refused. */
static int take(void *to, const char *value, struct error *err)
{
	char ***taken = to;

	if (value && !strcmp(value, "no"))
		return error_set(err, EINVAL, "not no");
	strv_take(taken, xasprintf("<%s>", value ? value : "bare"));
	return 0;
}

static char *describe(const struct command_line *line, const char *text)
{
	bool force = false, quiet = false;
	const char *signal = "-";
	char **labels = NULL, **taken = NULL;
	const struct option_slot slots[] = {
		{ "force", 'f', .flag = &force },
		{ "quiet", .flag = &quiet },
		{ "signal", 's', .value = &signal },
		{ "label", 'l', .values = &labels },
		{ "both", 'b', .take = take, .to = &taken },
		{ "bare", .take = take, .to = &taken, .bare = true },
		{ line == &own ? "hostname" : NULL, 'h', .take = take, .to = &taken },
		{ .name = NULL }
	};
	char **words = split(line->command, text), **argv = words;
	char *printed, *joined, *arguments, *functions, *result;
	int status, argc = strv_len(words);

	if (parse_quietly(line, slots, &argc, &argv, &status, &printed)) {
		joined = strv_join(labels, " ");
		arguments = strv_join(argv, " ");
		functions = strv_join(taken, "");
		result = xasprintf("%s%s %s [%s] |%s%s", functions, force ? "yes" : "no", signal,
				   joined, *arguments ? " " : "", arguments);
		free(functions);
		free(arguments);
		free(joined);
	} else {
		result = xasprintf("%d: %s", status, printed);
	}
	free(printed);
	strv_free(taken);
	strv_free(labels);
	strv_free(words);
	return result;
}

int main(void)
{
	char *result, *test;
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		result = describe(rows[i].line, rows[i].words);
		test = xasprintf("%s %s", rows[i].line->command, rows[i].words);
		ktap_equal(test, result, rows[i].expected);
		free(test);
		free(result);
	}
	return ktap_end();
}
