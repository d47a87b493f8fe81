// SPDX-License-Identifier: GPL-2.0-only
/* The command image ls. */
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
#include "options.h"
#include "out.h"
#include "strv.h"

static const char ls_help[] =
	"Usage: ctrnetctl image ls [OPTION]...\n"
	"List images.\n\n"
	"  -q, --quiet            only ids\n"
	"      --no-trunc         whole ids\n"
	"      --json             for scripts\n";

#define IMAGE_COLUMNS	5

struct ls_options {
	bool quiet;
	bool no_trunc;
	bool json;
};

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

	if (image_list(&list, &n, &unreadable, &err) < 0)
		return out_error(&err);
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
	struct ls_options given = { .quiet = false };
	const struct option_slot slots[] = {
		{ "quiet", 'q', .flag = &given.quiet },
		{ "no-trunc", .flag = &given.no_trunc },
		{ "json", .flag = &given.json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return list_images(&given);
}
