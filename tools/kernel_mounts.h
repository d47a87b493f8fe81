/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc, /sys and /dev of a container, and what in them is kept from it. */
#ifndef CTRNETCTL_KERNEL_MOUNTS_H
#define CTRNETCTL_KERNEL_MOUNTS_H

#include "error.h"

/* In the container's namespaces. @root is its root. */
int kernel_mounts_put(int root, struct error *err);
/* /tmp and /run of its own, for a container that has the host's root. */
int private_mounts_put(int root, struct error *err);

#endif
