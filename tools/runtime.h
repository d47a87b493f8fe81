/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order in which a container comes to life, and in which it ends. Both
 * run in its supervisor, the parent of its first process.
 */
#ifndef CTRNETCTL_RUNTIME_H
#define CTRNETCTL_RUNTIME_H

#include "container.h"
#include "error.h"
#include "init.h"

/**
 * struct runtime - what a supervisor holds of its running container
 * @init: the first process
 * @netns: the container's network namespace. Keeps the endpoints there until
 *	they are deleted in order
 * @layer: its layer, which is nobody else's meanwhile; -1 if it has none
 */
struct runtime {
	struct init init;
	int netns;
	int layer;
};

/**
 * runtime_start - start a container
 * @rt: filled
 * @c: the container; what it has become is saved
 * @sources: of its links, as link_sources() found them
 * @io: standard streams of its first process
 * @err: filled on failure
 *
 * To be called under container_lock(). A failure leaves nothing behind, and
 * the container saved as it was.
 *
 * Return: 0, or an exit status: EXIT_NOT_RUN, EXIT_NOT_EXECUTABLE or
 * EXIT_NOT_FOUND.
 */
int runtime_start(struct runtime *rt, struct container *c,
		  struct container *const *sources, const struct stdio *io,
		  struct error *err);
/*
 * Reap the first process when it has ended, take down what is left, and record
 * the end. Takes container_lock(). @exit_status is the command's.
 */
int runtime_finish(struct runtime *rt, const char *id, int *exit_status,
		   struct error *err);

#endif
