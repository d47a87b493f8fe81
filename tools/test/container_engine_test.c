// SPDX-License-Identifier: GPL-2.0-only
/* By what an engine has put a container on a network, as its file says. */
#include <jansson.h>
#include <stdlib.h>

#include "alloc.h"
#include "compiler.h"
#include "container.h"
#include "container_json.h"
#include "ktap.h"

/* One that is on no network, but for its engine. */
#define REST	"'name': 'web', 'hostname': 'web', 'network': 'none', 'rootfs': '/', 'argv': ['true']"

/**
 * struct row - a file, and what is read of it
 * @test: what is tried
 * @members: of an engine, with ' for "
 * @engine: the interface
 * @refused: why the file is none; NULL if it is one
 */
static const struct row {
	const char *test;
	const char *members;
	enum engine_interface engine;
	const char *refused;
} rows[] = {
	{ "by a command", "", ENGINE_NONE, NULL },
	{ "by a plugin", "'engine_interface': 2, 'engine_id': 'x', ", ENGINE_NETAVARK, NULL },
	{ "before it was noted", "'engine_id': 'x', ", ENGINE_CNI, NULL },
	{ "an interface without an id", "'engine_interface': 1, ", ENGINE_CNI, "no valid engine" },
	{ "an interface which there is not", "'engine_interface': 4, 'engine_id': 'x', ",
	  ENGINE_OCI + 1, "no valid engine" },
};

static json_t *parse(const struct row *row)
{
	char *text = xasprintf("{%s" REST "}", row->members), *c;
	json_t *json;

	for (c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	json = json_loads(text, 0, NULL);
	free(text);
	return json;
}

static void try(const struct row *row)
{
	struct container *c = xcalloc(1, sizeof(*c));
	struct error err = { .text = "" };
	json_t *json = parse(row);

	container_from_json(c, json);
	ktap_ok(c->engine_interface == row->engine, "%s: %d", row->test, c->engine_interface);
	container_check(c, &err);
	ktap_equal(row->test, err.text, row->refused ? row->refused : "");
	json_decref(json);
	container_free(c);
}

int main(void)
{
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		try(&rows[i]);
	return ktap_end();
}
