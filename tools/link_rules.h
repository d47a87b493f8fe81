/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's side of links: which endpoint may connect to which ports of
 * which other one, where a network does not let all of them talk.
 */
#ifndef CTRNETCTL_LINK_RULES_H
#define CTRNETCTL_LINK_RULES_H

#include "container.h"
#include "error.h"

struct nl_link;

/*
 * Let the kernel's links from one container to another be what the recipient's
 * links say, on each network that both have endpoints on, with the ports which
 * the source exposes now. Under container_lock().
 */
int link_rules_sync(const struct container *recipient,
		    const struct container *source, struct error *err);
/* The same, where only the ports are others. */
int link_rules_follow_ports(const struct container *recipient,
			    const struct container *source, struct error *err);
/* Whether the recipient has a link to the source. */
bool link_rules_linked(const struct container *recipient,
		       const struct container *source);
/* Whether the kernel's links, @n of them, are those of a recipient linked to the source. */
bool link_rules_agree(const struct nl_link *links, size_t n,
		      const struct container *recipient,
		      const struct container *source);

#endif
