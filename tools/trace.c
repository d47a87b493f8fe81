// SPDX-License-Identifier: GPL-2.0-only
/* The command trace. */
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
#include "tracing.h"

#include <linux/ctrnet.h>

static const char trace_options[] =
	"  -n, --count N          end after N lines\n"
	"      --json             for scripts, an object a line\n"
	"\n"
	"Which flows begin and end, and which packets are dropped, and why: those of a\n"
	"container, or of a port of the host; of all if neither is given.\n";

/**
 * struct told - what is told, and of what
 * @survey: what there was in the beginning
 * @filter: what is asked for
 * @count: how many lines are to be told; 0 for any number
 * @n: how many were
 * @json: for scripts
 */
struct told {
	struct survey survey;
	struct trace_filter filter;
	unsigned long count;
	unsigned long n;
	bool json;
};

static int add_addresses(struct told *t, const struct container *c, struct error *err)
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
static int choose(struct told *t, const char *word, struct error *err)
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
	c = containers_find(&t->survey.containers, word, err);
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
static void tell(const struct told *t, json_t *event)
{
	char *time = age_timestamp(container_now()), *text;

	explain(event);
	json_object_set_new(event, "Time", json_string(time));
	if (t->json) {
		out_json_line(json_incref(event));
	} else {
		text = trace_line_text(event);
		printf("%s %s\n", time, text);
		out_flush();
		free(text);
	}
	json_decref(event);
	free(time);
}

/* Whether nothing more is to be told. */
static bool is_over(const struct told *t)
{
	return ferror(stdout) || (t->count && t->n == t->count);
}

static void on_line(const char *line, void *data)
{
	struct told *t = data;
	json_t *event = is_over(t) ? NULL : trace_line_json(line);

	if (!event || !trace_line_fits(event, &t->filter)) {
		json_decref(event);
		return;
	}
	t->n++;
	tell(t, event);
}

static int follow(struct told *t, struct tracing *tracing, struct error *err)
{
	struct pollfd fd = { .fd = tracing_fd(tracing), .events = POLLIN };

	while (!is_over(t)) {
		if (poll(&fd, 1, -1) < 0)
			return error_set(err, errno, "cannot wait for the trace: %s",
					 strerror(errno));
		if (tracing_read(tracing, on_line, t, err) < 0)
			return -1;
	}
	return 0;
}

static int trace(struct told *t, struct error *err)
{
	struct tracing *tracing = tracing_open(err);
	int ret;

	if (!tracing)
		return -1;
	ret = tracing_enable(tracing, NULL, NULL, err);
	if (!ret) {
		/* For who waits for it. */
		if (isatty(STDERR_FILENO))
			fputs("Tracing; ^C ends it.\n", stderr);
		ret = follow(t, tracing, err);
	}
	tracing_close(tracing);
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

static int cmd_trace(int argc, char **argv)
{
	static const struct command_line line = { .command = "trace", .most = 1 };
	struct told t = { .count = 0 };
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

const struct command command_trace = {
	.name = "trace",
	.function = cmd_trace,
	.arguments = "[OPTION]... [CONTAINER|PORT[/PROTO]]",
	.summary = "Tell what becomes of packets, and why",
	.options = trace_options,
};
