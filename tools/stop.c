// SPDX-License-Identifier: GPL-2.0-only
/* The commands stop and restart. */
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>

#include "command.h"
#include "container.h"
#include "lifecycle.h"
#include "out.h"

#define STOP_SECONDS 10

static int stop(const char *term, int seconds, struct error *err)
{
	struct container *c;
	int ret;

	if (container_find(term, &c, err) < 0)
		return -1;
	ret = lifecycle_check_own(c, "stop", err);
	if (!ret && c->state == CONTAINER_RUNNING)
		lifecycle_end(c, SIGTERM, seconds < 0 ? -1 : seconds * 1000);
	container_free(c);
	return ret;
}

static int stop_argument(const char *term, void *data)
{
	const int *seconds = data;
	struct error err;

	if (stop(term, *seconds, &err) == 0)
		return EXIT_OK;
	return out_error(&err);
}

static int start_again(const char *term)
{
	struct error err;
	int status = lifecycle_start(term, &err);

	if (status)
		out_error(&err);
	return status;
}

static int restart_argument(const char *term, void *data)
{
	int status = stop_argument(term, data);

	return status ? status : start_again(term);
}

/*
 * The only option of stop and restart. Returns 0, or EXIT_USAGE; -1 if help
 * was all that was wanted.
 */
static int parse_seconds(int argc, char **argv, int *seconds)
{
	static const struct option options[] = {
		{ "time", required_argument, NULL, 't' },
		{ "timeout", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	char *end;
	long value;
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":t:", options, NULL)) >= 0) {
		if (opt == 'H') {
			command_help(argv[0]);
			return -1;
		}
		if (opt != 't')
			return out_option_error(argv[0], argv, opt);
		value = strtol(optarg, &end, 10);
		if (!*optarg || *end || value < -1 || value > INT_MAX / 1000)
			return out_usage_error(argv[0],
					       "'%s' is no number of seconds",
					       optarg);
		*seconds = value;
	}
	if (optind == argc)
		return out_usage_error(argv[0], "no container named");
	return 0;
}

int cmd_stop(int argc, char **argv)
{
	int seconds = STOP_SECONDS;
	int status = parse_seconds(argc, argv, &seconds);

	if (status)
		return status < 0 ? EXIT_OK : status;
	return lifecycle_for_each(argc - optind, argv + optind, NULL,
				  stop_argument, &seconds);
}

int cmd_restart(int argc, char **argv)
{
	int seconds = STOP_SECONDS;
	int status = parse_seconds(argc, argv, &seconds);

	if (status)
		return status < 0 ? EXIT_OK : status;
	return lifecycle_for_each(argc - optind, argv + optind, NULL,
				  restart_argument, &seconds);
}
