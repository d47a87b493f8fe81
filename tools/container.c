// SPDX-License-Identifier: GPL-2.0-only
#include "container.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alloc.h"
#include "names.h"
#include "strv.h"

struct container *container_new(struct error *err)
{
	struct container *c = xcalloc(1, sizeof(*c));

	if (id_make(c->id, err) < 0) {
		free(c);
		return NULL;
	}
	c->state = CONTAINER_CREATED;
	c->created = container_now();
	return c;
}

void container_free(struct container *c)
{
	size_t i;

	if (!c)
		return;
	for (i = 0; i < c->n_links; i++) {
		free(c->links[i].source);
		free(c->links[i].alias);
	}
	free(c->links);
	attachments_free(c);
	ports_free(&c->ports);
	strv_free(c->argv);
	strv_free(c->env);
	strv_free(c->labels);
	strv_free(c->dns);
	strv_free(c->extra_hosts);
	free(c->workdir);
	free(c->user);
	volumes_free(c->volumes, c->n_volumes);
	free(c->engine_id);
	free(c->netns_path);
	free(c->image);
	free(c->rootfs);
	free(c->hostname);
	free(c->network);
	free(c->renamed_from);
	free(c->name);
	free(c);
}

int64_t container_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

bool container_has_host_root(const struct container *c)
{
	return !c->image && !strcmp(c->rootfs, CONTAINER_HOST_ROOT);
}

bool container_networked(const struct container *c)
{
	return c->attachments.n != 0;
}

const char *container_state_name(const struct container *c)
{
	static const char *const names[] = {
		[CONTAINER_CREATED] = "created",
		[CONTAINER_RUNNING] = "running",
		[CONTAINER_EXITED] = "exited",
	};

	return names[c->state];
}

const char *container_image(const struct container *c)
{
	if (c->image)
		return c->image;
	if (c->adopted)
		return "adopted";
	return container_has_host_root(c) ? "host" : c->rootfs;
}

struct container_link *container_link_by_alias(const struct container *c,
					       const char *alias)
{
	size_t i;

	for (i = 0; i < c->n_links; i++)
		if (!strcmp(c->links[i].alias, alias))
			return &c->links[i];
	return NULL;
}
