/* SPDX-License-Identifier: GPL-2.0-only */
/* A container as inspect shows it, with Docker's names for its fields. */
#ifndef CTRNETCTL_INSPECT_H
#define CTRNETCTL_INSPECT_H

#include <jansson.h>

#include "container.h"
#include "error.h"

json_t *inspect_json(const struct container *c);

/* An object by the name a user gives it; NULL with @err filled. */
typedef json_t *(*inspect_find)(const char *term, void *context, struct error *err);
/*
 * Print the objects that @terms name as a JSON array, or with a template, a
 * line for each. Returns the exit status.
 */
int inspect_print(char *const *terms, const char *template, inspect_find find,
		  void *context);
/* A whole command which does that: @show prints what its command line names. */
int inspect_command(const char *command, const char *help, int argc, char **argv,
		    int (*show)(char *const *terms, const char *template));

#endif
