/* SPDX-License-Identifier: GPL-2.0-only */
/* Routes, over rtnetlink; as nl.h says. */
#ifndef CTRNETCTL_NL_ROUTE_H
#define CTRNETCTL_NL_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"
#include "error.h"

struct nl;
struct subnet;

/**
 * struct nl_route - a route of the main table which is no default route
 * @dst: where it leads
 * @prefix: prefix length of @dst
 * @ifindex: the device it uses; 0 if there is not just one
 */
struct nl_route {
	struct address dst;
	unsigned int prefix;
	unsigned int ifindex;
};

int nl_route_list(struct nl *nl, struct nl_route **routes, size_t *n,
		  struct error *err);
/*
 * Whether another namespace has a route to just that subnet, of prefix 0 the default one:
 * in whichever table, and by that gateway, or by any if it is NULL.
 */
bool nl_netns_has_route(int netns, const struct subnet *to, const struct address *gateway);

#endif
