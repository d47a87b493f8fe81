// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ages.h"
#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "container.h"
#include "container_json.h"
#include "out.h"
#include "strv.h"

/* Characters of a command that are shown. */
#define COMMAND_WIDTH 20

/**
 * struct ps_options - what is to be listed, and how
 * @all: those which do not run, too
 * @last: only that many, the newest; 0 for no limit
 * @quiet: ids only
 * @no_trunc: whole ids and commands, and the names that links give
 * @json: for scripts
 * @terms: names or ids; NULL-terminated, empty for all
 */
struct ps_options {
	bool all;
	size_t last;
	bool quiet;
	bool no_trunc;
	bool json;
	char *const *terms;
};

static bool is_wanted(const struct ps_options *o, const struct container *c)
{
	char *const *term;

	if (!o->all && c->state != CONTAINER_RUNNING)
		return false;
	for (term = o->terms; *term; term++) {
		const char *name = **term == '/' ? *term + 1 : *term;

		if (!strcmp(c->name, name) ||
		    (*name && !strncmp(c->id, name, strlen(name))))
			return true;
	}
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

/* Bytes of the first @characters of UTF-8 text; all of it if it has no more. */
static size_t bytes_of(const char *text, size_t characters)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if ((text[i] & 0xc0) != 0x80 && !characters--)
			break;
	return i;
}

/* In quotes, control characters made visible: a command cannot disturb the table. */
static char *quote(const char *text)
{
	char *quoted = xcalloc(strlen(text) * 2 + 3, 1);
	char *p = quoted;

	*p++ = '"';
	for (; *text; text++) {
		if (strchr("\"\\", *text))
			*p++ = '\\';
		*p++ = (unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text;
	}
	*p = '"';
	return quoted;
}

static char *command_cell(const struct container *c, bool whole)
{
	char *command = strv_join(c->argv, " ");
	char *cut, *quoted;

	if (!whole && command[bytes_of(command, COMMAND_WIDTH)]) {
		cut = xasprintf("%.*s\u2026",
				(int)bytes_of(command, COMMAND_WIDTH - 1),
				command);
		free(command);
		command = cut;
	}
	quoted = quote(command);
	free(command);
	return quoted;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *link_name(const struct container *recipient, size_t i)
{
	return xasprintf("%s/%s", recipient->name, recipient->links[i].alias);
}

/* Its own name and RECIPIENT/ALIAS of each link to it, sorted, with commas. */
static char *all_names(const struct container *c, struct container **list,
		       size_t n)
{
	char **names = NULL;
	char *text;
	size_t i, j;

	strv_take(&names, xstrdup(c->name));
	for (i = 0; i < n; i++)
		for (j = 0; j < list[i]->n_links; j++)
			if (!strcmp(list[i]->links[j].source, c->name))
				strv_take(&names, link_name(list[i], j));
	qsort(names, strv_len(names), sizeof(*names), by_text);
	text = strv_join(names, ",");
	strv_free(names);
	return text;
}

static char *created_cell(const struct container *c)
{
	char *age = age_in_words(container_now() - c->created);
	char *cell = xasprintf("%s ago", age);

	free(age);
	return cell;
}

static char *id_cell(const struct container *c, bool whole)
{
	return xstrndup(c->id, whole ? CONTAINER_ID_LEN : CONTAINER_SHORT_ID_LEN);
}

static void print_table(const struct ps_options *o, struct container **list,
			size_t shown, size_t n)
{
	static const char *const headings[] = {
		"CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS",
		"PORTS", "NAMES",
	};
	const size_t columns = ARRAY_SIZE(headings);
	struct table *t = table_new(headings, columns);
	size_t i, j;

	for (i = 0; i < shown; i++) {
		const struct container *c = list[i];
		char *cells[ARRAY_SIZE(headings)] = {
			id_cell(c, o->no_trunc),
			xstrdup(container_image(c)),
			command_cell(c, o->no_trunc),
			created_cell(c),
			age_status(c),
			ports_format(&c->ports, c->state == CONTAINER_RUNNING),
			o->no_trunc ? all_names(c, list, n) : xstrdup(c->name),
		};

		table_add(t, (const char *const *)cells);
		for (j = 0; j < columns; j++)
			free(cells[j]);
	}
	table_print(t);
	table_free(t);
}

static json_t *row_json(const struct container *c)
{
	char *created = age_timestamp(c->created);
	char *status = age_status(c);
	char *ports = ports_format(&c->ports, c->state == CONTAINER_RUNNING);
	json_t *json;

	json = json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:s}",
			 "Id", c->id,
			 "Name", c->name,
			 "Image", container_image(c),
			 "Command", strings_to_json(c->argv),
			 "Created", created,
			 "State", container_state_name(c),
			 "Status", status,
			 "Ports", ports,
			 "Network", c->network);
	free(ports);
	free(status);
	free(created);
	return json;
}

static void print_json(struct container **list, size_t n)
{
	json_t *rows = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(rows, row_json(list[i]));
	out_json(rows);
}

static void print_ids(const struct ps_options *o, struct container **list,
		      size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		char *id = id_cell(list[i], o->no_trunc);

		puts(id);
		free(id);
	}
}

static int list_containers(const struct ps_options *o)
{
	struct container **list;
	struct error err;
	size_t n, shown;

	if (container_list(&list, &n, &err) < 0)
		return out_error(&err);
	shown = select_wanted(o, list, n);
	if (!o->quiet || o->json)
		container_confirm_ports(list, shown);
	if (o->json)
		print_json(list, shown);
	else if (o->quiet)
		print_ids(o, list, shown);
	else
		print_table(o, list, shown, n);
	container_list_free(list, n);
	return EXIT_OK;
}

static int parse_last(struct ps_options *o, const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (!*text || *end || value < -1)
		return out_usage_error("ps", "'%s' is no number of containers",
				       text);
	/* 0 and -1, as Docker's default, set no limit. */
	if (value > 0) {
		o->last = value;
		o->all = true;
	}
	return 0;
}

int cmd_ps(int argc, char **argv)
{
	enum { OPT_NO_TRUNC = 256, OPT_JSON, OPT_HELP };
	static const struct option options[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "latest", no_argument, NULL, 'l' },
		{ "last", required_argument, NULL, 'n' },
		{ "no-trunc", no_argument, NULL, OPT_NO_TRUNC },
		{ "json", no_argument, NULL, OPT_JSON },
		{ "help", no_argument, NULL, OPT_HELP },
		{ NULL, 0, NULL, 0 },
	};
	struct ps_options given = { .all = false };
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":aqln:", options, NULL)) >= 0) {
		switch (opt) {
		case 'a':
			given.all = true;
			break;
		case 'q':
			given.quiet = true;
			break;
		case 'l':
			given.all = true;
			given.last = 1;
			break;
		case 'n':
			if (parse_last(&given, optarg))
				return EXIT_USAGE;
			break;
		case OPT_NO_TRUNC:
			given.no_trunc = true;
			break;
		case OPT_JSON:
			given.json = true;
			break;
		case OPT_HELP:
			return command_help("ps");
		default:
			return out_option_error("ps", argv, opt);
		}
	}
	given.terms = argv + optind;
	return list_containers(&given);
}
