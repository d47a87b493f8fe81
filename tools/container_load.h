/* SPDX-License-Identifier: GPL-2.0-only */
/* One container, as it was saved, corrected by what really runs. */
#ifndef CTRNETCTL_CONTAINER_LOAD_H
#define CTRNETCTL_CONTAINER_LOAD_H

#include "container.h"

/**
 * container_load - read a container
 * @id: whole
 * @networks: vector, to which those are appended whose containers have to be
 *	told that it has just been found ended
 *
 * What is corrected is saved, if this process has container_lock().
 *
 * Return: NULL if there is none, or only what is left over of one.
 */
struct container *container_load(const char *id, char ***networks);

#endif
