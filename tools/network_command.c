// SPDX-License-Identifier: GPL-2.0-only
/* The command network and its own commands. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "compiler.h"
#include "container.h"
#include "network_command.h"
#include "out.h"

int network_help(const char *text)
{
	fputs(text, stdout);
	return EXIT_OK;
}

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

static const struct {
	const char *name;
	int (*function)(int argc, char **argv);
} commands[] = {
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
	const char *names[ARRAY_SIZE(commands)];
	size_t i;

	if (argc < 2)
		return out_usage_error("network", "no command given");
	if (!strcmp(argv[1], "--help"))
		return command_help("network");
	opterr = 0;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].function(argc - 1, argv + 1);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	return out_unknown_command("network", argv[1], names, ARRAY_SIZE(commands));
}
