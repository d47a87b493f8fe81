// SPDX-License-Identifier: GPL-2.0-only
#include "findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

void findings_add(struct findings *f, const char *remedy, const char *fmt, ...)
{
	char problem[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(problem, sizeof(problem), fmt, args);
	va_end(args);
	f->items = xreallocarray(f->items, f->n + 1, sizeof(*f->items));
	f->items[f->n++] = (struct finding){ xstrdup(problem), remedy };
}

bool findings_has(const struct findings *f, const struct finding *finding)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (!strcmp(f->items[i].problem, finding->problem))
			return true;
	return false;
}

void findings_clear(struct findings *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		free(f->items[i].problem);
	free(f->items);
	f->items = NULL;
	f->n = 0;
	f->passing = false;
}
