/* SPDX-License-Identifier: GPL-2.0-only */
/* What a container of an image writes: a layer over the image's root. */
#ifndef CTRNETCTL_LAYER_H
#define CTRNETCTL_LAYER_H

#include "container.h"
#include "error.h"

/*
 * Make it if it does not exist. Returns a descriptor, or -1; while that is open, nobody
 * takes the layer for one which no container has. Under container_lock().
 */
int layer_make(const struct container *c, struct error *err);
/*
 * The image's root, of the handle @root, with the container's layer over it: a
 * mount in no place yet, or -1.
 */
int layer_mount(const struct container *c, int root, struct error *err);
/* Refused if a container of another network namespace is made of the image. */
int layer_check_unused(const char *image, struct error *err);
/* As library_discard(). */
int layer_discard(const struct container *c, struct error *err);

#endif
