/* SPDX-License-Identifier: GPL-2.0-only */
/* What a container of an image writes: a layer over the image's root. */
#ifndef CTRNETCTL_LAYER_H
#define CTRNETCTL_LAYER_H

#include "container.h"
#include "error.h"

/*
 * The image's root, of the handle @root, with the container's layer over it: a
 * mount in no place yet, or -1. The layer is made if it does not exist.
 */
int layer_mount(const struct container *c, int root, struct error *err);
int layer_remove(const struct container *c, struct error *err);

#endif
