/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of peers in a container's hosts file: who else is on its networks. */
#ifndef CTRNETCTL_HOSTS_PEERS_H
#define CTRNETCTL_HOSTS_PEERS_H

#include <stdbool.h>

#include "container.h"
#include "error.h"

/*
 * Put these lines in the place of those which were given last. A line which
 * somebody has edited since then is theirs, and stays.
 */
int hosts_peers_set(const struct container *c, const char *peers, struct error *err);
/* Whether these are the ones that were given last. */
bool hosts_peers_are(const struct container *c, const char *peers);
/* They are in the hosts file, which was written as a whole. */
int hosts_peers_note(const struct container *c, const char *peers, struct error *err);

#endif
