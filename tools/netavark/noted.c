// SPDX-License-Identifier: GPL-2.0-only
#include "noted.h"

#include <glob.h>
#include <jansson.h>
#include <stdio.h>

#include "alloc.h"
#include "nl_network.h"
#include "subnet.h"

#define NETWORKS	"/etc/containers/networks/*.json"

/* One subnet of one network. What cannot be read is podman's to complain of. */
static void append(struct nl_network **nets, size_t *n, const char *name, const char *subnet)
{
	struct nl_network *net;
	struct address first;
	struct error ignored;
	struct subnet s;

	if (!name || !subnet || subnet_parse(subnet, &s, &ignored) < 0)
		return;
	*nets = xreallocarray(*nets, *n + 1, sizeof(**nets));
	net = &(*nets)[(*n)++];
	*net = (struct nl_network){ .ifindex = 0 };
	snprintf(net->alias, sizeof(net->alias), "%s (podman)", name);
	first = subnet_address(&s, 1);
	if (s.family == AF_INET) {
		net->gateway = first.v4;
		net->prefix = s.prefix;
	} else {
		net->gateway6 = first.v6;
		net->prefix6 = s.prefix;
	}
}

static void append_file(struct nl_network **nets, size_t *n, const char *path)
{
	json_t *network = json_load_file(path, 0, NULL);
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(network, "subnets"), i, item)
		append(nets, n, json_string_value(json_object_get(network, "name")),
		       json_string_value(json_object_get(item, "subnet")));
	json_decref(network);
}

void netavark_noted_append(struct nl_network **nets, size_t *n)
{
	glob_t found;
	size_t i;

	if (glob(NETWORKS, 0, NULL, &found) == 0)
		for (i = 0; i < found.gl_pathc; i++)
			append_file(nets, n, found.gl_pathv[i]);
	globfree(&found);
}
