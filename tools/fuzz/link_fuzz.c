// SPDX-License-Identifier: GPL-2.0-only
/* --link, a line each, from one container to two others. */
#include <stdlib.h>

#include "compiler.h"
#include "fuzz.h"
#include "link.h"
#include "strv.h"

int fuzz_input(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *rest = text, *line;
	struct container *list[] = {
		fuzz_container("web", "172.17.0.2"),
		fuzz_container("db", "172.17.0.3"),
		fuzz_container("a.b-c_d", "172.17.0.4"),
	};
	struct containers all = { list, ARRAY_SIZE(list), true };
	struct container **sources;
	struct error err;
	size_t i;

	while ((line = fuzz_line(&rest)))
		link_add(list[0], line, &all, NULL, &err);
	if (link_sources(list[0], &all, &sources, &err) == 0) {
		strv_free(link_variables(list[0], sources));
		free(sources);
	}
	for (i = 0; i < ARRAY_SIZE(list); i++)
		container_free(list[i]);
	free(text);
	return 0;
}
