// SPDX-License-Identifier: GPL-2.0-only
#include "group.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "elsewhere.h"
#include "out.h"

void group_help_word(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "-h"))
		argv[1] = (char *)"--help";
}

static int unknown(const struct group_command *commands, size_t n, char **argv)
{
	const char *instead = elsewhere(argv[0], argv[1]);
	const char **names;
	size_t i;
	int status;

	if (instead)
		return out_usage_error(argv[0], "there is no '%s %s': %s", argv[0], argv[1],
				       instead);
	names = xcalloc(n, sizeof(*names));
	for (i = 0; i < n; i++)
		names[i] = commands[i].name;
	status = out_unknown_command(argv[0], argv[1], names, n);
	free(names);
	return status;
}

int group_run(const struct group_command *commands, size_t n, int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return out_usage_error(argv[0], "no command given");
	if (!strcmp(argv[1], "--help"))
		return command_help(argv[0]);
	group_help_word(argc - 1, argv + 1);
	for (i = 0; i < n; i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].function(argc - 1, argv + 1);
	return unknown(commands, n, argv);
}
