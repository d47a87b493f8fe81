/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc, /sys and /dev of a container, and what in them is kept from it. */
#ifndef CTRNETCTL_KERNEL_MOUNTS_H
#define CTRNETCTL_KERNEL_MOUNTS_H

#include "error.h"

/* The mount of a container's /dev is called this, followed by the id. */
#define KERNEL_MOUNTS_MARK	"ctrnet-"

/* In the namespaces of the container with that id. @root is its root. */
int kernel_mounts_put(int root, const char *id, struct error *err);
/* /tmp and /run of its own, for a container that has the host's root. */
int private_mounts_put(int root, struct error *err);

#endif
