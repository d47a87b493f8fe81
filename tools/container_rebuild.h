/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNETCTL_CONTAINER_REBUILD_H
#define CTRNETCTL_CONTAINER_REBUILD_H

#include "container.h"

/*
 * What can be told of a container without its file: its processes, its
 * networks and what is published. It cannot be started again.
 */
struct container *container_rebuild(const char *id);

#endif
