/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module's tracepoints write, by an instance of the kernel's tracing. */
#ifndef CTRNETCTL_TRACING_H
#define CTRNETCTL_TRACING_H

#include "error.h"

struct tracing;

/*
 * Begin, with no tracepoint yet. A process has one at most: where a signal ends it, that
 * takes the instance away. One which was killed leaves it to the next who begins.
 */
struct tracing *tracing_open(struct error *err);
/* Turn on a tracepoint, or all if @event is NULL; of what fits @filter, if that is not. */
int tracing_enable(const struct tracing *t, const char *event, const char *filter,
		   struct error *err);
/* To be polled for reading. */
int tracing_fd(const struct tracing *t);
/*
 * Hand on lines which are there, without waiting. The kernel tells of what it had no room
 * for in lines of their own. Return: 1; 0 if there was nothing; -1.
 */
int tracing_read(struct tracing *t, void (*each)(const char *line, void *data), void *data,
		 struct error *err);
void tracing_close(struct tracing *t);

#endif
