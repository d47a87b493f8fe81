// SPDX-License-Identifier: GPL-2.0-only
#include "network_filter.h"

#include <errno.h>
#include <string.h>

#include "compiler.h"
#include "network.h"

static const char *member(const json_t *row, const char *name)
{
	return json_string_value(json_object_get(row, name));
}

static bool driver_is(const json_t *row, const char *value)
{
	return !strcmp(member(row, "Driver"), value);
}

static bool id_begins(const json_t *row, const char *value)
{
	return !strncmp(member(row, "ID"), value, strlen(value));
}

static bool name_has(const json_t *row, const char *value)
{
	return strstr(member(row, "Name"), value);
}

static bool scope_is(const json_t *row, const char *value)
{
	return !strcmp(member(row, "Scope"), value);
}

static bool type_is(const json_t *row, const char *value)
{
	bool builtin = network_is_predefined(member(row, "Name"));

	return !strcmp(value, builtin ? "builtin" : "custom");
}

/* KEY or KEY=VALUE. */
static bool has_label(const json_t *row, const char *value)
{
	size_t len = strcspn(value, "=");
	const json_t *label = json_object_getn(json_object_get(row, "Labels"), value, len);

	return label && (!value[len] || !strcmp(json_string_value(label), value + len + 1));
}

/**
 * struct kind - a kind of filter
 * @name: before "="
 * @matches: whether a row has the value
 * @all: of several, each has to fit; one of them otherwise
 */
static const struct kind {
	const char *name;
	bool (*matches)(const json_t *row, const char *value);
	bool all;
} kinds[] = {
	{ .name = "driver", .matches = driver_is },
	{ .name = "id", .matches = id_begins },
	{ .name = "label", .matches = has_label, .all = true },
	{ .name = "name", .matches = name_has },
	{ .name = "scope", .matches = scope_is },
	{ .name = "type", .matches = type_is },
};

/* The kind of a filter, and its value; NULL if it is none. */
static const struct kind *parse(const char *filter, const char **value)
{
	size_t i, len = strcspn(filter, "=");

	if (!filter[len])
		return NULL;
	*value = filter + len + 1;
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].name) == len &&
		    !strncmp(kinds[i].name, filter, len))
			return &kinds[i];
	return NULL;
}

int network_filter_check(const char *filter, struct error *err)
{
	const struct kind *kind;
	const char *value;

	if (!strchr(filter, '='))
		return error_set(err, EINVAL,
				 "invalid filter '%s': it is NAME=VALUE", filter);
	kind = parse(filter, &value);
	if (!kind)
		return error_set(err, EINVAL, "invalid filter '%.*s'",
				 (int)strcspn(filter, "="), filter);
	if (kind->matches == type_is && strcmp(value, "custom") &&
	    strcmp(value, "builtin"))
		return error_set(err, EINVAL, "invalid filter 'type=%s'", value);
	return 0;
}

/* Whether there are filters of that kind which the row does not pass. */
static bool fails(const struct kind *kind, char *const *filters, const json_t *row)
{
	const char *value;
	bool failed = false;

	for (; filters && *filters; filters++) {
		if (parse(*filters, &value) != kind)
			continue;
		failed = !kind->matches(row, value);
		if (failed == kind->all)
			break;
	}
	return failed;
}

bool network_filter_matches(char *const *filters, const json_t *row)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (fails(&kinds[i], filters, row))
			return false;
	return true;
}
