// SPDX-License-Identifier: GPL-2.0-only
/* The command image and its own commands. */
#include "image_command.h"

#include "command.h"
#include "compiler.h"
#include "group.h"

static const struct group_command commands[] = {
	{ "add", image_add },
	{ "inspect", image_inspect },
	{ "ls", image_ls },
	{ "list", image_ls },
	{ "rm", image_rm },
	{ "remove", image_rm },
};

int cmd_image(int argc, char **argv)
{
	return group_run(commands, ARRAY_SIZE(commands), argc, argv);
}
