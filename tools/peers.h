/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Peers: the containers of a network which users made know each other by name
 * without links. The hosts files of those which run are kept current; there
 * is no name server. The default network has links for that.
 */
#ifndef CTRNETCTL_PEERS_H
#define CTRNETCTL_PEERS_H

#include "container.h"
#include "error.h"

/* The lines for the hosts file of a container which is about to start; a vector. */
char **peers_lines(const struct container *c, struct error *err);
/*
 * Something about a container of this network has changed: let the hosts files
 * of all which run there follow. Under container_lock(). A file that cannot
 * be written is no reason to do less for the others.
 */
void peers_follow(const char *network);
/* The same for one running container, whose networks have changed; of all in @list. */
void peers_follow_one(const struct container *c, struct container *const *list,
		      size_t n);
/* Whether that would change nothing. */
bool peers_agree(const struct container *c, struct container *const *list, size_t n);
/* The same for all networks which a container is on. */
void peers_follow_all(const struct container *c);

#endif
