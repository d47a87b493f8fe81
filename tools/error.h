/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Errors of the tool's inner functions: they return -1 and leave one line of
 * text; only the command layer prints it.
 */
#ifndef CTRNETCTL_ERROR_H
#define CTRNETCTL_ERROR_H

#include "compiler.h"

/**
 * struct error - why something failed
 * @code: errno value of the cause, or 0 if there is none
 * @text: one line, without newline or program name
 */
struct error {
	int code;
	char text[1024];
};

/* What all say who may not do what they were asked to. */
#define ERROR_NEEDS_ROOT	"this needs root (CAP_NET_ADMIN)"

void error_fill(struct error *err, int code, const char *fmt, ...)
	__printf(3, 4);
void error_fill_prefix(struct error *err, const char *fmt, ...)
	__printf(2, 3);

/*
 * Fill @err with a formatted line and @code; is -1, for the caller to return. Macros, so that
 * compilers and analyzers know what it is.
 */
#define error_set(err, code, ...)	({ error_fill(err, code, __VA_ARGS__); -1; })
/* Put what was being done before the text of @err: "WHAT: TEXT"; is -1. */
#define error_prefix(err, ...)		({ error_fill_prefix(err, __VA_ARGS__); -1; })

#endif
