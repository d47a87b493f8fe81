/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command lines of commands: options which are given or not, or have a value, and then
 * arguments. Each option is a row of a table. What is wrong with them is said in the same
 * words everywhere, and --help and -h are understood everywhere.
 */
#ifndef CTRNETCTL_OPTIONS_H
#define CTRNETCTL_OPTIONS_H

#include <limits.h>
#include <stdbool.h>

#include "error.h"

/* As many arguments as one likes. */
#define OPTIONS_ANY	INT_MAX

/* Takes a value to where @to points. Returns 0, or -1 with @err filled. */
typedef int option_take(void *to, const char *value, struct error *err);

/**
 * struct option_slot - an option, and where it is put: in one of four ways
 * @name: after "--"; NULL ends a table
 * @letter: after "-", or 0; an h is not for help then
 * @flag: it takes no value; true if it is given
 * @value: it takes one; the last one given
 * @values: it takes one; all given, a vector (strv.h), of copies
 * @take: it takes one, or if @bare none, which is NULL; called for each given
 * @to: for @take
 * @bare: see @take
 */
struct option_slot {
	const char *name;
	char letter;
	bool *flag;
	const char **value;
	char ***values;
	option_take *take;
	void *to;
	bool bare;
};

/**
 * struct command_line - what a command takes
 * @command: its name, of one word or, such as "network rm", of two
 * @help: what --help prints; NULL for what the table of commands says
 * @least: how many arguments at least
 * @most: and at most
 * @commands_follow: what begins like an option after the first argument is none
 * @refusal: exit status of what is wrong; 0 for EXIT_USAGE, and EXIT_REFUSED where a
 *	slot's function refuses a value
 */
struct command_line {
	const char *command;
	const char *help;
	int least;
	int most;
	bool commands_follow;
	int refusal;
};

/**
 * options_parse - take the options of a command line to their places
 * @line: what there may be beside them
 * @slots: which there are
 * @argc: in: of the command, with its name; out: how many arguments follow
 * @argv: the same; out: the arguments, ended by NULL
 * @status: if there is nothing left to do, the exit status
 *
 * Return: whether to go on. If not, help has been printed, or what is wrong.
 */
bool options_parse(const struct command_line *line, const struct option_slot *slots,
		   int *argc, char ***argv, int *status);

#endif
