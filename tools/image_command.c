// SPDX-License-Identifier: GPL-2.0-only
/* The command image and its own commands. */
#include "image_command.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "compiler.h"
#include "out.h"

static const struct {
	const char *name;
	int (*function)(int argc, char **argv);
} commands[] = {
	{ "add", image_add },
	{ "inspect", image_inspect },
	{ "ls", image_ls },
	{ "list", image_ls },
	{ "rm", image_rm },
	{ "remove", image_rm },
};

int image_help(const char *text)
{
	fputs(text, stdout);
	return EXIT_OK;
}

int cmd_image(int argc, char **argv)
{
	const char *names[ARRAY_SIZE(commands)];
	size_t i;

	if (argc < 2)
		return out_usage_error("image", "no command given");
	if (!strcmp(argv[1], "--help"))
		return command_help("image");
	opterr = 0;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].function(argc - 1, argv + 1);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	return out_unknown_command("image", argv[1], names, ARRAY_SIZE(commands));
}
