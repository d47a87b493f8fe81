/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose a layer is. The library is one for all of a user's network namespaces,
 * and for all who have another /run; the containers of each are in folders of
 * their own (place.h). So a layer says in which its container is to be found.
 */
#ifndef CTRNETCTL_LAYER_NOTE_H
#define CTRNETCTL_LAYER_NOTE_H

#include <stdbool.h>

#include "container.h"
#include "error.h"

/* Into its layer, unless it is said there. */
int layer_note_write(const struct container *c, struct error *err);
/*
 * Whether the container with the id @id is known where its layer says, or may
 * be: if that is another folder of the same path, it cannot be seen from here.
 */
bool layer_note_holds(const char *id);
/* The same, of a container made of @image. @where: the folder, malloc'ed. */
bool layer_note_holds_image(const char *id, const char *image, char **where);

#endif
