// SPDX-License-Identifier: GPL-2.0-only
#include "alloc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *p)
{
	if (p)
		return p;
	fputs("ctrnetctl: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

void *xcalloc(size_t n, size_t size)
{
	return need(calloc(n, size));
}

void *xreallocarray(void *old, size_t n, size_t size)
{
	return need(reallocarray(old, n, size));
}

char *xstrdup(const char *s)
{
	return need(strdup(s));
}

char *xstrndup(const char *s, size_t len)
{
	return need(strndup(s, len));
}

char *xasprintf(const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	return need(text);
}

FILE *xopen_memstream(char **text, size_t *len)
{
	return need(open_memstream(text, len));
}
