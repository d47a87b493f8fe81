// SPDX-License-Identifier: GPL-2.0-only
/* The command flow and its own commands. */
#include "command.h"
#include "compiler.h"
#include "flow_command.h"
#include "group.h"

static const struct group_command commands[] = {
	{ "ls", flow_ls },
	{ "list", flow_ls },
	{ "flush", flow_flush },
};

int cmd_flow(int argc, char **argv)
{
	return group_run(commands, ARRAY_SIZE(commands), argc, argv);
}
