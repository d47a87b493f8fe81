// SPDX-License-Identifier: GPL-2.0-only
#include "label.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "assignments.h"

int label_add(char ***labels, const char *text, struct error *err)
{
	size_t len = strcspn(text, "=");
	char *label;

	if (!len)
		return error_set(err, EINVAL, "invalid label '%s': empty name", text);
	if (strcspn(text, " \t\n") < len)
		return error_set(err, EINVAL, "label '%s' contains whitespaces", text);
	label = xasprintf("%s%s", text, text[len] ? "" : "=");
	assignments_set(labels, label);
	free(label);
	return 0;
}

bool label_matches(char *const *labels, const char *wanted)
{
	size_t len = strlen(wanted);
	bool whole = strchr(wanted, '=');

	for (; labels && *labels; labels++)
		if (!strncmp(*labels, wanted, len) && (*labels)[len] == (whole ? '\0' : '='))
			return true;
	return false;
}

json_t *label_json(char *const *labels)
{
	json_t *json = json_object();
	size_t len;

	for (; labels && *labels; labels++) {
		len = strcspn(*labels, "=");
		json_object_setn_new(json, *labels, len, json_string(*labels + len + 1));
	}
	return json;
}
