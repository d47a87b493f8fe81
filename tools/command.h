/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands: each parses its own arguments, does the work, prints, and
 * returns the exit status. argv[0] is the command's name. "ctrnetctl COMMAND
 * --help" is answered before the command is called.
 */
#ifndef CTRNETCTL_COMMAND_H
#define CTRNETCTL_COMMAND_H

#include <stddef.h>

enum {
	EXIT_OK = 0,
	EXIT_REFUSED = 1,	/* refused or failed */
	EXIT_USAGE = 2,
	EXIT_TEMPLATE = 64,	/* inspect: the template cannot be parsed */
	EXIT_NOT_RUN = 125,	/* run, create, start: ctrnetctl's own refusal */
	EXIT_NOT_EXECUTABLE = 126,
	EXIT_NOT_FOUND = 127,
};

/**
 * struct command - a command of the tool
 * @name: as typed
 * @function: does it
 * @arguments: what it takes, for its usage line
 * @summary: what it does, in one line
 * @options: more lines of help, or NULL
 * @more_options: and more, or NULL
 */
struct command {
	const char *name;
	int (*function)(int argc, char **argv);
	const char *arguments;
	const char *summary;
	const char *options;
	const char *more_options;
};

extern const struct command command_run;
extern const struct command command_create;
extern const struct command command_ps;
extern const struct command command_start;
extern const struct command command_stop;
extern const struct command command_restart;
extern const struct command command_kill;
extern const struct command command_wait;
extern const struct command command_rename;
extern const struct command command_adopt;
extern const struct command command_oci_hook;
extern const struct command command_rm;
extern const struct command command_inspect;
extern const struct command command_logs;
extern const struct command command_exec;
extern const struct command command_port;
extern const struct command command_publish;
extern const struct command command_unpublish;
extern const struct command command_link;
extern const struct command command_unlink;
extern const struct command command_network;
extern const struct command command_flow;
extern const struct command command_stats;
extern const struct command command_top;
extern const struct command command_monitor;
extern const struct command command_trace;
extern const struct command command_graph;
extern const struct command command_doctor;
extern const struct command command_save;
extern const struct command command_restore;
extern const struct command command_image;

/* The commands in the order of the help, NULL after the last one; and what they do. */
const char *command_name(size_t i);
const char *command_summary(size_t i);
/* Do what a command line says after "ctrnetctl"; returns the exit status. */
int command_dispatch(int argc, char **argv);

/* Print the help of a command to stdout. Returns EXIT_OK, for a command given --help to return. */
int command_help(const char *name);

#endif
