// SPDX-License-Identifier: GPL-2.0-only
#include "rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "out.h"
#include "strv.h"
#include "template.h"

#define TABLE_PREFIX	"table"

/* Shells hand on "\t" and "\n" as they are typed. */
static char *unescape(const char *format)
{
	char *text = xcalloc(strlen(format) + 1, 1);
	char *to = text;

	for (; *format; format++) {
		if (format[0] == '\\' && (format[1] == 't' || format[1] == 'n')) {
			format++;
			*to++ = *format == 't' ? '\t' : '\n';
		} else {
			*to++ = *format;
		}
	}
	return text;
}

/* The template of a table, or NULL if it is to be none. */
static const char *table_template(const char *format)
{
	size_t len = strlen(TABLE_PREFIX);

	if (strncmp(format, TABLE_PREFIX, len) || (format[len] && !strchr(" \t", format[len])))
		return NULL;
	return format + len + strspn(format + len, " \t");
}

static char **split_cells(char *line)
{
	char **cells = NULL;
	char *cell;

	while ((cell = strsep(&line, "\t")))
		strv_take(&cells, xstrdup(cell));
	return cells;
}

/* The cells of one row; NULL with @err filled. */
static char **make_cells(const char *template, const json_t *row, struct error *err)
{
	char *line = template_apply(template, row, err);
	char **cells;

	if (!line)
		return NULL;
	cells = split_cells(line);
	free(line);
	return cells;
}

static json_t *headings_row(const struct row_heading *headings, size_t n)
{
	json_t *row = json_object();
	size_t i;

	for (i = 0; i < n; i++)
		json_object_set_new(row, headings[i].member,
				    json_string(headings[i].heading));
	return row;
}

/* A row may have more or less cells than the first one: its template has conditions. */
static void add_cells(struct table *table, size_t columns, char **cells)
{
	const char **row = xcalloc(columns, sizeof(*row));
	size_t i, n = strv_len(cells);

	for (i = 0; i < columns; i++)
		row[i] = i < n ? cells[i] : "";
	table_add(table, row);
	free(row);
}

static int fill_table(struct table *table, size_t columns, const char *template,
		      const json_t *rows, struct error *err)
{
	char **cells;
	json_t *row;
	size_t i;

	json_array_foreach((json_t *)rows, i, row) {
		cells = make_cells(template, row, err);
		if (!cells)
			return -1;
		add_cells(table, columns, cells);
		strv_free(cells);
	}
	return 0;
}

static int print_table(const char *template, const json_t *rows, const json_t *headings)
{
	struct table *table;
	struct error err;
	char **cells;
	int ret;

	cells = make_cells(template, headings, &err);
	if (!cells)
		return out_error(&err);
	table = table_new((const char *const *)cells, strv_len(cells));
	ret = fill_table(table, strv_len(cells), template, rows, &err);
	if (!ret)
		table_print(table);
	table_free(table);
	strv_free(cells);
	return ret ? out_error(&err) : EXIT_OK;
}

static int print_lines(const char *template, const json_t *rows)
{
	struct error err;
	json_t *row;
	char *line;
	size_t i;

	json_array_foreach((json_t *)rows, i, row) {
		line = template_apply(template, row, &err);
		if (!line)
			return out_error(&err);
		puts(line);
		free(line);
	}
	return EXIT_OK;
}

int rows_print(const char *format, const json_t *rows,
	       const struct row_heading *headings, size_t n)
{
	char *text = unescape(strcmp(format, "json") ? format : "{{json .}}");
	json_t *names = headings_row(headings, n);
	const char *template = table_template(text);
	struct error err;
	int status;

	/* A field which rows do not have is told even if there are none. */
	if (template_check(template ? template : text, names, &err) < 0) {
		out_error(&err);
		status = err.code == ENOENT ? EXIT_REFUSED : EXIT_TEMPLATE;
	} else if (template) {
		status = print_table(template, rows, names);
	} else {
		status = print_lines(text, rows);
	}
	json_decref(names);
	free(text);
	return status;
}
