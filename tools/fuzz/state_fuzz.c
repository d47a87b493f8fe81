// SPDX-License-Identifier: GPL-2.0-only
/* A container's state file: damaged, of another version, or made by an enemy. */
#include "alloc.h"
#include "container_json.h"
#include "fuzz.h"
#include "inspect.h"
#include "ps_row.h"

/* inspect lists each port: with so many, that takes memory and shows nothing new. */
#define MANY_PORTS	500

static size_t count_ports(const struct port_set *ports)
{
	size_t i, n = port_ranges_count(&ports->exposed);

	for (i = 0; i < ports->n_bindings; i++)
		n += ports->bindings[i].port_count;
	return n;
}

static void show(struct container *c)
{
	json_decref(ps_row(c, &(struct ps_view){ &c, 1, true, true }));
	json_decref(ps_row_json(c));
	json_decref(inspect_json(c));
	json_decref(container_to_json(c));
}

int fuzz_input(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL);
	struct container *c;
	struct error err;

	if (!json)
		return 0;
	c = xcalloc(1, sizeof(*c));
	container_from_json(c, json);
	json_decref(json);
	if (container_check(c, &err) == 0 && count_ports(&c->ports) < MANY_PORTS)
		show(c);
	container_free(c);
	return 0;
}
