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

/* What is written of all containers, made once for the files of all. */
struct peers;

/* @list: all containers, which is to stay as it is. */
struct peers *peers_begin(struct container *const *list, size_t n);
void peers_end(struct peers *peers);
/* Let the hosts file of a running container have the others as they are. Under container_lock(). */
void peers_follow_one(struct peers *peers, const struct container *c);
/* Whether that would change nothing. */
bool peers_agree(struct peers *peers, const struct container *c);

/* The lines for the hosts file of a container which is about to start; malloc'ed. */
char *peers_text(const struct container *c, struct error *err);
/*
 * Something about a container of this network has changed: let the hosts files
 * of all which run there follow. Under container_lock(). A file that cannot
 * be written is no reason to do less for the others.
 */
void peers_follow(const char *network);
/* The same for all networks which a container is on. */
void peers_follow_all(const struct container *c);

#endif
