// SPDX-License-Identifier: GPL-2.0-only
/* The command network and its own commands. */
#include "command.h"
#include "compiler.h"
#include "container.h"
#include "group.h"
#include "nl.h"
#include "network_command.h"

struct nl *network_open_locked(struct error *err)
{
	struct nl *nl = nl_open(err);

	if (nl && container_lock(err) < 0) {
		nl_disconnect(nl);
		return NULL;
	}
	return nl;
}

void network_close_locked(struct nl *nl)
{
	container_unlock();
	nl_disconnect(nl);
}

static const struct group_command commands[] = {
	{ "connect", network_connect },
	{ "create", network_create },
	{ "disconnect", network_disconnect },
	{ "inspect", network_inspect },
	{ "ls", network_ls },
	{ "list", network_ls },
	{ "prune", network_prune },
	{ "rm", network_rm },
	{ "set", network_set },
	{ "remove", network_rm },
};

int cmd_network(int argc, char **argv)
{
	return group_run(commands, ARRAY_SIZE(commands), argc, argv);
}
