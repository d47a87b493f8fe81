// SPDX-License-Identifier: GPL-2.0-only
#include "strv.h"

#include <stdlib.h>

#include "alloc.h"

size_t strv_len(char *const *v)
{
	size_t n = 0;

	while (v && v[n])
		n++;
	return n;
}

void strv_take(char ***v, char *s)
{
	size_t n = strv_len(*v);

	*v = xreallocarray(*v, n + 2, sizeof(**v));
	(*v)[n] = s;
	(*v)[n + 1] = NULL;
}

char **strv_dup(char *const *v)
{
	size_t i, n = strv_len(v);
	char **copy = xcalloc(n + 1, sizeof(*copy));

	for (i = 0; i < n; i++)
		copy[i] = xstrdup(v[i]);
	return copy;
}

void strv_free(char **v)
{
	size_t i;

	for (i = 0; v && v[i]; i++)
		free(v[i]);
	free(v);
}
