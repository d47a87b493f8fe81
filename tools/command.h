/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands: each parses its own arguments, does the work, prints, and
 * returns the exit status. argv[0] is the command's name. "ctrnetctl COMMAND
 * --help" is answered before the command is called; what it says is in the
 * table of ctrnetctl.c.
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

int cmd_network(int argc, char **argv);
int cmd_image(int argc, char **argv);
int cmd_publish(int argc, char **argv);
int cmd_unpublish(int argc, char **argv);
int cmd_port(int argc, char **argv);
int cmd_flow(int argc, char **argv);
int cmd_stats(int argc, char **argv);
int cmd_monitor(int argc, char **argv);
int cmd_top(int argc, char **argv);
int cmd_graph(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_save(int argc, char **argv);
int cmd_restore(int argc, char **argv);

int cmd_run(int argc, char **argv);
int cmd_create(int argc, char **argv);
int cmd_start(int argc, char **argv);
int cmd_stop(int argc, char **argv);
int cmd_restart(int argc, char **argv);
int cmd_kill(int argc, char **argv);
int cmd_wait(int argc, char **argv);
int cmd_rename(int argc, char **argv);
int cmd_rm(int argc, char **argv);
int cmd_adopt(int argc, char **argv);
int cmd_oci_hook(int argc, char **argv);
int cmd_ps(int argc, char **argv);
int cmd_inspect(int argc, char **argv);
int cmd_logs(int argc, char **argv);
int cmd_exec(int argc, char **argv);
int cmd_link(int argc, char **argv);
int cmd_unlink(int argc, char **argv);

/* The commands in the order of the help, NULL after the last one; and what they do. */
const char *command_name(size_t i);
const char *command_summary(size_t i);
/* Do what a command line says after "ctrnetctl"; returns the exit status. */
int command_run(int argc, char **argv);

/* Print the help of a command to stdout. Returns EXIT_OK, for a command given --help to return. */
int command_help(const char *name);

#endif
