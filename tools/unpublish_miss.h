/* SPDX-License-Identifier: GPL-2.0-only */
/* What is said to unpublish and is not published, but something like it may be. */
#ifndef CTRNETCTL_UNPUBLISH_MISS_H
#define CTRNETCTL_UNPUBLISH_MISS_H

#include "error.h"
#include "ports.h"

/*
 * Refuse @spec, of which a container that is called @term has nothing, and tell what
 * may have been meant. Returns -1.
 */
int unpublish_miss(const struct port_set *ports, const char *spec, const char *term,
		   struct error *err);

#endif
