// SPDX-License-Identifier: GPL-2.0-only
#include "own_files.h"

#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"
#include "hosts.h"
#include "lines.h"
#include "network_mode.h"
#include "peers.h"
#include "resolv.h"

static int write_hostname(const struct container *c, struct error *err)
{
	char *path = container_path(c, "hostname");
	char *text = xasprintf("%s\n", c->hostname);
	int ret = lines_write_text(path, text, err);

	free(text);
	free(path);
	return ret;
}

/*
 * Those of its last start may be in another container still, which shared its network then:
 * what that one has done to them, such as to put leases on them, is no concern of this one.
 */
static void remove_old(const struct container *c)
{
	static const char *const files[] = { "hosts", "hostname", "resolv.conf" };
	char *path;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		path = container_path(c, files[i]);
		unlink(path);
		free(path);
	}
}

int own_files_write(const struct container *c, struct container *const *sources,
		    struct error *err)
{
	char *peers;
	int ret;

	/* It sees the files of the one whose network it shares. */
	if (network_mode(c) == NETWORK_MODE_SHARED)
		return 0;
	remove_old(c);
	if (write_hostname(c, err) < 0 || resolv_write(c, err) < 0)
		return -1;
	peers = peers_text(c, err);
	if (!peers)
		return -1;
	ret = hosts_write(c, sources, peers, err);
	free(peers);
	return ret;
}
