// SPDX-License-Identifier: GPL-2.0-only
/* The command image ls. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ages.h"
#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "container.h"
#include "image.h"
#include "image_command.h"
#include "label.h"
#include "options.h"
#include "out.h"
#include "strv.h"

static const char ls_help[] =
	"Usage: ctrnetctl image ls [OPTION]...\n"
	"List images.\n\n"
	"  -f, --filter label=KEY[=VALUE]\n"
	"                         only those with a label\n"
	"  -q, --quiet            only ids\n"
	"      --no-trunc         whole ids\n"
	"      --json             for scripts\n";

#define IMAGE_COLUMNS	5

/**
 * struct ls_options - what is to be listed, and how
 * @filters: label=KEY[=VALUE], each of which has to fit
 * @quiet: only ids
 * @no_trunc: ids as they are
 * @json: for scripts
 */
struct ls_options {
	char **filters;
	bool quiet;
	bool no_trunc;
	bool json;
};

/* The label of a filter; NULL if it is of another kind. */
static const char *label_of(const char *filter)
{
	static const char kind[] = "label=";

	return strncmp(filter, kind, strlen(kind)) ? NULL : filter + strlen(kind);
}

static int check_filters(char *const *filters, struct error *err)
{
	for (; filters && *filters; filters++)
		if (!label_of(*filters))
			return error_set(err, EINVAL,
					 "invalid filter '%s': it is label=KEY[=VALUE]",
					 *filters);
	return 0;
}

static bool is_wanted(const struct image *image, const struct ls_options *o)
{
	char *const *filter;

	for (filter = o->filters; filter && *filter; filter++)
		if (!label_matches(image->labels, label_of(*filter)))
			return false;
	return true;
}

/* Keep what is wanted, and free the others; returns how many are left. */
static size_t select_wanted(struct image **list, size_t n, const struct ls_options *o)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		if (is_wanted(list[i], o))
			list[kept++] = list[i];
		else
			image_free(list[i]);
	}
	return kept;
}

static char *id_cell(const struct image *image, const struct ls_options *o)
{
	return xstrndup(image->id, o->no_trunc ? IMAGE_ID_LEN :
						 CONTAINER_SHORT_ID_LEN);
}

static void add_row(struct table *t, const struct image *image,
		    const struct ls_options *o)
{
	const char *colon = strrchr(image->name, ':');
	char *age = age_in_words(container_now() - image->created);
	char *cells[IMAGE_COLUMNS] = {
		xstrndup(image->name, colon - image->name),
		xstrdup(colon + 1),
		id_cell(image, o),
		xasprintf("%s ago", age),
		xstrdup(image->rootfs),
	};
	size_t i;

	table_add(t, (const char *const *)cells);
	for (i = 0; i < ARRAY_SIZE(cells); i++)
		free(cells[i]);
	free(age);
}

static void print_table(struct image *const *list, size_t n,
			const struct ls_options *o)
{
	static const char *const headings[IMAGE_COLUMNS] = {
		"REPOSITORY", "TAG", "IMAGE ID", "CREATED", "ROOT",
	};
	struct table *t = table_new(headings, ARRAY_SIZE(headings));
	size_t i;

	for (i = 0; i < n; i++)
		add_row(t, list[i], o);
	table_print(t);
	table_free(t);
}

static void print_ids(struct image *const *list, size_t n,
		      const struct ls_options *o)
{
	size_t i;

	for (i = 0; i < n; i++) {
		char *id = id_cell(list[i], o);

		puts(id);
		free(id);
	}
}

static void print_json(struct image *const *list, size_t n)
{
	json_t *rows = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(rows, image_inspect_json(list[i]));
	out_json(rows);
}

static int list_images(const struct ls_options *o)
{
	char **unreadable, **line;
	struct image **list;
	struct error err;
	size_t n;

	if (check_filters(o->filters, &err) < 0 ||
	    image_list(&list, &n, &unreadable, &err) < 0)
		return out_error(&err);
	n = select_wanted(list, n, o);
	for (line = unreadable; line && *line; line++)
		out_warning("%s", *line);
	if (o->json)
		print_json(list, n);
	else if (o->quiet)
		print_ids(list, n, o);
	else
		print_table(list, n, o);
	images_free(list, n);
	strv_free(unreadable);
	return EXIT_OK;
}

int image_ls(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "image ls",
		.help = ls_help,
	};
	struct ls_options given = { .filters = NULL };
	const struct option_slot slots[] = {
		{ "filter", 'f', .values = &given.filters },
		{ "quiet", 'q', .flag = &given.quiet },
		{ "no-trunc", .flag = &given.no_trunc },
		{ "json", .flag = &given.json },
		{ .name = NULL }
	};
	int status;

	if (options_parse(&line, slots, &argc, &argv, &status))
		status = list_images(&given);
	strv_free(given.filters);
	return status;
}
