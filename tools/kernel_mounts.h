/* SPDX-License-Identifier: GPL-2.0-only */
/* /proc, /sys and /dev of a container, and what in them is kept from it. */
#ifndef CTRNETCTL_KERNEL_MOUNTS_H
#define CTRNETCTL_KERNEL_MOUNTS_H

#include "error.h"

/* The mount of a container's /dev is called this, followed by the id. */
#define KERNEL_MOUNTS_MARK	"ctrnet-"

#define KERNEL_MOUNTS_DEVICES	6

/**
 * struct kernel_mounts - what has to be taken before the root is changed
 * @proc: the file system of that name; a user namespace cannot have one where
 *	there is none to be seen
 * @sys: sysfs, likewise; -1 if there is none
 * @devices: a mount of each; in a user namespace, of the host's
 */
struct kernel_mounts {
	int proc;
	int sys;
	int devices[KERNEL_MOUNTS_DEVICES];
};

/* In the namespaces of the container, before its root is entered. */
int kernel_mounts_take(struct kernel_mounts *mounts, struct error *err);
/* In the namespaces of the container with that id. @root is its root. */
int kernel_mounts_put(const struct kernel_mounts *mounts, int root, const char *id,
		      struct error *err);
/* /tmp and /run of its own, for a container that has the host's root. */
int private_mounts_put(int root, struct error *err);

#endif
