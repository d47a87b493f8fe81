// SPDX-License-Identifier: GPL-2.0-only
/* Functions of templates: those of Go which make sense here, and Docker's. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "template_value.h"

/* How wide printf and pad make a value at most. */
#define MAX_WIDTH	1000

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
	out = xopen_memstream(&text, &len);
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

static json_t *call_not(json_t **args, size_t n, struct error *err)
{
	(void)err;
	(void)n;
	return json_boolean(!template_is_true(args[0]));
}

/* As in Go: the first one that is not true, or the last one. */
static json_t *call_and(json_t **args, size_t n, struct error *err)
{
	size_t i;

	(void)err;
	for (i = 0; i + 1 < n && template_is_true(args[i]); i++)
		;
	return json_incref(args[i]);
}

static json_t *call_or(json_t **args, size_t n, struct error *err)
{
	size_t i;

	(void)err;
	for (i = 0; i + 1 < n && !template_is_true(args[i]); i++)
		;
	return json_incref(args[i]);
}

/* Numbers by value, strings by their bytes; false if they are neither. */
static bool compare(json_t **args, int *order, struct error *err)
{
	if (json_is_integer(args[0]) && json_is_integer(args[1])) {
		json_int_t a = json_integer_value(args[0]);
		json_int_t b = json_integer_value(args[1]);

		*order = (a > b) - (a < b);
		return true;
	}
	if (json_is_string(args[0]) && json_is_string(args[1])) {
		*order = strcmp(json_string_value(args[0]),
				json_string_value(args[1]));
		return true;
	}
	error_set(err, EINVAL, "template: incompatible types for comparison");
	return false;
}

static json_t *call_lt(json_t **args, size_t n, struct error *err)
{
	int order;

	(void)n;
	return compare(args, &order, err) ? json_boolean(order < 0) : NULL;
}

static json_t *call_le(json_t **args, size_t n, struct error *err)
{
	int order;

	(void)n;
	return compare(args, &order, err) ? json_boolean(order <= 0) : NULL;
}

static json_t *call_gt(json_t **args, size_t n, struct error *err)
{
	int order;

	(void)n;
	return compare(args, &order, err) ? json_boolean(order > 0) : NULL;
}

static json_t *call_ge(json_t **args, size_t n, struct error *err)
{
	int order;

	(void)n;
	return compare(args, &order, err) ? json_boolean(order >= 0) : NULL;
}

/* The value as it is printed; malloc'ed. */
static char *value_text(const json_t *value)
{
	char *text = NULL;
	size_t len;
	FILE *out = xopen_memstream(&text, &len);

	template_print(out, value);
	fclose(out);
	return text;
}

static json_t *string_of(char *text)
{
	json_t *value = json_string(text);

	free(text);
	/* Only what a cut through a character has left is no string. */
	return value ? value : json_string("");
}

static json_t *map_text(const json_t *value, int (*map)(int c))
{
	char *text = value_text(value);
	char *p;

	for (p = text; *p; p++)
		if (!(*p & 0x80))
			*p = map((unsigned char)*p);
	return string_of(text);
}

static json_t *call_lower(json_t **args, size_t n, struct error *err)
{
	(void)n;
	(void)err;
	return map_text(args[0], tolower);
}

static json_t *call_upper(json_t **args, size_t n, struct error *err)
{
	(void)n;
	(void)err;
	return map_text(args[0], toupper);
}

static json_t *call_split(json_t **args, size_t n, struct error *err)
{
	const char *separator = json_string_value(args[1]);
	json_t *list = json_array();
	char *text, *rest, *end;

	(void)n;
	if (!separator || !*separator) {
		json_decref(list);
		error_set(err, EINVAL, "template: split: the separator is no string");
		return NULL;
	}
	text = value_text(args[0]);
	for (rest = text; rest; rest = end) {
		end = strstr(rest, separator);
		if (end) {
			*end = '\0';
			end += strlen(separator);
		}
		json_array_append_new(list, json_string(rest));
	}
	free(text);
	return list;
}

/* Bytes of the first @characters of UTF-8 text; all of it if it has no more. */
static size_t bytes_of(const char *text, json_int_t characters)
{
	size_t i;

	for (i = 0; text[i]; i++)
		if ((text[i] & 0xc0) != 0x80 && characters-- <= 0)
			break;
	return i;
}

static json_t *call_truncate(json_t **args, size_t n, struct error *err)
{
	char *text;

	(void)n;
	if (!json_is_integer(args[1])) {
		error_set(err, EINVAL, "template: truncate: the length is no number");
		return NULL;
	}
	text = value_text(args[0]);
	text[bytes_of(text, json_integer_value(args[1]))] = '\0';
	return string_of(text);
}

static void print_values(FILE *out, json_t **args, size_t n, bool blanks)
{
	size_t i;

	for (i = 0; i < n; i++) {
		/* As in Go: print separates only what are no strings. */
		if (i && (blanks || (!json_is_string(args[i]) &&
				     !json_is_string(args[i - 1]))))
			fputc(' ', out);
		template_print(out, args[i]);
	}
}

static json_t *call_print(json_t **args, size_t n, struct error *err)
{
	char *text = NULL;
	size_t len;
	FILE *out = xopen_memstream(&text, &len);

	(void)err;
	print_values(out, args, n, false);
	fclose(out);
	return string_of(text);
}

static json_t *call_println(json_t **args, size_t n, struct error *err)
{
	char *text = NULL;
	size_t len;
	FILE *out = xopen_memstream(&text, &len);

	(void)err;
	print_values(out, args, n, true);
	fputc('\n', out);
	fclose(out);
	return string_of(text);
}

/* What %q makes of a value. */
static char *quoted(const json_t *value)
{
	char *text = value_text(value);
	json_t *string = string_of(text);
	char *made = json_dumps(string, JSON_ENCODE_ANY);

	json_decref(string);
	return made;
}

/* One verb of a format, after its %, for one argument. Returns what follows it, or NULL. */
static const char *print_verb(FILE *out, const char *format, const json_t *value,
			      struct error *err)
{
	bool left = *format == '-';
	unsigned long width;
	char *text, *end;

	width = strtoul(format + left, &end, 10);
	if (!isdigit((unsigned char)format[left]))
		end = (char *)format + left;
	if (!*end || !strchr("svdqt", *end) || width > MAX_WIDTH) {
		error_set(err, EINVAL, "template: printf: '%%%.8s' is not supported",
			  format);
		return NULL;
	}
	text = *end == 'q' ? quoted(value) : value_text(value);
	fprintf(out, left ? "%-*s" : "%*s", (int)width, text);
	free(text);
	return end + 1;
}

static int print_format(FILE *out, json_t **args, size_t n, struct error *err)
{
	const char *p = json_string_value(args[0]);
	size_t used = 1;

	while (p && *p) {
		if (*p != '%' || p[1] == '%') {
			fputc(*p, out);
			p += *p == '%' ? 2 : 1;
			continue;
		}
		if (used == n)
			break;
		p = print_verb(out, p + 1, args[used++], err);
	}
	if (!p)
		return -1;
	if (*p || used < n)
		return error_set(err, EINVAL,
				 "template: printf: the format and the number of values do not match");
	return 0;
}

static json_t *call_printf(json_t **args, size_t n, struct error *err)
{
	char *text = NULL;
	size_t len;
	FILE *out;
	int ret;

	if (!json_is_string(args[0])) {
		error_set(err, EINVAL, "template: printf: the format is no string");
		return NULL;
	}
	out = xopen_memstream(&text, &len);
	ret = print_format(out, args, n, err);
	fclose(out);
	if (!ret)
		return string_of(text);
	free(text);
	return NULL;
}

/* Docker's: a string with so many blanks before and after it. */
static json_t *call_pad(json_t **args, size_t n, struct error *err)
{
	json_int_t before = json_integer_value(args[1]);
	json_int_t after = json_integer_value(args[2]);
	char *text, *padded;

	(void)n;
	if (before < 0 || after < 0 || before > MAX_WIDTH || after > MAX_WIDTH) {
		error_set(err, EINVAL, "template: pad: at most %d blanks", MAX_WIDTH);
		return NULL;
	}
	text = value_text(args[0]);
	padded = xasprintf("%*s%s%*s", (int)before, "", text, (int)after, "");
	free(text);
	return string_of(padded);
}

const struct template_function template_functions[] = {
	{ "json", 1, 1, call_json },
	{ "index", 1, TEMPLATE_ARGUMENTS, call_index },
	{ "len", 1, 1, call_len },
	{ "join", 2, 2, call_join },
	{ "split", 2, 2, call_split },
	{ "eq", 2, TEMPLATE_ARGUMENTS, call_eq },
	{ "ne", 2, 2, call_ne },
	{ "lt", 2, 2, call_lt },
	{ "le", 2, 2, call_le },
	{ "gt", 2, 2, call_gt },
	{ "ge", 2, 2, call_ge },
	{ "not", 1, 1, call_not },
	{ "and", 1, TEMPLATE_ARGUMENTS, call_and },
	{ "or", 1, TEMPLATE_ARGUMENTS, call_or },
	{ "lower", 1, 1, call_lower },
	{ "upper", 1, 1, call_upper },
	{ "truncate", 2, 2, call_truncate },
	{ "pad", 3, 3, call_pad },
	{ "print", 0, TEMPLATE_ARGUMENTS, call_print },
	{ "println", 0, TEMPLATE_ARGUMENTS, call_println },
	{ "printf", 1, TEMPLATE_ARGUMENTS, call_printf },
	{ NULL, 0, 0, NULL },
};
