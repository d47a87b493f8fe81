// SPDX-License-Identifier: GPL-2.0-only
#include "ps_row.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ages.h"
#include "alloc.h"
#include "compiler.h"
#include "container_json.h"
#include "label.h"
#include "strv.h"
#include "text.h"

/* Characters of a command that are shown. */
#define COMMAND_WIDTH 20

const struct row_heading ps_headings[] = {
	{ "ID", "CONTAINER ID" },
	{ "Image", "IMAGE" },
	{ "Command", "COMMAND" },
	{ "CreatedAt", "CREATED AT" },
	{ "RunningFor", "CREATED" },
	{ "State", "STATE" },
	{ "Status", "STATUS" },
	{ "Ports", "PORTS" },
	{ "Names", "NAMES" },
	{ "Networks", "NETWORKS" },
	{ "Labels", "LABELS" },
};

const size_t ps_n_headings = ARRAY_SIZE(ps_headings);

/* Bytes of the first @characters of UTF-8 text; all of it if it has no more. */
static size_t bytes_of(const char *text, size_t characters)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if ((text[i] & 0xc0) != 0x80 && !characters--)
			break;
	return i;
}

/* In quotes. */
static char *quote(const char *text)
{
	char *quoted = xcalloc(strlen(text) * 2 + 3, 1);
	char *p = quoted;

	*p++ = '"';
	for (; *text; text++) {
		if (strchr("\"\\", *text))
			*p++ = '\\';
		*p++ = *text;
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
static char *all_names(const struct container *c, struct container *const *list,
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

/* As Go prints a time. */
static char *created_at(const struct container *c)
{
	time_t seconds = c->created / INT64_C(1000000000);
	char text[64];
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %z %Z", &tm);
	return xstrdup(text);
}

static char *networks_cell(const struct container *c)
{
	char **names = NULL;
	char *text;
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		strv_take(&names, xstrdup(c->attachments.items[i].network));
	if (!names)
		return xstrdup(c->network);
	text = strv_join(names, ",");
	strv_free(names);
	return text;
}

/* Nothing in it can disturb the table, or the terminal. */
static void set(json_t *row, const char *member, char *text)
{
	text_make_printable(text);
	json_object_set_new(row, member, json_string(text));
	free(text);
}

json_t *ps_row(const struct container *c, const struct ps_view *view)
{
	bool live = c->state == CONTAINER_RUNNING;
	json_t *row = json_object();

	set(row, "ID", id_cell(c, view->no_trunc));
	set(row, "Image", xstrdup(container_image(c)));
	set(row, "Command", command_cell(c, view->no_trunc));
	set(row, "CreatedAt", created_at(c));
	set(row, "RunningFor", created_cell(c));
	set(row, "State", xstrdup(container_state_name(c)));
	set(row, "Status", age_status(c));
	set(row, "Ports", view->merge_ports ? ports_format_merged(&c->ports, live) :
					       ports_format(&c->ports, live));
	set(row, "Names", view->no_trunc ? all_names(c, view->list, view->n) : xstrdup(c->name));
	set(row, "Networks", networks_cell(c));
	set(row, "Labels", strv_join(c->labels, ","));
	return row;
}

json_t *ps_row_json(const struct container *c)
{
	char *created = age_timestamp(c->created);
	char *status = age_status(c);
	char *ports = ports_format(&c->ports, c->state == CONTAINER_RUNNING);
	json_t *json;

	json = json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:o}",
			 "Id", c->id,
			 "Name", c->name,
			 "Image", container_image(c),
			 "Command", strings_to_json(c->argv),
			 "Created", created,
			 "State", container_state_name(c),
			 "Status", status,
			 "Ports", ports,
			 "Network", c->network,
			 "Labels", label_json(c->labels));
	free(ports);
	free(status);
	free(created);
	return json;
}
