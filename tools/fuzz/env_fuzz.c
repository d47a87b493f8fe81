// SPDX-License-Identifier: GPL-2.0-only
/* --env-file. */
#include <stdlib.h>

#include "env.h"
#include "fuzz.h"
#include "strv.h"

int fuzz_input(const uint8_t *data, size_t size)
{
	struct container *c = fuzz_container("web", "172.17.0.2");
	struct error err;

	if (env_parse_file(&c->env, fuzz_file(data, size), &err) == 0)
		strv_free(env_block(c, NULL, NULL, false));
	container_free(c);
	return 0;
}
