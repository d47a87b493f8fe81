// SPDX-License-Identifier: GPL-2.0-only
#include "cursor.h"

#include <jansson.h>

#include "json_file.h"
#include "place.h"

static json_t *load(void)
{
	json_t *cursors = json_load_file(place(PLACE_CURSORS), 0, NULL);

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
	struct error ignored;

	json_object_set_new(cursors, range, json_integer(last));
	json_file_save(place(PLACE_CURSORS), cursors, &ignored);
	json_decref(cursors);
}
