// SPDX-License-Identifier: GPL-2.0-only
/* The commands start, stop and restart. */
#include "lifecycle.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "link.h"
#include "out.h"
#include "process.h"
#include "supervisor.h"

#define STOP_SECONDS 10

static void warn_of_link(const struct container *c, const struct container_link *link,
			 const struct container *source)
{
	if (!source)
		out_warning("link %s of %s leads nowhere: No such container: %s",
			    link->alias, c->name, link->source);
	else if (!attachment_shared(c, source))
		out_warning("link %s of %s leads nowhere: %s is on none of its networks",
			    link->alias, c->name, link->source);
	else if (c->link_env != LINK_ENV_NONE && !link_tells_each_port(source))
		out_warning("link %s of %s: %s exposes %zu ports, too many for variables of each: only the ends of runs are told",
			    link->alias, c->name, link->source,
			    source->ports.n_exposed);
}

int lifecycle_sources(const struct container *c, struct container **list,
		      size_t n, struct container ***sources, struct error *err)
{
	size_t i;

	if (link_sources(c, list, n, sources, err) < 0)
		return -1;
	for (i = 0; i < c->n_links; i++)
		warn_of_link(c, &c->links[i], (*sources)[i]);
	return 0;
}

static int start_one(struct container *c, struct container **list, size_t n,
		     struct error *err)
{
	struct container **sources;
	int status;

	if (c->state == CONTAINER_RUNNING)
		return 0;
	if (lifecycle_sources(c, list, n, &sources, err) < 0)
		return EXIT_NOT_RUN;
	status = supervisor_detach(c, sources, err);
	free(sources);
	return status;
}

/* Returns 0 or an exit status. */
static int start(const char *term, struct error *err)
{
	struct container **list, *c;
	int status = EXIT_NOT_RUN;
	size_t n;

	if (container_lock(err) < 0)
		return EXIT_NOT_RUN;
	if (container_list(&list, &n, err) == 0) {
		c = container_pick(list, n, term, err);
		if (c)
			status = start_one(c, list, n, err);
		container_list_free(list, n);
	}
	container_unlock();
	return status;
}

static void wait_for(pid_t pid, uint64_t start)
{
	int pidfd = process_open(pid, start);

	if (pidfd < 0)
		return;
	process_wait(pidfd, -1);
	close(pidfd);
}

void lifecycle_wait(const struct container *c)
{
	wait_for(c->pid, c->pid_start);
	wait_for(c->supervisor, c->supervisor_start);
}

void lifecycle_end(const struct container *c, int sig, int milliseconds)
{
	int init = process_open(c->pid, c->pid_start);

	if (init >= 0) {
		pidfd_send_signal(init, sig, NULL, 0);
		if (!process_wait(init, milliseconds))
			pidfd_send_signal(init, SIGKILL, NULL, 0);
		close(init);
	}
	lifecycle_wait(c);
}

static int stop(const char *term, int seconds, struct error *err)
{
	struct container *c;

	if (container_find(term, &c, err) < 0)
		return -1;
	if (c->state == CONTAINER_RUNNING)
		lifecycle_end(c, SIGTERM, seconds < 0 ? -1 : seconds * 1000);
	container_free(c);
	return 0;
}

int lifecycle_for_each(int argc, char **argv, const char *verb,
		       int (*one)(const char *term, void *data), void *data)
{
	struct error err;
	char *undone = NULL;
	int i, status, first = 0;

	for (i = 0; i < argc; i++) {
		char *before = undone;

		status = one(argv[i], data);
		if (!status) {
			puts(argv[i]);
			fflush(stdout);
			continue;
		}
		if (!first)
			first = status;
		undone = xasprintf("%s%s%s", before ? before : "",
				   before ? ", " : "", argv[i]);
		free(before);
	}
	if (undone && verb) {
		error_set(&err, 0, "failed to %s containers: %s", verb, undone);
		out_error(&err);
	}
	free(undone);
	return first;
}

static int start_argument(const char *term, void *data)
{
	struct error err;
	int status = start(term, &err);

	(void)data;
	if (status)
		out_error(&err);
	return status;
}

static int stop_argument(const char *term, void *data)
{
	const int *seconds = data;
	struct error err;

	if (stop(term, *seconds, &err) == 0)
		return EXIT_OK;
	return out_error(&err);
}

static int restart_argument(const char *term, void *data)
{
	int status = stop_argument(term, data);

	return status ? status : start_argument(term, NULL);
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

int cmd_start(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	opterr = 0;
	opt = getopt_long(argc, argv, ":", options, NULL);
	if (opt == 'H')
		return command_help("start");
	if (opt >= 0)
		return out_option_error("start", argv, opt);
	if (optind == argc)
		return out_usage_error("start", "no container named");
	return lifecycle_for_each(argc - optind, argv + optind, "start",
				  start_argument, NULL);
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
