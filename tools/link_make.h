/* SPDX-License-Identifier: GPL-2.0-only */
/* A link between containers which are there, in force at once. */
#ifndef CTRNETCTL_LINK_MAKE_H
#define CTRNETCTL_LINK_MAKE_H

#include "containers.h"
#include "error.h"

/*
 * Of @spec, SOURCE[:ALIAS], to a recipient: saved and in force, or neither. Under
 * container_lock().
 */
int link_make(struct containers *set, const char *recipient, const char *spec,
	      struct error *err);

#endif
