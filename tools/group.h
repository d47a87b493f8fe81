/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands which have commands of their own, such as network. */
#ifndef CTRNETCTL_GROUP_H
#define CTRNETCTL_GROUP_H

#include <stddef.h>

/**
 * struct group_command - a command of a group
 * @name: as typed
 * @function: does it; its argv[0] is the name
 */
struct group_command {
	const char *name;
	int (*function)(int argc, char **argv);
};

/* Do what a command line says whose argv[0] is the group's name; returns the exit status. */
int group_run(const struct group_command *commands, size_t n, int argc, char **argv);

/*
 * Where -h is all that follows a command it is --help, also where it would be
 * an option with a value: let @argv say so.
 */
void group_help_word(int argc, char **argv);

#endif
