/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ps --filter says a container must be. Of several filters of one name one
 * has to match, of different names all.
 */
#ifndef CTRNETCTL_PS_FILTER_H
#define CTRNETCTL_PS_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "containers.h"
#include "error.h"

struct ps_filter;

/**
 * struct ps_filters - all that were given
 * @items: each
 * @n: how many
 * @asks_state: they tell whether a container is to run
 * @asks_ports: they ask for what is published
 */
struct ps_filters {
	struct ps_filter *items;
	size_t n;
	bool asks_state;
	bool asks_ports;
};

/* Add NAME=VALUE; refuses what is none. */
int ps_filter_add(struct ps_filters *filters, const char *text, struct error *err);
/* Find the containers which filters name. */
int ps_filter_resolve(struct ps_filters *filters, struct containers *all, struct error *err);
bool ps_filter_matches(const struct ps_filters *filters, const struct container *c);
void ps_filters_free(struct ps_filters *filters);

#endif
