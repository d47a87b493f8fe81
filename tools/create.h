/* SPDX-License-Identifier: GPL-2.0-only */
/* Making a container, not started yet, as run and create share it. */
#ifndef CTRNETCTL_CREATE_H
#define CTRNETCTL_CREATE_H

#include "containers.h"
#include "error.h"
#include "request.h"

/*
 * Find what @r names: a name which is free, networks, sources of links. Refuses
 * all that can be refused before anything exists. Call under container_lock().
 */
int create_resolve(const struct request *r, struct containers *others,
		   struct error *err);
/* Make what @r asks for, likewise. */
int create_container(const struct request *r, struct containers *others,
		     struct error *err);

#endif
