// SPDX-License-Identifier: GPL-2.0-only
#include "strv.h"

#include <stdlib.h>
#include <string.h>

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

void strv_begin(struct strv_draft *draft)
{
	*draft = (struct strv_draft){ .v = xcalloc(1, sizeof(*draft->v)) };
}

void strv_push(struct strv_draft *draft, char *s)
{
	/* Doubled whenever it is full, which it is first with room for the end only. */
	if (draft->n == draft->room) {
		draft->room = draft->room ? 2 * draft->room : 15;
		draft->v = xreallocarray(draft->v, draft->room + 1,
					 sizeof(*draft->v));
	}
	draft->v[draft->n++] = s;
	draft->v[draft->n] = NULL;
}

char **strv_dup(char *const *v)
{
	size_t i, n = strv_len(v);
	char **copy = xcalloc(n + 1, sizeof(*copy));

	for (i = 0; i < n; i++)
		copy[i] = xstrdup(v[i]);
	return copy;
}

bool strv_has(char *const *v, const char *s)
{
	for (; *v; v++)
		if (!strcmp(*v, s))
			return true;
	return false;
}

bool strv_equal(char *const *a, char *const *b)
{
	for (; *a && *b; a++, b++)
		if (strcmp(*a, *b))
			return false;
	return *a == *b;
}

char *strv_join(char *const *v, const char *separator)
{
	size_t i, len = 1, n = strv_len(v);
	char *text, *end;

	for (i = 0; i < n; i++)
		len += strlen(v[i]) + strlen(separator);
	text = xcalloc(len, 1);
	end = text;
	for (i = 0; i < n; i++)
		end = stpcpy(stpcpy(end, i ? separator : ""), v[i]);
	return text;
}

void strv_free(char **v)
{
	size_t i;

	for (i = 0; v && v[i]; i++)
		free(v[i]);
	free(v);
}
