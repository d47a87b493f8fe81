/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Links: a recipient knows its sources by aliases of its own choice, in its
 * hosts file and in the environment of its first process.
 */
#ifndef CTRNETCTL_LINK_H
#define CTRNETCTL_LINK_H

#include "containers.h"
#include "error.h"

/**
 * link_add - add a link to its recipient
 * @c: the recipient
 * @spec: NAME[:ALIAS] as --link takes it, or /NAME:/RECIPIENT/ALIAS as inspect shows it
 * @others: containers, one of which NAME must be
 * @added: the link, if not NULL
 *
 * The same link twice is one; nothing is added on error.
 */
int link_add(struct container *c, const char *spec, struct containers *others,
	     struct container_link **added, struct error *err);

/**
 * link_sources - the containers a recipient is linked to, as they are now
 * @c: the recipient
 * @others: containers
 * @sources: malloc'ed; one of @others for each link of @c, or NULL where it is gone
 *
 * Refused if a source is not running. One that has left the recipient's
 * networks since they were linked is still a source, but not to be reached.
 */
int link_sources(const struct container *c, struct containers *others,
		 struct container ***sources, struct error *err);
/* The variables all links of @c give to its first process; a vector. */
char **link_variables(const struct container *c,
		      struct container *const *sources);
/* Whether there is a variable for each port of the source, or they are too many. */
bool link_tells_each_port(const struct container *source);
/*
 * Let the kernel open the ports of the sources, as link_sources() found them, to
 * a recipient which has its endpoints by now.
 */
int link_open(const struct container *c, struct container *const *sources,
	      struct error *err);
/*
 * A source has just been started: let the hosts files of its running recipients
 * follow. One that cannot be written is no reason not to run the source.
 */
void link_follow(const struct container *source);
/* A running source exposes other ports: let the kernel's links to it follow. */
void link_follow_ports(const struct container *source);
/* The networks of a running recipient have changed: let its own hosts file follow. */
void link_follow_sources(const struct container *recipient,
			 struct container *const *list, size_t n);
/*
 * @source has been renamed: let the links of @list to its old name follow, on
 * disk. Hosts files keep the name until the recipients start again. Under
 * container_lock().
 */
int link_rename_source(struct container *source, struct container **list,
		       size_t n, struct error *err);
/*
 * Remove the link with that alias or, if none has it, the only one to a source
 * of that name: from the recipient on disk and, while it runs, from its hosts
 * file. Under container_lock().
 */
int link_cut(struct container *c, const char *name, struct error *err);

#endif
