// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "command.h"
#include "containers.h"
#include "lifecycle.h"
#include "options.h"
#include "out.h"
#include "publish_hint.h"
#include "supervisor.h"
#include "terminal.h"
#include "tidy.h"

static const char start_options[] =
	"  -a, --attach           in the foreground; in the background otherwise\n"
	"  -i, --interactive      in the foreground, and with standard input\n"
	"      --json             for scripts\n";

/**
 * struct start_options - how containers are to be started
 * @attach: in the foreground
 * @interactive: and with the tool's input
 */
struct start_options {
	bool attach;
	bool interactive;
};

static int start_argument(const char *term, void *data)
{
	struct error err;
	int status = lifecycle_start(term, &err);

	(void)data;
	if (status)
		out_error(&err);
	return status;
}

static int check_attach(const struct container *c, const struct start_options *o,
			struct error *err)
{
	if (c->state == CONTAINER_RUNNING)
		return error_set(err, EBUSY,
				 "container %s is running already; 'logs -f' shows what it writes",
				 c->name);
	return o->interactive && c->tty ? terminal_check(err) : 0;
}

/* Returns as supervisor_attend() does. */
static int attach(struct container *c, struct containers *others,
		  const struct start_options *o, struct error *err,
		  int *exit_status)
{
	struct container **sources;
	int status;

	if (lifecycle_check_known(c, err) < 0 || check_attach(c, o, err) < 0 ||
	    lifecycle_sources(c, others, &sources, err) < 0)
		return EXIT_NOT_RUN;
	status = supervisor_attend(c, sources, o->interactive, publish_hint_started, err,
				   exit_status);
	free(sources);
	return status;
}

/* Returns the command's exit status, or the one which tells why there is none. */
static int start_attached(const char *term, const struct start_options *o)
{
	int status = EXIT_NOT_RUN, exit_status = 0;
	struct containers set = { .items = NULL };
	struct container *c = NULL;
	struct error err;

	if (container_lock(&err) == 0)
		c = containers_find(&set, term, &err);
	if (c)
		status = attach(c, &set, o, &err, &exit_status);
	containers_free(&set);
	container_unlock();
	tidy();
	if (!status)
		return exit_status;
	out_error(&err);
	return status;
}

static int cmd_start(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "start",
		.least = 1,
		.most = OPTIONS_ANY,
	};
	struct start_options given = { .attach = false };
	bool json = false;
	const struct option_slot slots[] = {
		{ "attach", 'a', .flag = &given.attach },
		{ "interactive", 'i', .flag = &given.interactive },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	if (!given.attach && !given.interactive)
		return lifecycle_for_each(argv, json, "start", start_argument, NULL);
	if (json)
		return out_usage_error("start",
				       "--json is for the background: in the foreground the output is the command's");
	if (argc > 1)
		return out_usage_error("start",
				       "you cannot start and attach multiple containers at once");
	return start_attached(argv[0], &given);
}

const struct command command_start = {
	.name = "start",
	.function = cmd_start,
	.arguments = "[-a] [-i] CONTAINER...",
	.summary = "Start stopped containers again",
	.options = start_options,
};
