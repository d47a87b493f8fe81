/* SPDX-License-Identifier: GPL-2.0-only */
/* A container as inspect shows it, with Docker's names for its fields. */
#ifndef CTRNETCTL_INSPECT_H
#define CTRNETCTL_INSPECT_H

#include <jansson.h>

#include "container.h"
#include "error.h"
#include "options.h"

json_t *inspect_json(const struct container *c);

/* An object by the name a user gives it; NULL with @err filled. */
typedef json_t *(*inspect_find)(const char *term, void *context, struct error *err);
/*
 * Print the objects that @terms name as a JSON array, or with a template, a
 * line for each. Returns the exit status.
 */
int inspect_print(char *const *terms, const char *template, inspect_find find,
		  void *context);
/* The command line of each of them; as options_parse() does. */
bool inspect_parse(const struct command_line *line, const char **template,
		   int *argc, char ***argv, int *status);

#endif
