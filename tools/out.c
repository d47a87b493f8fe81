// SPDX-License-Identifier: GPL-2.0-only
#include "out.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "elsewhere.h"
#include "suggest.h"
#include "text.h"

#define BOLD		"\033[1m"
#define RED		"\033[31m"
#define PLAIN		"\033[0m"

#define COLUMN_GAP	3
#define COLUMN_MIN	10

/**
 * struct table - rows of cells, the headings being the first row
 * @n_columns: cells of each row
 * @n_rows: rows
 * @cells: all cells, row by row
 */
struct table {
	size_t n_columns;
	size_t n_rows;
	char **cells;
};

/* Colours are for people, and only for those who do not mind (https://no-color.org). */
static bool colourful(FILE *file)
{
	const char *unwanted = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(fileno(file)) && (!unwanted || !*unwanted) && terminal &&
	       strcmp(terminal, "dumb");
}

struct table *table_new(const char *const *headings, size_t n_columns)
{
	struct table *t = xcalloc(1, sizeof(*t));

	t->n_columns = n_columns;
	table_add(t, headings);
	return t;
}

void table_add(struct table *t, const char *const *cells)
{
	size_t i, n = t->n_rows * t->n_columns;

	t->cells = xreallocarray(t->cells, n + t->n_columns, sizeof(*t->cells));
	for (i = 0; i < t->n_columns; i++)
		t->cells[n + i] = xstrdup(cells[i]);
	t->n_rows++;
}

/* Characters, not bytes: those which continue a UTF-8 sequence take no room. */
static int text_width(const char *text)
{
	int width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

static int column_width(const struct table *t, size_t column)
{
	int width, widest = COLUMN_MIN - COLUMN_GAP;
	size_t i;

	for (i = column; i < t->n_rows * t->n_columns; i += t->n_columns) {
		width = text_width(t->cells[i]);
		if (width > widest)
			widest = width;
	}
	return widest + COLUMN_GAP;
}

static void print_row(const struct table *t, size_t row, const int *widths)
{
	const char *cell;
	size_t column;

	for (column = 0; column + 1 < t->n_columns; column++) {
		cell = t->cells[row * t->n_columns + column];
		printf("%s%*s", cell, widths[column] - text_width(cell), "");
	}
	fputs(t->cells[row * t->n_columns + column], stdout);
}

void table_print(const struct table *t)
{
	int *widths = xcalloc(t->n_columns, sizeof(*widths));
	bool colour = colourful(stdout);
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		widths[i] = column_width(t, i);
	fputs(colour ? BOLD : "", stdout);
	for (i = 0; i < t->n_rows; i++) {
		print_row(t, i, widths);
		puts(colour && !i ? PLAIN : "");
	}
	free(widths);
}

void table_free(struct table *t)
{
	size_t i;

	for (i = 0; i < t->n_rows * t->n_columns; i++)
		free(t->cells[i]);
	free(t->cells);
	free(t);
}

/* Why something was not written, errno; 0: all was, or nobody knows. */
static int write_failure;

void out_flush(void)
{
	if (fflush(stdout) == EOF && !write_failure)
		write_failure = errno;
}

/* Whoever reads no further, has what he wanted. */
static bool reader_is_gone(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	return poll(&out, 1, 0) > 0 && (out.revents & POLLERR);
}

int out_finish(int status)
{
	struct error err;

	out_flush();
	if (!ferror(stdout) || reader_is_gone())
		return status;
	error_set(&err, write_failure, "cannot write to standard output");
	if (write_failure)
		error_set(&err, write_failure, "cannot write to standard output: %s",
			  strerror(write_failure));
	out_error(&err);
	return status ? status : EXIT_REFUSED;
}

/* Words in it may be a container's: a terminal is to heed none. */
static void print_json(json_t *value, size_t flags)
{
	char *text = json_dumps(value, flags | JSON_ENCODE_ANY);

	if (text)
		text_print_json(stdout, text);
	putchar('\n');
	free(text);
	json_decref(value);
}

void out_json(json_t *value)
{
	print_json(value, JSON_INDENT(4));
}

void out_json_line(json_t *value)
{
	print_json(value, JSON_COMPACT);
	out_flush();
}

static void print_line(const char *text)
{
	puts(text);
	out_flush();
}

void out_done(const char *kind, const char *what, bool json)
{
	if (json)
		out_json_line(json_pack("{s:s}", kind, what));
	else
		print_line(what);
}

void out_made(const char *id, const char *name, bool json)
{
	if (json)
		out_json_line(json_pack("{s:s, s:s}", "Id", id, "Name", name));
	else
		print_line(id);
}

int out_help(const char *text)
{
	fputs(text, stdout);
	return EXIT_OK;
}

/* Words in @text may be of an image's author, or a container's: a terminal is to heed none. */
static void print_complaint(const char *prefix, char *text)
{
	/* Both may go to one place, in which the order is to be kept. */
	out_flush();
	text_make_printable(text);
	fprintf(stderr, "%s %s\n", prefix, text);
	free(text);
}

int out_error(const struct error *err)
{
	print_complaint(colourful(stderr) ? RED "Error:" PLAIN : "Error:", xstrdup(err->text));
	return EXIT_REFUSED;
}

void out_warning(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_complaint("WARNING:", xvasprintf(fmt, args));
	va_end(args);
}

void out_usage(const char *command, const char *fmt, ...)
{
	va_list args;

	fputs("ctrnetctl: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, "\nTry 'ctrnetctl %s%s--help'.\n", command ? command : "",
		command ? " " : "");
}

int out_unknown_command(const char *group, const char *typed,
			const char *const *names, size_t n)
{
	const char *meant = suggest(typed, names, n);

	return out_usage_error(group, "unknown command '%s'%s%s%s", typed,
			       meant ? "; did you mean '" : "", meant ? meant : "",
			       meant ? "'?" : "");
}

/* The option whose name is most like @typed; or NULL. */
static const char *suggest_option(const char *typed, const struct option *options)
{
	const char **names = NULL, *meant;
	size_t n;

	for (n = 0; options[n].name; n++) {
		names = xreallocarray(names, n + 1, sizeof(*names));
		names[n] = options[n].name;
	}
	meant = suggest(typed, names, n);
	free(names);
	return meant;
}

/* What there is in the place of an option of Docker's; or NULL. */
static const char *instead_of(const char *command, const char *option)
{
	/* Options of run are create's, too. */
	return elsewhere(!strcmp(command, "create") ? "run" : command, option);
}

static int unknown_letter(const char *command, char letter)
{
	const char option[] = { '-', letter, '\0' };
	const char *instead = instead_of(command, option);

	return out_usage_error(command, "%s '%s'%s%s",
			       instead ? "there is no option" : "unknown option", option,
			       instead ? ": " : "", instead ? instead : "");
}

static int unknown_option(const char *command, const char *given,
			  const struct option *options)
{
	char *typed = xstrndup(given, strcspn(given, "="));
	const char *meant = suggest_option(typed + 2, options);
	const char *instead = instead_of(command, typed);

	free(typed);
	if (instead)
		return out_usage_error(command, "there is no option '%s': %s", given, instead);
	return out_usage_error(command, "unknown option '%s'%s%s%s", given,
			       meant ? "; did you mean '--" : "", meant ? meant : "",
			       meant ? "'?" : "");
}

int out_option_error(const char *command, char *const *argv, int refusal,
		     const struct option *options)
{
	const char *given = argv[optind - 1];

	if (refusal == ':')
		return out_usage_error(command, "option '%s' needs a value", given);
	/* Only for a long option which does not exist is there no optopt. */
	if (!optopt)
		return unknown_option(command, given, options);
	if (strncmp(given, "--", 2))
		return unknown_letter(command, optopt);
	return out_usage_error(command, "option '%.*s' takes no value",
			       (int)strcspn(given, "="), given);
}
