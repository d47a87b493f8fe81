// SPDX-License-Identifier: GPL-2.0-only
#include "declared_parse.h"

#include <stdio.h>
#include <string.h>

#include "compiler.h"

static const char *const kind_names[] = {
	[DECLARED_WORD] = "a string",
	[DECLARED_WORDS] = "a list of strings",
	[DECLARED_NUMBER] = "a number",
	[DECLARED_NUMBERS] = "an object of numbers",
	[DECLARED_SWITCH] = "true or false",
	[DECLARED_FLAG] = "true or false",
	[DECLARED_OBJECTS] = "a list of objects",
};

static const struct declared_key *find(const struct declared_reader *reader, const char *name)
{
	size_t i;

	for (i = 0; i < reader->n_keys; i++)
		if (!strcmp(reader->keys[i].name, name))
			return &reader->keys[i];
	return NULL;
}

static void wrong_kind(const struct declared_reader *reader, const struct declared_key *key)
{
	declared_fault(reader->faults, "%s: %s must be %s", reader->what, key->name,
		       kind_names[key->kind]);
}

static void set(const struct declared_reader *reader, const struct declared_key *key,
		const char *text)
{
	struct error err;

	if (key->take(reader->target, text, &err) < 0)
		declared_fault(reader->faults, "%s: %s: %s", reader->what, key->name, err.text);
}

static void read_words(const struct declared_reader *reader, const struct declared_key *key,
		       const json_t *list)
{
	const json_t *word;
	size_t i;

	json_array_foreach(list, i, word) {
		if (json_is_string(word))
			set(reader, key, json_string_value(word));
		else
			wrong_kind(reader, key);
	}
}

static void read_numbers(const struct declared_reader *reader, const struct declared_key *key,
			 json_t *object)
{
	const char *name;
	char text[128];
	json_t *number;

	json_object_foreach(object, name, number) {
		if (!json_is_integer(number)) {
			wrong_kind(reader, key);
			continue;
		}
		snprintf(text, sizeof(text), "%s=%" JSON_INTEGER_FORMAT, name,
			 json_integer_value(number));
		set(reader, key, text);
	}
}

static void read_number(const struct declared_reader *reader, const struct declared_key *key,
			const json_t *number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(number));
	set(reader, key, text);
}

static bool is_kind(enum declared_kind kind, const json_t *value)
{
	switch (kind) {
	case DECLARED_WORD:
		return json_is_string(value);
	case DECLARED_NUMBER:
		return json_is_integer(value);
	case DECLARED_NUMBERS:
		return json_is_object(value);
	case DECLARED_SWITCH:
	case DECLARED_FLAG:
		return json_is_boolean(value);
	case DECLARED_WORDS:
	case DECLARED_OBJECTS:
		break;
	}
	return json_is_array(value);
}

static void read_member(const struct declared_reader *reader, const struct declared_key *key,
			json_t *value)
{
	if (!is_kind(key->kind, value)) {
		wrong_kind(reader, key);
		return;
	}
	switch (key->kind) {
	case DECLARED_WORD:
		set(reader, key, json_string_value(value));
		break;
	case DECLARED_WORDS:
		read_words(reader, key, value);
		break;
	case DECLARED_NUMBER:
		read_number(reader, key, value);
		break;
	case DECLARED_NUMBERS:
		read_numbers(reader, key, value);
		break;
	case DECLARED_SWITCH:
		set(reader, key, json_is_true(value) ? "on" : "off");
		break;
	case DECLARED_FLAG:
		if (json_is_true(value))
			set(reader, key, "on");
		break;
	case DECLARED_OBJECTS:
		break;
	}
}

void declared_read(const struct declared_reader *reader, const json_t *object)
{
	const struct declared_key *key;
	const char *name;
	json_t *value;

	if (!json_is_object(object)) {
		declared_fault(reader->faults, "%s must be an object", reader->what);
		return;
	}
	json_object_foreach((json_t *)object, name, value) {
		key = find(reader, name);
		if (key)
			read_member(reader, key, value);
		else
			declared_fault(reader->faults, "%s: there is no key %s", reader->what,
				       name);
	}
}
