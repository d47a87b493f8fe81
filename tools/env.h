/* SPDX-License-Identifier: GPL-2.0-only */
/* Environments, as options and files say them, and as processes have them. */
#ifndef CTRNETCTL_ENV_H
#define CTRNETCTL_ENV_H

#include <stdbool.h>

#include "container.h"
#include "error.h"

/* What one -e argument says: NAME=VALUE, or NAME for the value the tool's caller has, if any. */
int env_parse(char ***env, const char *spec, struct error *err);
/* A file of such lines; those which begin with # are comments. */
int env_parse_file(char ***env, const char *path, struct error *err);

/**
 * env_block - the environment of a process in a container
 * @c: the container
 * @links: variables from links, or NULL
 * @own: variables of the process itself, or NULL
 * @tty: whether it has a terminal
 *
 * In Docker's order: defaults, links, then the container's and the process's
 * own, which replace those of the same name. HOME is for process_exec() to add.
 */
char **env_block(const struct container *c, char *const *links,
		 char *const *own, bool tty);

#endif
