/* SPDX-License-Identifier: GPL-2.0-only */
/* Events as objects for scripts, and as lines for people. Pure functions. */
#ifndef CTRNETCTL_EVENT_H
#define CTRNETCTL_EVENT_H

#include <jansson.h>

#include "event_names.h"

struct nl_event;

/**
 * event_json - tell what has happened to which object
 * @event: as the kernel tells it
 * @names: what the numbers in it are called; a new network's is added, and what is gone
 *	is taken away
 * @seen: what there was before, which is kept up to date: the rest is new
 *
 * Return: NULL if it is nothing to be told: a network whose device has changed is none.
 */
json_t *event_json(const struct nl_event *event, struct event_names *names,
		   struct event_names *seen);
/* The same in a line, of a flow too, without its end; malloc'ed. */
char *event_text(const json_t *event);

#endif
