// SPDX-License-Identifier: GPL-2.0-only
/* Which container is meant. */
#include "container.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

static struct container *by_name(struct container **list, size_t n,
				 const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i]->name, name) || !strcmp(list[i]->id, name))
			return list[i];
	return NULL;
}

/* RECIPIENT/ALIAS is another name of the source. */
static struct container *by_link_name(struct container **list, size_t n,
				      const char *term)
{
	const char *slash = strchr(term, '/');
	struct container_link *link;
	struct container *recipient;
	char *parent;

	if (!slash)
		return NULL;
	parent = xstrndup(term, slash - term);
	recipient = by_name(list, n, parent);
	free(parent);
	link = recipient ? container_link_by_alias(recipient, slash + 1) : NULL;
	return link ? by_name(list, n, link->source) : NULL;
}

static struct container *by_id_prefix(struct container **list, size_t n,
				      const char *prefix, bool *ambiguous)
{
	struct container *found = NULL;
	size_t i;

	*ambiguous = false;
	if (!*prefix)
		return NULL;
	for (i = 0; i < n; i++) {
		if (strncmp(list[i]->id, prefix, strlen(prefix)))
			continue;
		if (found)
			*ambiguous = true;
		found = list[i];
	}
	return found;
}

struct container *container_pick(struct container **list, size_t n,
				 const char *term, struct error *err)
{
	const char *name = *term == '/' ? term + 1 : term;
	struct container *c;
	bool ambiguous;

	c = by_name(list, n, name);
	if (!c)
		c = by_link_name(list, n, name);
	if (c)
		return c;
	c = by_id_prefix(list, n, name, &ambiguous);
	if (c && ambiguous) {
		error_set(err, EEXIST,
			  "multiple IDs found with provided prefix: %s", term);
		return NULL;
	}
	if (!c)
		error_set(err, ENOENT, "No such container: %s", term);
	return c;
}

int container_name_free(struct container **list, size_t n, const char *name,
			struct error *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i]->name, name))
			return error_set(err, EEXIST,
					 "Conflict. The container name \"/%s\" is already in use by container \"%s\". You have to remove (or rename) that container to be able to reuse that name.",
					 name, list[i]->id);
	return 0;
}

int container_find(const char *term, struct container **c, struct error *err)
{
	struct container **list;
	size_t i, n;

	*c = NULL;
	if (container_list(&list, &n, err) < 0)
		return -1;
	*c = container_pick(list, n, term, err);
	for (i = 0; i < n; i++)
		if (list[i] != *c)
			container_free(list[i]);
	free(list);
	return *c ? 0 : -1;
}

const char *container_of_endpoint(uint32_t endpoint)
{
	static char name[256];
	struct container **list;
	const char *found = NULL;
	struct error err;
	size_t i, n;

	if (container_list(&list, &n, &err) < 0)
		return NULL;
	for (i = 0; i < n && !found; i++) {
		if (list[i]->state != CONTAINER_RUNNING ||
		    !attachment_by_endpoint(list[i], endpoint))
			continue;
		snprintf(name, sizeof(name), "%s", list[i]->name);
		found = name;
	}
	container_list_free(list, n);
	return found;
}
