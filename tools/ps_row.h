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

/**
 * struct ps_view - how rows are to look
 * @list: all containers
 * @n: how many
 * @no_trunc: command and ids whole, and the names which links give, too
 * @merge_ports: one entry for what is published in both families
 */
struct ps_view {
	struct container *const *list;
	size_t n;
	bool no_trunc;
	bool merge_ports;
};

/* A row for templates: text, as people see it. */
json_t *ps_row(const struct container *c, const struct ps_view *view);
/* The same for scripts. */
json_t *ps_row_json(const struct container *c);

#endif
