// SPDX-License-Identifier: GPL-2.0-only
/* A row of ps is text, whatever the container was given. */
#include "alloc.h"
#include "compiler.h"
#include "ktap.h"
#include "ps_row.h"
#include "strv.h"

static const struct {
	const char *given;
	const char *command;
	const char *labels;
} rows[] = {
	{ "sh", "\"sh\"", "kind=sh" },
	{ "a \"b\" \\", "\"a \\\"b\\\" \\\\\"", "kind=a \"b\" \\" },
	{ "\u00e4\u20ac", "\"\u00e4\u20ac\"", "kind=\u00e4\u20ac" },
	{ "a\033[31m\nz", "\"a?[31m?z\"", "kind=a?[31m?z" },
	{ "a\xc2\x9b[m", "\"a??[m\"", "kind=a??[m" },
	{ "a\xffz", "\"a?z\"", "kind=a?z" },
};

static const char *cell(const json_t *row, const char *member)
{
	const char *text = json_string_value(json_object_get(row, member));

	return text ? text : "";
}

static void check_row(size_t i)
{
	const struct ps_view view = { .no_trunc = true };
	struct error err;
	struct container *c = container_new(&err);
	char *label = xasprintf("kind=%s", rows[i].given);
	json_t *row;

	if (!c)
		return;
	c->name = xstrdup("web");
	c->network = xstrdup(CONTAINER_NO_NETWORK);
	c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	strv_take(&c->argv, xstrdup(rows[i].given));
	strv_take(&c->labels, label);
	row = ps_row(c, &view);
	ktap_equal(rows[i].command, cell(row, "Command"), rows[i].command);
	ktap_equal(rows[i].labels, cell(row, "Labels"), rows[i].labels);
	json_decref(row);
	container_free(c);
}

int main(void)
{
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(i);
	return ktap_end();
}
