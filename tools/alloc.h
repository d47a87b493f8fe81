/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that is there: where none is left the program ends, since a tool
 * that cannot get a few bytes cannot do or undo anything else either.
 */
#ifndef CTRNETCTL_ALLOC_H
#define CTRNETCTL_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "compiler.h"

/* What a library has allocated: returns @p, unless that is NULL. */
void *xneed(void *p) __never_null;
void *xcalloc(size_t n, size_t size) __never_null;
void *xreallocarray(void *old, size_t n, size_t size) __never_null;
char *xstrdup(const char *s) __never_null;
char *xstrndup(const char *s, size_t len) __never_null;
char *xasprintf(const char *fmt, ...) __printf(1, 2) __never_null;
char *xvasprintf(const char *fmt, va_list args) __printf(1, 0) __never_null;
FILE *xopen_memstream(char **text, size_t *len) __never_null;

#endif
