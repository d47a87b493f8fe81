// SPDX-License-Identifier: GPL-2.0-only
#include "declared.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "declared_parse.h"
#include "network_options.h"
#include "strv.h"

void declared_fault(char ***faults, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	strv_take(faults, text);
}

static json_t *read_file(const char *path, json_error_t *cause)
{
	if (!strcmp(path, "-"))
		return json_loadf(stdin, JSON_REJECT_DUPLICATES, cause);
	return json_load_file(path, JSON_REJECT_DUPLICATES, cause);
}

static json_t *load(const char *path, char ***faults)
{
	json_error_t cause;
	json_t *json = read_file(path, &cause);

	if (!json && cause.line > 0)
		declared_fault(faults, "%s, line %d: %s", path, cause.line, cause.text);
	else if (!json)
		declared_fault(faults, "cannot read %s: %s", path, cause.text);
	else if (!json_is_object(json))
		declared_fault(faults, "%s must be a JSON object", path);
	return json;
}

static void check_version(const json_t *json, char ***faults)
{
	const json_t *version = json_object_get(json, "version");

	if (!json_is_integer(version) || json_integer_value(version) != DECLARED_VERSION)
		declared_fault(faults, "version must be %d", DECLARED_VERSION);
}

static void check_members(json_t *json, char ***faults)
{
	const char *key;
	json_t *value;

	json_object_foreach(json, key, value) {
		if (!strcmp(key, "version"))
			continue;
		if (strcmp(key, "networks") && strcmp(key, "containers"))
			declared_fault(faults, "there is no key %s", key);
		else if (!json_is_array(value))
			declared_fault(faults, "%s must be a list of objects", key);
	}
}

/* By its name or, if it has none, by its place; malloc'ed. */
static char *what(const char *kind, const json_t *object, size_t i)
{
	const char *name = json_string_value(json_object_get(object, "name"));

	return name ? xasprintf("%s %s", kind, name) : xasprintf("%s number %zu", kind, i + 1);
}

static bool name_before(const json_t *list, size_t n, const json_t *object)
{
	const json_t *name = json_object_get(object, "name");
	size_t i;

	for (i = 0; name && i < n; i++)
		if (json_equal(json_object_get(json_array_get(list, i), "name"), name))
			return true;
	return false;
}

static void read_networks(struct declared *d, const json_t *list, char ***faults)
{
	const json_t *object;
	char *text;
	size_t i;

	d->n_networks = json_array_size(list);
	d->networks = xcalloc(d->n_networks + 1, sizeof(*d->networks));
	json_array_foreach(list, i, object) {
		text = what("network", object, i);
		declared_network_read(&d->networks[i], object, text, faults);
		if (name_before(list, i, object))
			declared_fault(faults, "%s is given twice", text);
		free(text);
	}
}

static void read_containers(struct declared *d, const json_t *list, char ***faults)
{
	const json_t *object;
	char *text;
	size_t i;

	d->n_containers = json_array_size(list);
	d->containers = xcalloc(d->n_containers + 1, sizeof(*d->containers));
	json_array_foreach(list, i, object) {
		text = what("container", object, i);
		declared_container_read(&d->containers[i], object, text, faults);
		if (name_before(list, i, object))
			declared_fault(faults, "%s is given twice", text);
		free(text);
	}
}

int declared_load(struct declared *d, const char *path, char ***faults)
{
	*d = (struct declared){ .json = load(path, faults) };
	if (!json_is_object(d->json))
		return -1;
	check_version(d->json, faults);
	check_members(d->json, faults);
	read_networks(d, json_object_get(d->json, "networks"), faults);
	read_containers(d, json_object_get(d->json, "containers"), faults);
	return *faults ? -1 : 0;
}

void declared_free(struct declared *d)
{
	size_t i;

	for (i = 0; i < d->n_networks; i++)
		network_request_clear(&d->networks[i]);
	for (i = 0; i < d->n_containers; i++) {
		if (d->containers[i].request)
			request_free(d->containers[i].request);
		free(d->containers[i].netns);
		strv_free(d->containers[i].publish);
		strv_free(d->containers[i].links);
	}
	free(d->networks);
	free(d->containers);
	json_decref(d->json);
}
