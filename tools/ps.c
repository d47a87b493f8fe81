// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "containers.h"
#include "options.h"
#include "out.h"
#include "ps_filter.h"
#include "ps_row.h"
#include "rows.h"
#include "strv.h"

static const char ps_options[] =
	"  -a, --all              also those which do not run\n"
	"  -l, --latest           the newest one, whether it runs or not\n"
	"  -n, --last N           the newest N\n"
	"  -q, --quiet            only ids\n"
	"  -f, --filter NAME=VALUE\n"
	"                         only those which match; NAME is id, name, status,\n"
	"                         exited, ancestor, network, label, publish, expose,\n"
	"                         before or since\n"
	"      --format TEMPLATE  a line for each, such as '{{.Names}}: {{.Ports}}', or\n"
	"                         'table TEMPLATE', or json\n"
	"      --no-trunc         whole ids and commands, and names by links\n"
	"      --merge-ports      one entry, *:80->80/tcp, for IPv4 and IPv6\n"
	"      --json             for scripts\n";

static const char default_format[] =
	"table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t"
	"{{.Status}}\t{{.Ports}}\t{{.Names}}";

/**
 * struct ps_options - what is to be listed, and how
 * @all: those which do not run, too
 * @last: only that many, the newest; 0 for no limit
 * @quiet: ids only
 * @no_trunc: whole ids and commands, and the names that links give
 * @merge_ports: one entry for what is published in both families
 * @json: for scripts
 * @format: of a line, or a table
 * @filters: what else they must be
 * @terms: names or ids; NULL-terminated, empty for all
 */
struct ps_options {
	bool all;
	size_t last;
	bool quiet;
	bool no_trunc;
	bool merge_ports;
	bool json;
	const char *format;
	struct ps_filters filters;
	char *const *terms;
};

static bool has_name(const struct container *c, const char *term)
{
	const char *name = *term == '/' ? term + 1 : term;

	return !strcmp(c->name, name) ||
	       (*name && !strncmp(c->id, name, strlen(name)));
}

static bool is_wanted(const struct ps_options *o, const struct container *c)
{
	char *const *term;

	if ((!o->all && !o->filters.asks_state && c->state != CONTAINER_RUNNING) ||
	    !ps_filter_matches(&o->filters, c))
		return false;
	for (term = o->terms; *term; term++)
		if (has_name(c, *term))
			return true;
	return !*o->terms;
}

/* Keep what is wanted at the front of the list; returns how many. */
static size_t select_wanted(const struct ps_options *o, struct container **list,
			    size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n && (!o->last || kept < o->last); i++) {
		struct container *c = list[i];

		if (!is_wanted(o, c))
			continue;
		/* Swapped, not overwritten: all are freed in the end. */
		list[i] = list[kept];
		list[kept++] = c;
	}
	return kept;
}

static int print_rows(const struct ps_options *o, struct container **list,
		      size_t shown, size_t n)
{
	const struct ps_view view = {
		.list = list,
		.n = n,
		.no_trunc = o->no_trunc,
		.merge_ports = o->merge_ports,
	};
	json_t *rows = json_array();
	int status;
	size_t i;

	for (i = 0; i < shown; i++)
		json_array_append_new(rows, ps_row(list[i], &view));
	status = rows_print(o->format, rows, ps_headings, ps_n_headings);
	json_decref(rows);
	return status;
}

static void print_json(struct container **list, size_t n)
{
	json_t *rows = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(rows, ps_row_json(list[i]));
	out_json(rows);
}

static void print_ids(const struct ps_options *o, struct container **list,
		      size_t n)
{
	int len = o->no_trunc ? CONTAINER_ID_LEN : CONTAINER_SHORT_ID_LEN;
	size_t i;

	for (i = 0; i < n; i++)
		printf("%.*s\n", len, list[i]->id);
}

/* Scripts take nothing for an answer. */
static bool is_for_people(const struct ps_options *o)
{
	return o->format == default_format && !o->quiet && !o->json;
}

static int print_list(const struct ps_options *o, struct container **list, size_t n)
{
	size_t shown = select_wanted(o, list, n);
	int status = EXIT_OK;

	if (!o->quiet || o->json)
		container_confirm_ports(list, shown);
	if (o->json)
		print_json(list, shown);
	else if (o->quiet)
		print_ids(o, list, shown);
	else
		status = print_rows(o, list, shown, n);
	if (!shown && o->filters.n && is_for_people(o))
		out_warning("no container fits the filter: 'ps -a' lists all");
	return status;
}

/* The container which is called that; NULL if there is none. */
static const struct container *named(struct container *const *list, size_t n,
				     const char *term)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (has_name(list[i], term))
			return list[i];
	return NULL;
}

/* Of what was asked for by name and is not listed: why not. Returns an exit status. */
static int tell_missing(const struct ps_options *o, struct container *const *list,
			size_t n)
{
	const struct container *c;
	int status = EXIT_OK;
	struct error err;
	char *const *term;

	for (term = o->terms; *term; term++) {
		c = named(list, n, *term);
		if (!c) {
			error_set(&err, ENOENT, "No such container: %s", *term);
			status = out_error(&err);
		} else if (is_for_people(o) && !o->all && !o->filters.asks_state &&
			   c->state != CONTAINER_RUNNING) {
			out_warning("%s does not run: 'ps -a' lists it, too", *term);
		}
	}
	return status;
}

static int list_containers(struct ps_options *o)
{
	struct containers all = { .items = NULL };
	struct error err;
	int status;

	if (containers_load(&all, &err) < 0)
		return out_error(&err);
	/* Those who ask for published ports ask the kernel. */
	if (o->filters.asks_ports)
		container_confirm_ports(all.items, all.n);
	if (ps_filter_resolve(&o->filters, &all, &err) < 0)
		status = out_error(&err);
	else
		status = print_list(o, all.items, all.n);
	if (!status)
		status = tell_missing(o, all.items, all.n);
	containers_free(&all);
	return status;
}

/* 0 and -1, as Docker's default, set no limit. */
static int set_last(struct ps_options *o, const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (!*text || *end || value < -1)
		return out_usage_error("ps", "'%s' is no number of containers",
				       text);
	if (value > 0)
		o->last = value;
	return EXIT_OK;
}

static int add_filters(struct ps_options *o, char *const *filters)
{
	struct error err;

	for (; filters && *filters; filters++)
		if (ps_filter_add(&o->filters, *filters, &err) < 0)
			return out_error(&err);
	return EXIT_OK;
}

/**
 * struct ps_words - options which say what others say, or with a value to be checked
 * @filters: of --filter
 * @last: of --last, or NULL
 * @latest: --latest
 */
struct ps_words {
	char **filters;
	const char *last;
	bool latest;
};

static int complete_options(struct ps_options *o, const struct ps_words *words)
{
	int status = words->last ? set_last(o, words->last) : EXIT_OK;

	if (words->latest)
		o->last = 1;
	o->all |= o->last != 0;
	return status ? status : add_filters(o, words->filters);
}

static int cmd_ps(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "ps",
		.most = OPTIONS_ANY,
	};
	struct ps_options given = { .format = default_format };
	struct ps_words words = { .filters = NULL };
	const struct option_slot slots[] = {
		{ "all", 'a', .flag = &given.all },
		{ "quiet", 'q', .flag = &given.quiet },
		{ "latest", 'l', .flag = &words.latest },
		{ "last", 'n', .value = &words.last },
		{ "filter", 'f', .values = &words.filters },
		{ "format", .value = &given.format },
		{ "no-trunc", .flag = &given.no_trunc },
		{ "merge-ports", .flag = &given.merge_ports },
		{ "json", .flag = &given.json },
		{ .name = NULL }
	};
	int status;

	if (options_parse(&line, slots, &argc, &argv, &status)) {
		given.terms = argv;
		status = complete_options(&given, &words);
		if (!status)
			status = list_containers(&given);
	}
	ps_filters_free(&given.filters);
	strv_free(words.filters);
	return status;
}

const struct command command_ps = {
	.name = "ps",
	.function = cmd_ps,
	.arguments = "[OPTION]... [CONTAINER]...",
	.summary = "List containers",
	.options = ps_options,
};
