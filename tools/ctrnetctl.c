// SPDX-License-Identifier: GPL-2.0-only
/* The tool's entry: which commands there are. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "compiler.h"
#include "complete.h"
#include "elsewhere.h"
#include "group.h"
#include "out.h"
#include "startup.h"
#include "version.h"

/* In the order of the help. */
static const struct command *const commands[] = {
	&command_run,
	&command_create,
	&command_ps,
	&command_start,
	&command_stop,
	&command_restart,
	&command_kill,
	&command_wait,
	&command_rename,
	&command_adopt,
	&command_oci_hook,
	&command_rm,
	&command_inspect,
	&command_logs,
	&command_exec,
	&command_port,
	&command_publish,
	&command_unpublish,
	&command_link,
	&command_unlink,
	&command_network,
	&command_flow,
	&command_stats,
	&command_top,
	&command_monitor,
	&command_trace,
	&command_graph,
	&command_doctor,
	&command_save,
	&command_restore,
	&command_image,
};

#define N_COMMANDS (ARRAY_SIZE(commands))

/* "container ls" and its like are other words for the same. */
static const struct synonym {
	const char *name;
	const char *command;
} synonyms[] = {
	{ "ls", "ps" },
	{ "list", "ps" },
};

static const struct command *lookup(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(synonyms); i++)
		if (!strcmp(synonyms[i].name, name))
			name = synonyms[i].command;
	for (i = 0; i < N_COMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int print_help(void)
{
	size_t i;

	puts("Usage: ctrnetctl COMMAND [ARG]...\n"
	     "Containers on a network of the ctrnet kernel module.\n");
	for (i = 0; i < N_COMMANDS; i++)
		printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
	puts("\n'ctrnetctl COMMAND --help' and ctrnetctl(8) tell more.");
	return EXIT_OK;
}

static int unknown_command(const char *name)
{
	const char *instead = elsewhere(NULL, name);
	const char *names[N_COMMANDS];
	size_t i;

	if (instead)
		return out_usage_error(NULL, "there is no '%s': %s", name, instead);
	for (i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i]->name;
	return out_unknown_command(NULL, name, names, N_COMMANDS);
}

int command_help(const char *name)
{
	const struct command *c = lookup(name);

	if (!c)
		return unknown_command(name);
	printf("Usage: ctrnetctl %s %s\n%s.\n", c->name, c->arguments,
	       c->summary);
	if (c->options)
		printf("\n%s", c->options);
	if (c->more_options)
		fputs(c->more_options, stdout);
	return EXIT_OK;
}

static int unknown_of_container(const char *name)
{
	const char *instead = elsewhere("container", name);

	if (instead)
		return out_usage_error(NULL, "there is no 'container %s': %s", name, instead);
	return unknown_command(name);
}

static int help_about(int argc, char **argv)
{
	if (argc < 2 || !strcmp(argv[1], "container"))
		return print_help();
	return command_help(argv[1]);
}

const char *command_name(size_t i)
{
	return i < N_COMMANDS ? commands[i]->name : NULL;
}

const char *command_summary(size_t i)
{
	return commands[i]->summary;
}

int command_dispatch(int argc, char **argv)
{
	bool of_container = !strcmp(argv[0], "container");
	const struct command *c;

	if (of_container) {
		if (argc == 1 || !strcmp(argv[1], "--help"))
			return print_help();
		argc--;
		argv++;
	}
	c = lookup(argv[0]);
	if (!c)
		return of_container ? unknown_of_container(argv[0]) :
				      unknown_command(argv[0]);
	group_help_word(argc, argv);
	if (argc > 1 && !strcmp(argv[1], "--help"))
		return command_help(c->name);
	return c->function(argc, argv);
}

static int command_line(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "ctrnetctl: no command given; see 'ctrnetctl --help'\n");
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-v")) {
		puts("ctrnetctl " CTRNETCTL_VERSION);
		return EXIT_OK;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return print_help();
	if (!strcmp(argv[1], "--complete"))
		return complete(argc - 2, argv + 2);
	if (!strcmp(argv[1], "help"))
		return help_about(argc - 1, argv + 1);
	return command_dispatch(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	startup();
	return out_finish(command_line(argc, argv));
}
