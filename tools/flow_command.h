/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of "ctrnetctl flow", and what they share. */
#ifndef CTRNETCTL_FLOW_COMMAND_H
#define CTRNETCTL_FLOW_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct nl;
struct nl_flow_filter;

int flow_ls(int argc, char **argv);
int flow_flush(int argc, char **argv);

/**
 * struct flow_choice - which flows a command line is about
 * @container: what the user calls it; NULL for all
 * @publish: the port of the host; NULL for any
 * @peer: the address at the far end; NULL for any
 * @protocol: its name; NULL for any
 * @json: tell scripts
 */
struct flow_choice {
	const char *container;
	const char *publish;
	const char *peer;
	const char *protocol;
	bool json;
};

/*
 * Parse the command line; false if the command has to return @status. argv[0] is
 * the command's own name, @name that of both words.
 */
bool flow_choice_parse(struct flow_choice *choice, int argc, char **argv,
		       const char *name, const char *help, int *status);

/*
 * What to ask the kernel for: the flows are those of all filters together, and none
 * if there are none. free(*filters).
 */
int flow_choice_filters(const struct flow_choice *choice, struct nl *nl,
			struct nl_flow_filter **filters, size_t *n,
			struct error *err);

#endif
