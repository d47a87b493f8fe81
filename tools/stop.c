// SPDX-License-Identifier: GPL-2.0-only
/* The commands stop and restart. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "command.h"
#include "containers.h"
#include "lifecycle.h"
#include "options.h"
#include "out.h"

static const char stop_options[] =
	"  -t, --time SECONDS     how long to wait after SIGTERM before it is killed: 10\n"
	"      --json             for scripts\n";

#define STOP_SECONDS 10

static int stop(const struct container *c, int seconds, struct error *err)
{
	if (lifecycle_check_own(c, "stop", err) < 0)
		return -1;
	if (c->state != CONTAINER_RUNNING)
		return 0;
	return lifecycle_end(c, SIGTERM, seconds < 0 ? -1 : seconds * 1000, err);
}

static int stop_argument(const char *term, void *data)
{
	const int *seconds = data;
	struct container *c;
	struct error err;
	int ret;

	if (containers_find_one(term, &c, &err) < 0)
		return out_error(&err);
	ret = stop(c, *seconds, &err);
	container_free(c);
	return ret ? out_error(&err) : EXIT_OK;
}

/* One of run --rm removes itself when it is stopped. */
static int check_stays(const struct container *c, struct error *err)
{
	if (c->state != CONTAINER_RUNNING || !c->auto_remove)
		return 0;
	return error_set(err, EPERM,
			 "cannot restart container %s: it is of run --rm, and would be removed when it is stopped",
			 c->name);
}

/* Known by its id meanwhile: stopped, it may be removed, and the term mean another. */
static int restart(const struct container *c, int seconds)
{
	struct error err;
	int status;

	if (check_stays(c, &err) < 0 || stop(c, seconds, &err) < 0)
		return out_error(&err);
	status = lifecycle_start_of_id(c->id, &err);
	if (status)
		out_error(&err);
	return status;
}

static int restart_argument(const char *term, void *data)
{
	const int *seconds = data;
	struct container *c;
	struct error err;
	int status;

	if (containers_find_one(term, &c, &err) < 0)
		return out_error(&err);
	status = restart(c, *seconds);
	container_free(c);
	return status;
}

static int parse_seconds(const char *command, const char *text, int *seconds)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (!*text || *end || value < -1 || value > INT_MAX / 1000)
		return out_usage_error(command, "'%s' is no number of seconds", text);
	*seconds = value;
	return EXIT_OK;
}

/* Both commands have the same options. */
static int for_each(int argc, char **argv, int (*one)(const char *term, void *data))
{
	const struct command_line line = {
		.command = argv[0],
		.least = 1,
		.most = OPTIONS_ANY,
	};
	int status, seconds = STOP_SECONDS;
	const char *time = NULL;
	bool json = false;
	const struct option_slot slots[] = {
		{ "time", 't', .value = &time },
		{ "timeout", .value = &time },
		{ "json", .flag = &json },
		{ .name = NULL }
	};

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	status = time ? parse_seconds(line.command, time, &seconds) : EXIT_OK;
	return status ? status : lifecycle_for_each(argv, json, NULL, one, &seconds);
}

static int cmd_stop(int argc, char **argv)
{
	return for_each(argc, argv, stop_argument);
}

const struct command command_stop = {
	.name = "stop",
	.function = cmd_stop,
	.arguments = "[-t SECONDS] CONTAINER...",
	.summary = "Stop running containers",
	.options = stop_options,
};

static int cmd_restart(int argc, char **argv)
{
	return for_each(argc, argv, restart_argument);
}

const struct command command_restart = {
	.name = "restart",
	.function = cmd_restart,
	.arguments = "[-t SECONDS] CONTAINER...",
	.summary = "Stop containers and start them again",
	.options = stop_options,
};
