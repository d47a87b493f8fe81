/* SPDX-License-Identifier: GPL-2.0-only */
/* Ports which are to be published, but which nobody reaches, are warned of. */
#ifndef CTRNETCTL_PUBLISH_HINT_H
#define CTRNETCTL_PUBLISH_HINT_H

#include <stddef.h>

#include "container.h"

struct nl;

/*
 * Of the bindings of a running container from @first on: one line at most. The
 * kernel is asked only if the container is on a network: @nl may be NULL otherwise.
 */
void publish_hint(struct nl *nl, const struct container *c, size_t first);
/* Of all bindings of a container which has just been started. */
void publish_hint_started(const struct container *c);

#endif
