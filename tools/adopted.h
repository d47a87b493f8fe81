/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Adopted containers: the network namespace of a process which something else
 * has started. The tool has an endpoint in it, and lets go when it is gone.
 */
#ifndef CTRNETCTL_ADOPTED_H
#define CTRNETCTL_ADOPTED_H

#include "container.h"
#include "error.h"

/*
 * Open the namespace of the process @pid, or of the file @path, for a new
 * container @c, which remembers it. Refused if it is the host's own, or of one
 * of @list.
 */
int adopted_take_pid(struct container *c, pid_t pid, struct container *const *list,
		     size_t n, struct error *err);
int adopted_take_path(struct container *c, const char *path,
		      struct container *const *list, size_t n, struct error *err);
/*
 * Put it on the networks of its attachments; from then on it is a container
 * which runs. @sources are those of its links, as link_sources() found them. All
 * or nothing. Under container_lock().
 */
int adopted_join(struct container *c, struct container *const *sources, int netns,
		 struct error *err);
/* It is no container any more; its networks are told. Under container_lock(). */
int adopted_forget(struct container *c, struct error *err);
/* The namespace again, whoever still has it open; -1 with @err filled. */
int adopted_open_netns(const struct container *c, struct error *err);
/* Whether the endpoint it was given is still there. */
bool adopted_alive(const struct container *c);
/*
 * The tool was killed while it put the container on its networks: take away
 * what it has made, going by the addresses which were planned.
 */
void adopted_sweep(const struct container *c);
/* Take the endpoints away. The processes go on. Under container_lock(). */
int adopted_release(struct container *c, struct error *err);
/* The same as far as that can be: where the namespace is out of reach, its ports are free. */
void adopted_let_go(struct container *c);

#endif
