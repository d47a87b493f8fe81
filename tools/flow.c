// SPDX-License-Identifier: GPL-2.0-only
/* The command flow and its own commands. */
#include "command.h"
#include "compiler.h"
#include "flow_command.h"
#include "group.h"

static const char flow_options[] =
	"  ls [OPTION]... [CONTAINER]\n"
	"                         list connections through the module\n"
	"  flush [OPTION]... [CONTAINER]\n"
	"                         end them; 'flow flush --help' has the options\n";

static const struct group_command commands[] = {
	{ "ls", flow_ls },
	{ "list", flow_ls },
	{ "flush", flow_flush },
};

static int cmd_flow(int argc, char **argv)
{
	return group_run(commands, ARRAY_SIZE(commands), argc, argv);
}

const struct command command_flow = {
	.name = "flow",
	.function = cmd_flow,
	.arguments = "ls|flush ...",
	.summary = "List and end connections",
	.options = flow_options,
};
