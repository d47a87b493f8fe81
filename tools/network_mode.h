/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose network namespace a container has: one of its own, with networks or
 * without, the host's, or another container's.
 */
#ifndef CTRNETCTL_NETWORK_MODE_H
#define CTRNETCTL_NETWORK_MODE_H

#include "containers.h"
#include "error.h"
#include "request.h"

enum network_mode {
	NETWORK_MODE_OWN,
	NETWORK_MODE_NONE,
	NETWORK_MODE_HOST,
	NETWORK_MODE_SHARED,
};

enum network_mode network_mode(const struct container *c);
/* Id of the container whose namespace it shares, or NULL. */
const char *network_mode_sharer(const struct container *c);
/* The container which a term means; one which shares another's namespace stands for that one. */
struct container *network_mode_find(struct containers *set, const char *term,
				    struct error *err);

/* Refused if it cannot be on one more network: its namespace is another's, or is to have none. */
int network_mode_check_more(const struct container *c, struct error *err);
/* Refused if none of its ports can ever be published: it has no network of its own. */
int network_mode_check_publish(const struct container *c, struct error *err);
/*
 * Let a request's network decide what becomes of its other options, or which
 * are refused. Prints a warning of those which have no effect.
 */
int network_mode_apply(struct request *r, struct error *err);
/*
 * Find, among @others, whose namespace is to be shared, and take that one's host
 * name. Nothing for all other modes.
 */
int network_mode_resolve(struct container *c, struct containers *others,
			 struct error *err);
/*
 * The namespace to start in: a descriptor, or -1 for a new one or the host's.
 * -2 with @err filled if the container which has it does not run.
 */
int network_mode_open(const struct container *c, struct error *err);

#endif
