/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which containers to read: ids by name, and by the name of a source which they
 * are linked to. None is missing, as an entry is made before what it says is
 * saved, and removed after it. So it may say too much, if a command was killed
 * in between: who uses it looks at the container.
 *
 * All but the look-ups under container_lock().
 */
#ifndef CTRNETCTL_CONTAINER_INDEX_H
#define CTRNETCTL_CONTAINER_INDEX_H

#include <stdbool.h>

#include "container.h"
#include "error.h"

/* Whether the index knows all, and of @name; otherwise all have to be read. */
bool container_index_knows(const char *name);
/* The one which may have that name. */
bool container_index_find(const char *name, char id[CONTAINER_ID_LEN + 1]);
/* Ids of those which may be linked to the source of that name; a vector, or NULL. */
char **container_index_recipients(const char *source);

/* A container which is about to be saved. */
int container_index_add(const struct container *c, struct error *err);
/* A container which has been deleted. */
void container_index_remove(const struct container *c);
/* It does not have that name any more. */
void container_index_remove_name(const char *name, const char *id);
/* All are in. */
void container_index_complete(void);

#endif
