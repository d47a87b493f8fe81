/* SPDX-License-Identifier: GPL-2.0-only */
/* Flows which begin and end, as events for scripts and for people. Pure functions. */
#ifndef CTRNETCTL_FLOW_EVENT_H
#define CTRNETCTL_FLOW_EVENT_H

#include <jansson.h>

#include "event_names.h"

/**
 * flow_event_json - tell of a flow which has begun or ended, or of those which were lost
 * @traced: from trace_line_json()
 * @network: the interface index of its device; 0 if that is gone
 * @names: what the numbers in it are called
 *
 * Return: NULL if it tells of something else.
 */
json_t *flow_event_json(const json_t *traced, unsigned int network,
			const struct event_names *names);
/* The same in a line, without its end; malloc'ed. */
char *flow_event_text(const json_t *event);

#endif
