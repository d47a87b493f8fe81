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

/* Fill @err with a formatted line and @code; returns -1, for the caller to return. */
int error_set(struct error *err, int code, const char *fmt, ...)
	__printf(3, 4);
/* Put what was being done before the text of @err: "WHAT: TEXT"; returns -1. */
int error_prefix(struct error *err, const char *fmt, ...)
	__printf(2, 3);

#endif
