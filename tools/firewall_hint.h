/* SPDX-License-Identifier: GPL-2.0-only */
/* What is published, but barred by the host's firewall, is warned of. */
#ifndef CTRNETCTL_FIREWALL_HINT_H
#define CTRNETCTL_FIREWALL_HINT_H

#include <stddef.h>

#include "container.h"

struct nl;

/*
 * Of the bindings of a running container from @first on: one line at most. What
 * cannot be found out is not warned of.
 */
void firewall_hint(struct nl *nl, const struct container *c, size_t first);

#endif
