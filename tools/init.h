/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A container's first process, from its making until it is the container's
 * command. It dies with the process that made it.
 */
#ifndef CTRNETCTL_INIT_H
#define CTRNETCTL_INIT_H

#include <sys/types.h>

#include "container.h"
#include "error.h"

/* Descriptors which become 0, 1 and 2 of a container's process that has no terminal. */
struct stdio {
	int in;
	int out;
	int err;
};

/**
 * struct init - a first process that waits for its release
 * @pid: as the maker sees it
 * @pidfd: of the same process
 * @control: socket to it; it closes when the command is executed
 * @terminal: master side of its terminal once it is released; -1 if it has none
 */
struct init {
	pid_t pid;
	int pidfd;
	int control;
	int terminal;
};

/*
 * Make the process in new namespaces, but in the network namespace @netns if
 * that is not -1. It sets up its root meanwhile, and then waits.
 */
int init_create(struct init *init, const struct container *c, char **env,
		int netns, const struct stdio *io, struct error *err);
/*
 * Let it become the command. Returns 0, or the exit status which tells why it
 * did not; it is gone then.
 */
int init_release(struct init *init, struct error *err);
/*
 * Something could not be done to it before its release. If that was since it
 * had failed and ended already, @err is filled with why. It is gone then.
 */
void init_abandon(struct init *init, struct error *err);
/* Kill and reap it, with everything in its namespaces. */
void init_destroy(struct init *init);

#endif
