/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands print: aligned tables for eyes, JSON for scripts, errors. */
#ifndef CTRNETCTL_OUT_H
#define CTRNETCTL_OUT_H

#include <jansson.h>
#include <stddef.h>

#include "error.h"

struct table;

/* A table with one line of column headings. Cells are copied. */
struct table *table_new(const char *const *headings, size_t n_columns);
void table_add(struct table *t, const char *const *cells);
/* Columns as wide as their widest cell, at least 10, three spaces between; to stdout. */
void table_print(const struct table *t);
void table_free(struct table *t);

/* Print to stdout, indented by four spaces, and drop the reference. */
void out_json(json_t *value);

/* "ctrnetctl: TEXT" on stderr. */
void out_error(const struct error *err);
void out_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
