/* SPDX-License-Identifier: GPL-2.0-only */
/* A container as ps shows it. */
#ifndef CTRNETCTL_PS_ROW_H
#define CTRNETCTL_PS_ROW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "container.h"
#include "rows.h"

/* What templates call the members of a row, and its table's headings. */
extern const struct row_heading ps_headings[];
extern const size_t ps_n_headings;

/*
 * A row for templates: text, as people see it; the command and ids whole with
 * @no_trunc, and then the names which the links of @list give it, too.
 */
json_t *ps_row(const struct container *c, struct container *const *list, size_t n,
	       bool no_trunc);
/* The same for scripts. */
json_t *ps_row_json(const struct container *c);

#endif
