// SPDX-License-Identifier: GPL-2.0-only
/* The command flow and its own commands. */
#include <string.h>

#include "command.h"
#include "compiler.h"
#include "flow_command.h"
#include "out.h"

static const struct {
	const char *name;
	int (*function)(int argc, char **argv);
} commands[] = {
	{ "ls", flow_ls },
	{ "list", flow_ls },
	{ "flush", flow_flush },
};

int cmd_flow(int argc, char **argv)
{
	const char *names[ARRAY_SIZE(commands)];
	size_t i;

	if (argc < 2)
		return out_usage_error("flow", "no command given");
	if (!strcmp(argv[1], "--help"))
		return command_help("flow");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].function(argc - 1, argv + 1);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	return out_unknown_command("flow", argv[1], names, ARRAY_SIZE(commands));
}
