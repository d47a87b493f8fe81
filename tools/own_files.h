/* SPDX-License-Identifier: GPL-2.0-only */
/* The files which a container sees in the place of those of its root. */
#ifndef CTRNETCTL_OWN_FILES_H
#define CTRNETCTL_OWN_FILES_H

#include "container.h"
#include "error.h"

/*
 * Write hostname, hosts and resolv.conf into the container's folder, for its
 * start. @sources are those of its links, as link_sources() found them.
 */
int own_files_write(const struct container *c, struct container *const *sources,
		    struct error *err);

#endif
