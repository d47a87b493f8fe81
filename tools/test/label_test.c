// SPDX-License-Identifier: GPL-2.0-only
/* What --label takes, and whom a filter by label finds. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "ktap.h"
#include "label.h"
#include "strv.h"

/* Labels, with commas between, and what they are. */
static const struct {
	const char *given;
	const char *labels;
} added[] = {
	{ "a=1", "a=1" },
	{ "a=1,b=2", "a=1 b=2" },
	{ "a", "a=" },
	{ "a=", "a=" },
	{ "a=b=c", "a=b=c" },
	{ "a=1,b=2,a=3", "a=3 b=2" },
	{ "a=x y", "a=x y" },
	{ "=1", "invalid label '=1': empty name" },
	{ "", "invalid label '': empty name" },
	{ "a b=1", "label 'a b=1' contains whitespaces" },
};

static const struct {
	const char *wanted;
	bool found;
} filters[] = {
	{ "a", true },
	{ "a=1", true },
	{ "a=", false },
	{ "a=12", false },
	{ "b", true },
	{ "b=", true },
	{ "b=1", false },
	{ "c", false },
	{ "", false },
	{ "aa", true },
	{ "aa=a=1", true },
	{ "aa=a", false },
};

static char **parse(const char *given, struct error *err)
{
	char *copy = xstrdup(given), *rest = copy, *one;
	char **labels = NULL;

	error_set(err, 0, "%s", "");
	while (!*err->text && (one = strsep(&rest, ",")))
		label_add(&labels, one, err);
	free(copy);
	return labels;
}

int main(void)
{
	char **labels, *text, *json;
	struct error err;
	json_t *object;
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(added); i++) {
		labels = parse(added[i].given, &err);
		text = *err.text ? xstrdup(err.text) : strv_join(labels, " ");
		ktap_equal(added[i].given, text, added[i].labels);
		free(text);
		strv_free(labels);
	}
	labels = parse("a=1,b,aa=a=1", &err);
	for (i = 0; i < ARRAY_SIZE(filters); i++)
		ktap_ok(label_matches(labels, filters[i].wanted) == filters[i].found,
			"filter %s", filters[i].wanted);
	ktap_ok(!label_matches(NULL, "a"), "no labels");
	object = label_json(labels);
	json = json_dumps(object, JSON_COMPACT);
	ktap_equal("as an object", json, "{\"a\":\"1\",\"b\":\"\",\"aa\":\"a=1\"}");
	free(json);
	json_decref(object);
	strv_free(labels);
	return ktap_end();
}
