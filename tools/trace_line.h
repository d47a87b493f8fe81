/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module's tracepoints write, for scripts and for people. Pure functions. */
#ifndef CTRNETCTL_TRACE_LINE_H
#define CTRNETCTL_TRACE_LINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

struct nl_publish;

/*
 * The object for a line of a trace_pipe, or for what the kernel had no room for; NULL if it
 * is none of the module's.
 */
json_t *trace_line_json(const char *line);
/* The same in words, without the end of the line; malloc'ed. */
char *trace_line_text(const json_t *event);

/**
 * struct trace_filter - which packets are to be told of: those which any of this fits
 * @addresses: addresses of a container
 * @n_addresses: how many
 * @protocol: of @port
 * @port: port of the host; 0 for none
 * @pubs: all publishes, as a packet may show the container's port already, or still the
 *	port of the host which leads to a container
 * @n_pubs: how many
 */
struct trace_filter {
	struct address *addresses;
	size_t n_addresses;
	uint8_t protocol;
	uint16_t port;
	const struct nl_publish *pubs;
	size_t n_pubs;
};

/* Without addresses and port, all fit; and always, what the kernel had no room for. */
bool trace_line_fits(const json_t *event, const struct trace_filter *filter);

#endif
