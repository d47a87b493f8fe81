/* SPDX-License-Identifier: GPL-2.0-only */
/* Who is in the way of a publish. */
#ifndef CTRNETCTL_PORTS_CONFLICT_H
#define CTRNETCTL_PORTS_CONFLICT_H

#include "error.h"
#include "nl.h"

/*
 * Put the kernel's refusal of a publish in the words that users know, with the
 * container or the process which has the port. @err is the refusal, and then
 * these words. @holder names a container by its endpoint, or returns NULL.
 */
void ports_explain(struct nl *nl, const struct nl_publish *refused,
		   const char *(*holder)(uint32_t endpoint), struct error *err);

#endif
