// SPDX-License-Identifier: GPL-2.0-only
/* The command image and its own commands. */
#include "image_command.h"

#include "command.h"
#include "compiler.h"
#include "group.h"

static const char image_options[] =
	"  add [OPTION]... NAME --rootfs DIR | --oci LAYOUT[:TAG] [-- COMMAND [ARG]...]\n"
	"                         give a root folder a name, and defaults\n"
	"  ls [OPTION]...         list images\n"
	"  inspect IMAGE...       show all about them\n"
	"  rm IMAGE...            remove them\n";

static const struct group_command commands[] = {
	{ "add", image_add },
	{ "inspect", image_inspect },
	{ "ls", image_ls },
	{ "list", image_ls },
	{ "rm", image_rm },
	{ "remove", image_rm },
};

static int cmd_image(int argc, char **argv)
{
	return group_run(commands, ARRAY_SIZE(commands), argc, argv);
}

const struct command command_image = {
	.name = "image",
	.function = cmd_image,
	.arguments = "add|ls|inspect|rm ...",
	.summary = "Manage images",
	.options = image_options,
};
