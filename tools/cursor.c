// SPDX-License-Identifier: GPL-2.0-only
#include "cursor.h"

#include <jansson.h>
#include <stdio.h>

#define CURSOR_FILE	"/run/ctrnet/cursors.json"
#define CURSOR_DRAFT	CURSOR_FILE ".new"

static json_t *load(void)
{
	json_t *cursors = json_load_file(CURSOR_FILE, 0, NULL);

	if (json_is_object(cursors))
		return cursors;
	json_decref(cursors);
	return json_object();
}

uint32_t cursor_get(const char *range)
{
	json_t *cursors = load();
	uint32_t last = json_integer_value(json_object_get(cursors, range));

	json_decref(cursors);
	return last;
}

void cursor_set(const char *range, uint32_t last)
{
	json_t *cursors = load();

	json_object_set_new(cursors, range, json_integer(last));
	/* Never half a file, even if the machine stops. */
	if (!json_dump_file(cursors, CURSOR_DRAFT, JSON_INDENT(2)))
		rename(CURSOR_DRAFT, CURSOR_FILE);
	json_decref(cursors);
}
