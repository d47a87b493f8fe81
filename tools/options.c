// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "out.h"
#include "strv.h"

/* What getopt_long() returns for the slot of index 0 by its name; letters are below. */
#define FIRST_SLOT	256

static size_t count_slots(const struct option_slot *slots)
{
	size_t n = 0;

	while (slots[n].name)
		n++;
	return n;
}

static bool has_value(const struct option_slot *slot)
{
	return !slot->flag && !slot->bare;
}

/* The slots in the words of getopt_long(), and --help. */
static struct option *long_options(const struct option_slot *slots, size_t n)
{
	struct option *options = xcalloc(n + 2, sizeof(*options));
	size_t i;

	for (i = 0; i < n; i++) {
		options[i].name = slots[i].name;
		options[i].has_arg = has_value(&slots[i]) ? required_argument : no_argument;
		options[i].val = FIRST_SLOT + i;
	}
	options[n].name = "help";
	options[n].val = FIRST_SLOT + n;
	return options;
}

static char *short_options(const struct command_line *line,
			   const struct option_slot *slots, size_t n)
{
	char *text = xcalloc(2 * n + 4, 1), *end = text;
	size_t i;

	if (line->commands_follow)
		*end++ = '+';
	*end++ = ':';
	for (i = 0; i < n; i++) {
		if (!slots[i].letter)
			continue;
		*end++ = slots[i].letter;
		if (has_value(&slots[i]))
			*end++ = ':';
	}
	/* The first h counts. */
	*end++ = 'h';
	return text;
}

/*
 * What getopt_long() has in optarg, or NULL: but as Docker does, -X=VALUE is
 * understood as -X VALUE.
 */
static const char *value_of(char *const *argv)
{
	const char *word = argv[optind - 1];
	/* Not of a long option, nor in a word of its own. */
	bool in_short = optarg && optarg != word && strncmp(word, "--", 2);

	return in_short && *optarg == '=' && optarg[1] ? optarg + 1 : optarg;
}

/* The end of the table for --help, and for -h if that is no slot's. */
static const struct option_slot *slot_of(const struct option_slot *slots, int opt)
{
	const struct option_slot *slot = slots;

	if (opt >= FIRST_SLOT)
		return &slots[opt - FIRST_SLOT];
	while (slot->name && slot->letter != opt)
		slot++;
	return slot;
}

static int fill(const struct option_slot *slot, const char *value, struct error *err)
{
	if (slot->take)
		return slot->take(slot->to, value, err);
	if (slot->flag)
		*slot->flag = true;
	else if (slot->value)
		*slot->value = value;
	else
		strv_take(slot->values, xstrdup(value));
	return 0;
}

static int print_help(const struct command_line *line)
{
	return line->help ? out_help(line->help) : command_help(line->command);
}

static int refused(const struct command_line *line, int status)
{
	return line->refusal ? line->refusal : status;
}

/* Docker's words. */
static int refuse_number(const struct command_line *line)
{
	const char *plural = (line->most == OPTIONS_ANY ? line->least : line->most) == 1 ? "" : "s";
	char *expected;
	int status;

	if (!line->most)
		expected = xasprintf("accepts no arguments");
	else if (line->most == line->least)
		expected = xasprintf("requires %d argument%s", line->least, plural);
	else if (line->most == OPTIONS_ANY)
		expected = xasprintf("requires at least %d argument%s", line->least, plural);
	else if (!line->least)
		expected = xasprintf("requires at most %d argument%s", line->most, plural);
	else
		expected = xasprintf("requires at least %d and at most %d arguments",
				     line->least, line->most);
	status = out_usage_error(line->command, "'ctrnetctl %s' %s", line->command, expected);
	free(expected);
	return refused(line, status);
}

/* Returns -1 to go on, or an exit status. */
static int take_option(const struct command_line *line, const struct option_slot *slot,
		       const char *value)
{
	struct error err;

	if (!slot->name)
		return print_help(line);
	return fill(slot, value, &err) < 0 ? refused(line, out_error(&err)) : -1;
}

/* Returns -1 when all are taken, or an exit status. */
static int take_options(const struct command_line *line, const struct option_slot *slots,
			int argc, char **argv)
{
	size_t n = count_slots(slots);
	struct option *longs = long_options(slots, n);
	char *shorts = short_options(line, slots, n);
	int opt, status = -1;

	opterr = 0;
	/* From the beginning, whatever was parsed before. */
	optind = 0;
	while (status < 0 && (opt = getopt_long(argc, argv, shorts, longs, NULL)) >= 0) {
		if (opt == '?' || opt == ':')
			status = refused(line, out_option_error(line->command, argv, opt, longs));
		else
			status = take_option(line, slot_of(slots, opt), value_of(argv));
	}
	free(shorts);
	free(longs);
	return status;
}

bool options_parse(const struct command_line *line, const struct option_slot *slots,
		   int *argc, char ***argv, int *status)
{
	*status = take_options(line, slots, *argc, *argv);
	if (*status >= 0)
		return false;
	*argc -= optind;
	*argv += optind;
	if (*argc >= line->least && *argc <= line->most)
		return true;
	*status = refuse_number(line);
	return false;
}
