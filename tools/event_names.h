/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's numbers in events are called; also of what is gone. */
#ifndef CTRNETCTL_EVENT_NAMES_H
#define CTRNETCTL_EVENT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/**
 * struct event_name - a network, an endpoint or a link
 * @id: interface index of the network; id of the others
 * @name: of the network, or of the endpoint's container; NULL if nobody knows
 */
struct event_name {
	uint32_t id;
	char *name;
};

/* An array of them, without an order. */
struct event_name_list {
	struct event_name *items;
	size_t n;
};

/**
 * struct event_names - all there are
 * @networks: networks
 * @endpoints: endpoints
 * @links: links, which have no names
 */
struct event_names {
	struct event_name_list networks;
	struct event_name_list endpoints;
	struct event_name_list links;
};

/*
 * Add what there is now, once nobody changes it. What is gone keeps its name, until that
 * is told, too.
 */
int event_names_load(struct event_names *names, struct error *err);
void event_names_free(struct event_names *names);

const struct event_name *event_name_find(const struct event_name_list *list, uint32_t id);
/* With a copy of @name; NULL takes no name away. */
void event_name_set(struct event_name_list *list, uint32_t id, const char *name);
void event_name_forget(struct event_name_list *list, uint32_t id);
/* The name, or NULL. */
const char *event_name_of(const struct event_name_list *list, uint32_t id);

#endif
