// SPDX-License-Identifier: GPL-2.0-only
/* The command trace. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ages.h"
#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "drop_reason.h"
#include "options.h"
#include "out.h"
#include "ports.h"
#include "survey.h"
#include "trace_line.h"

#include <linux/ctrnet.h>

#define TRACING	"/sys/kernel/tracing"

/* Just so that a read ends. */
static void on_signal(int signal)
{
	(void)signal;
}

static void catch_signals(void)
{
	const struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	/* Who reads no more ends it, too. */
	signal(SIGPIPE, SIG_IGN);
}

/* An instance of its own: whoever else traces is not disturbed, nor does what he asks for come. */
static char *make_instance(struct error *err)
{
	char *path = xasprintf(TRACING "/instances/ctrnetctl-%d", getpid());

	if (access(TRACING "/events/ctrnet", F_OK) < 0)
		error_set(err, ENOENT,
			  access(TRACING "/instances", F_OK) < 0 ?
			  "tracing needs its file system: 'mount -t tracefs none " TRACING "'" :
			  "the ctrnet kernel module is not loaded: run 'modprobe ctrnet' as root");
	else if (mkdir(path, 0700) < 0)
		error_set(err, errno, "cannot make %s: %s", path,
			  errno == EACCES || errno == EPERM ? ERROR_NEEDS_ROOT : strerror(errno));
	else
		return path;
	free(path);
	return NULL;
}

static int enable(const char *instance, const char *value, struct error *err)
{
	char *path = xasprintf("%s/events/ctrnet/enable", instance);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		ret = error_set(err, errno, "cannot write to %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

/**
 * struct tracing - what is told, and of what
 * @survey: what there was in the beginning
 * @filter: what is asked for
 * @count: how many lines are left; 0 for any number
 * @json: for scripts
 */
struct tracing {
	struct survey survey;
	struct trace_filter filter;
	unsigned long count;
	bool json;
};

static int add_addresses(struct tracing *t, const struct container *c, struct error *err)
{
	struct trace_filter *f = &t->filter;
	size_t i;

	f->addresses = xcalloc(c->attachments.n * ATTACHMENT_ADDRESSES + 1,
			       sizeof(*f->addresses));
	for (i = 0; i < c->attachments.n; i++)
		f->n_addresses += attachment_addresses(&c->attachments.items[i],
						       f->addresses + f->n_addresses);
	return f->n_addresses ? 0 : error_set(err, 0, "container %s has no address", c->name);
}

/* A number is a port. */
static int choose(struct tracing *t, const char *word, struct error *err)
{
	struct port_exposed port = { 0 };
	struct container *c;

	if (!word)
		return 0;
	t->filter.pubs = t->survey.pubs;
	t->filter.n_pubs = t->survey.n_pubs;
	if (word[strspn(word, "0123456789")] == '\0' || strchr(word, '/')) {
		if (ports_parse_private(word, &port, err) < 0)
			return -1;
		if (!port.port)
			return error_set(err, 0, "invalid port: %s", word);
		t->filter.port = port.port;
		t->filter.protocol = port.protocol;
		return 0;
	}
	c = containers_pick(t->survey.list, t->survey.n, word, err);
	return c ? add_addresses(t, c, err) : -1;
}

static void explain(json_t *event)
{
	const char *name = json_string_value(json_object_get(event, "Reason"));
	unsigned int reason;

	for (reason = 1; name && reason <= CTRNET_DROP_MAX; reason++)
		if (!strcmp(drop_reason_name(reason), name))
			json_object_set_new(event, "Meaning",
					    json_string(drop_reason_text(reason)));
}

/* Drops the reference. */
static void tell(const struct tracing *t, json_t *event)
{
	char *time = age_timestamp(container_now()), *text;

	explain(event);
	json_object_set_new(event, "Time", json_string(time));
	if (t->json) {
		out_json_line(json_incref(event));
	} else {
		text = trace_line_text(event);
		printf("%s %s\n", time, text);
		fflush(stdout);
		free(text);
	}
	json_decref(event);
	free(time);
}

/* Whether there is more to be told. */
static bool on_line(struct tracing *t, const char *line)
{
	json_t *event = trace_line_json(line);

	if (!event || !trace_line_fits(event, &t->filter)) {
		json_decref(event);
		return true;
	}
	tell(t, event);
	if (ferror(stdout))
		return false;
	return !t->count || --t->count;
}

static int follow(struct tracing *t, const char *instance, struct error *err)
{
	char *path = xasprintf("%s/trace_pipe", instance), *line = NULL;
	FILE *pipe = fopen(path, "re");
	size_t size = 0;

	free(path);
	if (!pipe)
		return error_set(err, errno, "cannot read the trace: %s", strerror(errno));
	while (getline(&line, &size, pipe) > 0 && on_line(t, line))
		;
	free(line);
	fclose(pipe);
	return 0;
}

static int trace(struct tracing *t, struct error *err)
{
	char *instance = make_instance(err);
	int ret;

	if (!instance)
		return -1;
	catch_signals();
	ret = enable(instance, "1", err);
	if (!ret) {
		/* For who waits for it. */
		if (isatty(STDERR_FILENO))
			fputs("Tracing; ^C ends it.\n", stderr);
		ret = follow(t, instance, err);
	}
	rmdir(instance);
	free(instance);
	return ret;
}

static bool parse_count(const char *text, unsigned long *count)
{
	char *end;

	if (!text)
		return true;
	*count = strtoul(text, &end, 10);
	return isdigit((unsigned char)*text) && !*end && *count;
}

int cmd_trace(int argc, char **argv)
{
	static const struct command_line line = { .command = "trace", .most = 1 };
	struct tracing t = { .count = 0 };
	const char *count = NULL;
	const struct option_slot slots[] = {
		{ "count", 'n', .value = &count },
		{ "json", .flag = &t.json },
		{ .name = NULL }
	};
	struct error err;
	int status, ret;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	if (!parse_count(count, &t.count))
		return out_usage_error("trace", "'%s' is no number of lines", count);

	ret = survey_take(&t.survey, &err);
	if (!ret)
		ret = choose(&t, argv[0], &err);
	if (!ret)
		ret = trace(&t, &err);
	free(t.filter.addresses);
	survey_free(&t.survey);
	return ret ? out_error(&err) : EXIT_OK;
}
