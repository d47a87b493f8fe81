/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module counts, and what of it stands for what, as one JSON value. */
#ifndef CTRNETCTL_STATS_H
#define CTRNETCTL_STATS_H

#include <jansson.h>
#include <stdbool.h>

#include "error.h"

/**
 * stats_collect - ask the kernel for all that is counted
 * @traffic: also for what is not had for nothing: what each container has received and
 *	sent, and how many flows each publish has
 * @err: filled on failure
 *
 * Return: the object that "stats --json" prints, or NULL. A module which is not loaded
 * has no networks.
 */
json_t *stats_collect(bool traffic, struct error *err);

/* The limit which holds, of one of its own (0: none) and another that holds anyway. */
long long stats_lesser(long long own, long long other);

#endif
