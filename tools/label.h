/* SPDX-License-Identifier: GPL-2.0-only */
/* Labels, for people's own ends: vectors of KEY=VALUE, each key once. */
#ifndef CTRNETCTL_LABEL_H
#define CTRNETCTL_LABEL_H

#include <jansson.h>
#include <stdbool.h>

#include "error.h"

/* Add what --label says, KEY=VALUE or KEY, in the place of an older one of that key. */
int label_add(char ***labels, const char *text, struct error *err);
/* Whether one of them is KEY=VALUE, or of KEY if that is all of @wanted. */
bool label_matches(char *const *labels, const char *wanted);
/* An object of them. */
json_t *label_json(char *const *labels);

#endif
