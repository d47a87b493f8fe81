// SPDX-License-Identifier: GPL-2.0-only
#include "template_value.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

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

static json_t *call_json(json_t **args, size_t n, struct error *err)
{
	char *text = json_dumps(args[0], JSON_COMPACT | JSON_ENCODE_ANY);
	json_t *value = json_string(text);

	(void)err;
	(void)n;
	free(text);
	return value;
}

static json_t *call_index(json_t **args, size_t n, struct error *err)
{
	json_t *value = args[0];
	size_t i;

	for (i = 1; i < n && value; i++) {
		if (json_is_object(value) && json_is_string(args[i]))
			value = json_object_get(value, json_string_value(args[i]));
		else if (json_is_array(value) && json_is_integer(args[i]))
			value = json_array_get(value, json_integer_value(args[i]));
		else
			value = NULL;
	}
	if (!value)
		error_set(err, ENOENT, "template: index: no such element");
	return json_incref(value);
}

static json_t *call_len(json_t **args, size_t n, struct error *err)
{
	(void)err;
	(void)n;
	if (json_is_string(args[0]))
		return json_integer(json_string_length(args[0]));
	if (json_is_object(args[0]))
		return json_integer(json_object_size(args[0]));
	return json_integer(json_array_size(args[0]));
}

static json_t *call_join(json_t **args, size_t n, struct error *err)
{
	const char *separator = json_string_value(args[1]);
	char *text = NULL;
	json_t *item, *value;
	size_t i, len;
	FILE *out;

	(void)n;
	if (!separator) {
		error_set(err, EINVAL, "template: join: the separator is no string");
		return NULL;
	}
	out = open_memstream(&text, &len);
	json_array_foreach(args[0], i, item) {
		fputs(i ? separator : "", out);
		template_print(out, item);
	}
	fclose(out);
	value = json_string(text);
	free(text);
	return value;
}

/* As in Go, equal to any of the others. */
static json_t *call_eq(json_t **args, size_t n, struct error *err)
{
	size_t i;

	(void)err;
	for (i = 1; i < n; i++)
		if (json_equal(args[0], args[i]))
			return json_true();
	return json_false();
}

static json_t *call_ne(json_t **args, size_t n, struct error *err)
{
	(void)err;
	(void)n;
	return json_boolean(!json_equal(args[0], args[1]));
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

static json_t *call_not(json_t **args, size_t n, struct error *err)
{
	(void)err;
	(void)n;
	return json_boolean(!template_is_true(args[0]));
}

const struct template_function template_functions[] = {
	{ "json", 1, 1, call_json },
	{ "index", 1, TEMPLATE_ARGUMENTS, call_index },
	{ "len", 1, 1, call_len },
	{ "join", 2, 2, call_join },
	{ "eq", 2, TEMPLATE_ARGUMENTS, call_eq },
	{ "ne", 2, 2, call_ne },
	{ "not", 1, 1, call_not },
	{ NULL, 0, 0, NULL },
};
