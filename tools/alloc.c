// SPDX-License-Identifier: GPL-2.0-only
#include "alloc.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void *xneed(void *p)
{
	if (p)
		return p;
	fprintf(stderr, "%s: out of memory\n", program_invocation_short_name);
	exit(EXIT_FAILURE);
}

void *xcalloc(size_t n, size_t size)
{
	return xneed(calloc(n, size));
}

void *xreallocarray(void *old, size_t n, size_t size)
{
	return xneed(reallocarray(old, n, size));
}

char *xstrdup(const char *s)
{
	return xneed(strdup(s));
}

char *xstrndup(const char *s, size_t len)
{
	return xneed(strndup(s, len));
}

char *xvasprintf(const char *fmt, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	return xneed(text);
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	return text;
}

FILE *xopen_memstream(char **text, size_t *len)
{
	return xneed(open_memstream(text, len));
}
