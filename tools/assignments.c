// SPDX-License-Identifier: GPL-2.0-only
#include "assignments.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "strv.h"

/* The one whose name begins @assignment, up to the '='; NULL if there is none. */
static char **lookup(char **vector, const char *assignment)
{
	size_t len = strcspn(assignment, "=");

	for (; vector && *vector; vector++)
		if (!strncmp(*vector, assignment, len) && (*vector)[len] == '=')
			return vector;
	return NULL;
}

void assignments_set(char ***vector, const char *assignment)
{
	char **old = lookup(*vector, assignment);

	if (old) {
		free(*old);
		*old = xstrdup(assignment);
	} else {
		strv_take(vector, xstrdup(assignment));
	}
}

void assignments_set_all(char ***vector, char *const *assignments)
{
	for (; assignments && *assignments; assignments++)
		assignments_set(vector, *assignments);
}

void assignments_set_default(char ***vector, const char *assignment)
{
	if (!lookup(*vector, assignment))
		assignments_set(vector, assignment);
}
