/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What restore does, in two parts: a plan of what is missing, which tells all that is
 * wrong before anything is changed; and its steps, all of which are done, or none. Both
 * under container_lock().
 */
#ifndef CTRNETCTL_RESTORE_H
#define CTRNETCTL_RESTORE_H

#include <stdbool.h>
#include <stddef.h>

#include "declared.h"
#include "error.h"

/* In the order in which they are done. */
enum step_kind {
	STEP_NETWORK,
	STEP_CONTAINER,
	STEP_PUBLISH,
	STEP_LINK,
};

/**
 * struct step - one thing which is missing
 * @kind: what it is
 * @network: the network to be made; NULL for other kinds
 * @container: the container to be made, or to get a port or a link
 * @text: what that is to be published, or linked to; malloc'ed
 * @ifindex: of the network, when that is made
 * @made_netns: the container's namespace was made for it
 */
struct step {
	enum step_kind kind;
	const struct network_request *network;
	const struct declared_container *container;
	char *text;
	unsigned int ifindex;
	bool made_netns;
};

struct restore_plan {
	struct step *steps;
	size_t n;
};

/*
 * Add to @plan what is missing of @d: all, or the containers @names and their networks.
 * Returns -1 with a line in @faults for each thing that is wrong.
 */
int restore_plan(const struct declared *d, char *const *names, struct restore_plan *plan,
		 char ***faults);
void restore_plan_free(struct restore_plan *plan);

/* Do all of it; what was done is undone if a step fails. */
int restore_apply(struct restore_plan *plan, struct error *err);

/* "network", "container", "publish", "link"; and the name of what it is about. */
const char *step_kind_name(const struct step *step);
const char *step_name(const struct step *step);

#endif
