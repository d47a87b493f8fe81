// SPDX-License-Identifier: GPL-2.0-only
#include "engine.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* FNV-1a; with another beginning, another hash. */
static uint64_t hash(const char *text, unsigned int number)
{
	uint64_t value = UINT64_C(0xcbf29ce484222325) + number;

	for (; *text; text++) {
		value ^= (unsigned char)*text;
		value *= UINT64_C(0x100000001b3);
	}
	return value;
}

void cni_id(const char *engine_id, char id[CONTAINER_ID_LEN + 1])
{
	unsigned int number;

	if (container_is_id(engine_id)) {
		memcpy(id, engine_id, CONTAINER_ID_LEN + 1);
		return;
	}
	for (number = 0; number < CONTAINER_ID_LEN / 16; number++)
		sprintf(id + 16 * number, "%016llx",
			(unsigned long long)hash(engine_id, number));
}

bool engine_is_ours(const struct container *c)
{
	return c->engine_interface == plugin_interface;
}

struct container *cni_find(struct containers *set, const char *engine_id, struct error *err)
{
	char id[CONTAINER_ID_LEN + 1];
	struct container *c;

	cni_id(engine_id, id);
	c = containers_of_id(set, id, err);
	if (!c || (engine_is_ours(c) && !strcmp(c->engine_id, engine_id)))
		return c;
	error_set(err, EEXIST, "container %s of ctrnet has that id already", c->name);
	return NULL;
}

struct attachment *cni_attachment(const struct container *c, const char *ifname)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (!strcmp(c->attachments.items[i].wanted_device, ifname))
			return &c->attachments.items[i];
	return NULL;
}
