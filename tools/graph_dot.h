/* SPDX-License-Identifier: GPL-2.0-only */
/* Networks, containers, published ports and links as a drawing in dot's language. */
#ifndef CTRNETCTL_GRAPH_DOT_H
#define CTRNETCTL_GRAPH_DOT_H

#include <stdbool.h>

#include "survey.h"

/* Of the networks of @s for which @wanted is set; malloc'ed. Pure function. */
char *graph_dot(const struct survey *s, const bool *wanted);

#endif
