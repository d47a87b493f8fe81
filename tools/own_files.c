// SPDX-License-Identifier: GPL-2.0-only
#include "own_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hosts.h"
#include "network_mode.h"
#include "peers.h"
#include "resolv.h"

static int write_hostname(const struct container *c, struct error *err)
{
	char *path = container_path(c, "hostname");
	FILE *f = fopen(path, "we");
	int ret = 0;

	if (f)
		fprintf(f, "%s\n", c->hostname);
	if (!f || fclose(f) != 0)
		ret = error_set(err, errno, "cannot write %s: %s", path,
				strerror(errno));
	free(path);
	return ret;
}

int own_files_write(const struct container *c, struct container *const *sources,
		    struct error *err)
{
	char *peers;
	int ret;

	/* It sees the files of the one whose network it shares. */
	if (network_mode(c) == NETWORK_MODE_SHARED)
		return 0;
	if (write_hostname(c, err) < 0 || resolv_write(c, err) < 0)
		return -1;
	peers = peers_text(c, err);
	if (!peers)
		return -1;
	ret = hosts_write(c, sources, peers, err);
	free(peers);
	return ret;
}
