// SPDX-License-Identifier: GPL-2.0-only
/*
 * Port specifications, a line each: -p, or behind a '+' --expose; behind a '-'
 * what unpublish is given, behind a '?' what port is given. What they add up to
 * is then printed in every way.
 */
#include <stdlib.h>

#include "alloc.h"
#include "fuzz.h"
#include "ports.h"

/* With so many ports, more of them cost time and show nothing new. */
#define MANY_PORTS	500

static void put_in_force(struct port_set *set)
{
	size_t i;

	for (i = 0; i < set->n_bindings; i++) {
		set->bindings[i].bound = set->bindings[i].host_port ?
			set->bindings[i].host_port : 49000 + i % 1000;
		set->bindings[i].publish[0] = i + 1;
	}
}

static void select_some(struct port_set *set, const char *spec)
{
	bool *selected = xcalloc(set->n_bindings + 1, sizeof(*selected));
	struct error err;

	put_in_force(set);
	if (ports_select(set, spec, selected, &err) > 0)
		ports_remove(set, selected);
	free(selected);
}

static void take_line(struct port_set *set, const char *line)
{
	struct port_exposed port;
	struct error err;

	switch (*line) {
	case '+':
		ports_parse_expose(set, line + 1, &err);
		break;
	case '-':
		select_some(set, line + 1);
		break;
	case '?':
		ports_parse_private(line + 1, &port, &err);
		break;
	default:
		ports_parse_publish(set, line, &err);
	}
}

static void print(struct port_set *set)
{
	struct port_mapping *mappings;
	struct port_exposed *each;

	ports_publish_all(set);
	put_in_force(set);
	free(ports_format(set, true));
	ports_mappings(set, 0, &mappings);
	free(mappings);
	json_decref(ports_json(set));
	ports_mapped_ranges(set, 0, &mappings);
	free(mappings);
	ports_each(&set->exposed, &each);
	free(each);
}

int fuzz_input(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *rest = text, *line;
	struct port_set set = { 0 };

	while (port_ranges_count(&set.exposed) < MANY_PORTS && (line = fuzz_line(&rest)))
		take_line(&set, line);
	if (port_ranges_count(&set.exposed) < MANY_PORTS)
		print(&set);
	ports_free(&set);
	free(text);
	return 0;
}
