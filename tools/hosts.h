/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A container's /etc/hosts. Made new at each start of the container; between
 * starts only the lines of its links and peers follow these, and what people
 * edited stays. The file is always rewritten in place: it is a mount in the
 * container, of this inode.
 */
#ifndef CTRNETCTL_HOSTS_H
#define CTRNETCTL_HOSTS_H

#include <stdbool.h>

#include "container.h"
#include "error.h"

/* In the container's folder. */
#define HOSTS_FILE	"hosts"
/* In the place of an address that goes with a name: the host's, as the container sees it. */
#define HOSTS_GATEWAY	"host-gateway"

/*
 * Write the whole file. @sources has one container per link of @c, or NULL
 * where the source is gone; @peers is as for hosts_peers_set().
 */
int hosts_write(const struct container *c, struct container *const *sources,
		const char *peers, struct error *err);
/* Let the line of a link follow its source; add it if there is none. */
int hosts_follow(const struct container *c, const struct container_link *link,
		 const struct container *source, struct error *err);
/* Whether that would change nothing. */
bool hosts_agree(const struct container *c, const struct container_link *link,
		 const struct container *source);
/* Remove the line of a link. */
int hosts_forget(const struct container *c, const char *alias,
		 struct error *err);
/* The container's own lines for a network: add them, or remove those which nobody has edited. */
int hosts_add_own(const struct container *c, const struct attachment *a,
		  struct error *err);
int hosts_remove_own(const struct container *c, const struct attachment *a,
		     struct error *err);
/*
 * Of lines of a hosts file: those which are added stand before this one, as the
 * container's own are the last.
 */
char *const *hosts_first_own_line(char *const *lines, const struct container *c);

#endif
