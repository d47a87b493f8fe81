// SPDX-License-Identifier: GPL-2.0-only
#include "json_get.h"

#include "alloc.h"
#include "strv.h"

json_t *strings_to_json(char *const *v)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; v && v[i]; i++) {
		if (json_array_append_new(array, json_string(v[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

int64_t json_get_int(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

char *json_get_string(const json_t *json, const char *key)
{
	const char *s = json_string_value(json_object_get(json, key));

	return xstrdup(s ? s : "");
}

char *json_get_optional(const json_t *json, const char *key)
{
	const char *s = json_string_value(json_object_get(json, key));

	return s ? xstrdup(s) : NULL;
}

char **json_get_strings(const json_t *json, const char *key)
{
	const json_t *array = json_object_get(json, key);
	char **v = xcalloc(1, sizeof(*v));
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
		if (json_is_string(item))
			strv_take(&v, xstrdup(json_string_value(item)));
	return v;
}

char **json_get_list(const json_t *json, const char *key)
{
	if (!json_array_size(json_object_get(json, key)))
		return NULL;
	return json_get_strings(json, key);
}
