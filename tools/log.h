/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A container's log: what its processes write to their standard streams. Each
 * record is a line in the format of the Kubernetes runtime interface,
 *
 *	2024-02-29T12:00:00.123456789Z stdout F text of the line
 *
 * where P instead of F marks the beginning of a line that goes on in the next
 * record of its stream. A file that has grown to LOG_FILE_MAX becomes LOG_OLD,
 * and what was LOG_OLD is gone.
 */
#ifndef CTRNETCTL_LOG_H
#define CTRNETCTL_LOG_H

#include <stddef.h>

#include "container.h"
#include "error.h"

#define LOG_FILE	"log"
#define LOG_OLD		"log.1"
#define LOG_FILE_MAX	(5 * 1024 * 1024)

#define LOG_STDOUT	"stdout"
#define LOG_STDERR	"stderr"

struct log;

/* Go on with the container's log, or begin it. */
struct log *log_open(const struct container *c, struct error *err);
/* Append @len bytes of a stream. What cannot be written, as on a full disk, is lost. */
void log_write(struct log *log, const char *stream, const char *data, size_t len);
void log_close(struct log *log);

#endif
