// SPDX-License-Identifier: GPL-2.0-only
#include "template_value.h"

#include <ctype.h>

/*
 * Go prints structures as {values} and maps as map[key:value]; structures have
 * capital field names.
 */
static bool is_structure(const json_t *object)
{
	const char *key;
	json_t *member;

	json_object_foreach((json_t *)object, key, member)
		if (!isupper((unsigned char)key[0]))
			return false;
	return json_object_size(object) > 0;
}

static void print_object(FILE *out, const json_t *object)
{
	bool structure = is_structure(object);
	const char *separator = "";
	const char *key;
	json_t *member;

	fputs(structure ? "{" : "map[", out);
	json_object_foreach((json_t *)object, key, member) {
		fputs(separator, out);
		if (!structure)
			fprintf(out, "%s:", key);
		template_print(out, member);
		separator = " ";
	}
	fputs(structure ? "}" : "]", out);
}

static void print_array(FILE *out, const json_t *array)
{
	json_t *item;
	size_t i;

	fputc('[', out);
	json_array_foreach(array, i, item) {
		if (i)
			fputc(' ', out);
		template_print(out, item);
	}
	fputc(']', out);
}

void template_print(FILE *out, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		fputs(json_string_value(value), out);
		break;
	case JSON_OBJECT:
		print_object(out, value);
		break;
	case JSON_ARRAY:
		print_array(out, value);
		break;
	case JSON_NULL:		/* Only lists are ever absent. */
		fputs("[]", out);
		break;
	default:
		json_dumpf(value, out, JSON_ENCODE_ANY);
	}
}

bool template_is_true(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_OBJECT:
		return json_object_size(value) > 0;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	default:
		return json_is_true(value);
	}
}
