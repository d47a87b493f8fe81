/* SPDX-License-Identifier: GPL-2.0-only */
/* What a container's processes see as their file system. */
#ifndef CTRNETCTL_ROOTFS_H
#define CTRNETCTL_ROOTFS_H

#include "container.h"
#include "error.h"

/**
 * rootfs_enter - make the container's root the caller's
 * @c: the container; its hosts, hostname and resolv.conf exist
 * @err: filled on failure
 *
 * To be called in the container's own namespaces, all privileges still held.
 */
int rootfs_enter(const struct container *c, struct error *err);

#endif
