// SPDX-License-Identifier: GPL-2.0-only
/* The command network and its own commands. */
#include "command.h"
#include "compiler.h"
#include "container.h"
#include "group.h"
#include "network_command.h"
#include "nl.h"

static const char network_options[] =
	"  ls [OPTION]...         list networks\n"
	"  create [OPTION]... NAME\n"
	"                         make one; 'network create --help' has the options\n"
	"  set OPTION... NETWORK  change what one does\n"
	"  inspect NETWORK...     show all about them\n"
	"  rm [-f] NETWORK...     remove them\n"
	"  prune                  remove all which no container is on\n"
	"  connect [--ip ADDRESS] [--alias NAME] NETWORK CONTAINER\n"
	"                         put a container on one more\n"
	"  disconnect [-f] NETWORK CONTAINER\n"
	"                         take a container off one\n";

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

static int cmd_network(int argc, char **argv)
{
	return group_run(commands, ARRAY_SIZE(commands), argc, argv);
}

const struct command command_network = {
	.name = "network",
	.function = cmd_network,
	.arguments = "ls|create|set|inspect|rm|prune|connect|disconnect ...",
	.summary = "Manage networks",
	.options = network_options,
};
