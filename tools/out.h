/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the commands print: aligned tables for eyes, JSON for scripts, errors.
 * Data goes to stdout, everything else to stderr.
 */
#ifndef CTRNETCTL_OUT_H
#define CTRNETCTL_OUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "compiler.h"
#include "error.h"

struct option;
struct table;

/* A table with one line of column headings. Cells are copied. */
struct table *table_new(const char *const *headings, size_t n_columns);
void table_add(struct table *t, const char *const *cells);
/* Columns three wider than their widest cell, at least 10, the last one ragged; to stdout. */
void table_print(const struct table *t);
void table_free(struct table *t);

/* Print to stdout, indented by four spaces, and drop the reference. */
void out_json(json_t *value);

/* The same on one line, at once: of what is done, or comes, one after another. */
void out_json_line(json_t *value);
/*
 * What a command has done: @what, or for scripts an object of which it is the
 * member @kind, on a line of its own, at once.
 */
void out_done(const char *kind, const char *what, bool json);
/* The same of what a command has made: @id, or for scripts Id and Name. */
void out_made(const char *id, const char *name, bool json);

/*
 * Of a command that was understood, but refused or failed: "Error: TEXT".
 * Returns EXIT_REFUSED, for the command to return unless it has another code
 * for this.
 */
int out_error(const struct error *err);
/* "WARNING: TEXT"; the command goes on. */
void out_warning(const char *fmt, ...) __printf(1, 2);

/* Instead of fflush(stdout): out_finish() tells why it failed. */
void out_flush(void);
/*
 * After all else, once: if standard output could not be written, that is said, and is a
 * failure. Returns @status, or what stands in its place. A command whose output is a
 * container's writes nothing itself, and keeps its status.
 */
int out_finish(int status);

/* What --help is answered with. Returns EXIT_OK, for the command to return. */
int out_help(const char *text);

/*
 * Of a command line that was not understood: "ctrnetctl: TEXT" and a line
 * "Try 'ctrnetctl COMMAND --help'.", where @command may have two words, or
 * none (NULL). Is EXIT_USAGE, for the command to return; a macro, so that compilers and
 * analyzers know what it is.
 */
#define out_usage_error(command, ...)	({ out_usage(command, __VA_ARGS__); EXIT_USAGE; })
void out_usage(const char *command, const char *fmt, ...)
	__printf(2, 3);

/*
 * The same, for a command which does not exist, of a group of commands such as
 * network, or of none (NULL); @names are those which do exist.
 */
int out_unknown_command(const char *group, const char *typed,
			const char *const *names, size_t n);
/*
 * The same, for what getopt_long() refused by returning '?' or ':'; @options are
 * those which it was given. opterr is 0 for that, and the option string begins with
 * "+:" or ":".
 */
int out_option_error(const char *command, char *const *argv, int refusal,
		     const struct option *options);

#endif
