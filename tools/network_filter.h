/* SPDX-License-Identifier: GPL-2.0-only */
/* --filter of network ls. */
#ifndef CTRNETCTL_NETWORK_FILTER_H
#define CTRNETCTL_NETWORK_FILTER_H

#include <jansson.h>
#include <stdbool.h>

#include "error.h"

/* Refuses what is no filter. */
int network_filter_check(const char *filter, struct error *err);
/*
 * Whether a row, as templates of network ls see it but with labels as an object,
 * passes: of filters of the same name any, of labels and of others each.
 */
bool network_filter_matches(char *const *filters, const json_t *row);

#endif
