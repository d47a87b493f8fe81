/* SPDX-License-Identifier: GPL-2.0-only */
/* More published ports of a container which is there. */
#ifndef CTRNETCTL_PUBLISH_MORE_H
#define CTRNETCTL_PUBLISH_MORE_H

#include "container.h"
#include "error.h"

struct nl;

/*
 * Of the bindings of @c, those from @first on are new: both in force and saved, or neither.
 * @nl is NULL if it does not run. Under container_lock().
 */
int publish_more(struct nl *nl, struct container *c, size_t first, struct error *err);

#endif
