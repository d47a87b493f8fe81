// SPDX-License-Identifier: GPL-2.0-only
#include "link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "container_index.h"
#include "containers.h"
#include "hosts.h"
#include "link_rules.h"
#include "names.h"
#include "network.h"
#include "network_mode.h"

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* NAME[:ALIAS] as typed; the strings are malloc'ed. */
static int parse(const char *spec, char **name, char **alias, struct error *err)
{
	size_t len = strcspn(spec, ":");
	const char *rest = spec + len;

	*name = *alias = NULL;
	if (!*spec)
		return error_set(err, EINVAL, "empty string specified for links");
	if (*rest && strchr(rest + 1, ':'))
		return error_set(err, EINVAL, "bad format for links: %s", spec);
	if (*spec == '/') {
		spec++;
		len--;
	}
	*name = xstrndup(spec, len);
	*alias = xstrdup(*rest ? last_part(rest + 1) : *name);
	return 0;
}

static int check_modes(const struct container *c, const struct container *source,
		       struct error *err)
{
	if (network_mode(c) == NETWORK_MODE_HOST ||
	    network_mode(source) == NETWORK_MODE_HOST)
		return error_set(err, EINVAL,
				 "conflicting options: host type networking can't be used with links. This would result in undefined behavior");
	if (network_mode(c) == NETWORK_MODE_SHARED)
		return error_set(err, EINVAL,
				 "conflicting options: container type network can't be used with links. This would result in undefined behavior");
	return 0;
}

static int check_network(const struct container *c,
			 const struct container *source, struct error *err)
{
	if (check_modes(c, source, err) < 0)
		return -1;
	if (!container_networked(c))
		return error_set(err, EINVAL,
				 "conflicting options: none type networking can't be used with links. This would result in undefined behavior");
	if (attachment_shared(c, source))
		return 0;
	if (attachment_find(c, NETWORK_DEFAULT))
		return error_set(err, EINVAL,
				 "Cannot link to /%s, as it does not belong to the default network",
				 source->name);
	return error_set(err, EINVAL,
			 "Cannot link to /%s, as it does not belong to the network %s",
			 source->name, c->attachments.items[0].network);
}

static struct container *find_source(struct containers *others, const char *name,
				     struct error *err)
{
	struct container *source;
	struct error cause;

	if (!*name) {
		error_set(err, EINVAL,
			  "could not get container for : invalid name or ID supplied: \"\"");
		return NULL;
	}
	source = network_mode_find(others, name, &cause);
	if (!source)
		error_set(err, cause.code, "could not get container for %s: %s",
			  name, cause.text);
	return source;
}

/* Sorted by alias, for everything that lists links. */
static struct container_link *insert(struct container *c, const char *source,
				     const char *alias)
{
	struct container_link *link;
	size_t i = 0;

	while (i < c->n_links && strcmp(c->links[i].alias, alias) < 0)
		i++;
	c->links = xreallocarray(c->links, c->n_links + 1, sizeof(*c->links));
	link = &c->links[i];
	memmove(link + 1, link, (c->n_links - i) * sizeof(*link));
	c->n_links++;
	link->source = xstrdup(source);
	link->alias = xstrdup(alias);
	return link;
}

static struct container_link *add(struct container *c,
				  const struct container *source,
				  const char *alias, struct error *err)
{
	struct container_link *link;

	if (!name_is_word(alias)) {
		error_set(err, EINVAL,
			  "Invalid link alias (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed",
			  alias);
		return NULL;
	}
	if (check_network(c, source, err) < 0)
		return NULL;
	link = container_link_by_alias(c, alias);
	if (!link)
		return insert(c, source->name, alias);
	if (!strcmp(link->source, source->name))
		return link;
	error_set(err, EEXIST,
		  "Conflict. The link alias \"%s\" is given to /%s and to /%s",
		  alias, link->source, source->name);
	return NULL;
}

int link_add(struct container *c, const char *spec, struct containers *others,
	     struct container_link **added, struct error *err)
{
	struct container_link *link = NULL;
	struct container *source;
	char *name, *alias;

	if (parse(spec, &name, &alias, err) < 0)
		return -1;
	source = find_source(others, name, err);
	if (source && !strcmp(source->id, c->id))
		error_set(err, EINVAL, "cannot link %s to itself", c->name);
	else if (source)
		link = add(c, source, alias, err);
	free(name);
	free(alias);
	if (!link)
		return -1;
	if (added)
		*added = link;
	return 0;
}

static struct container_link *link_by_source(const struct container *c,
					     const char *source)
{
	struct container_link *found = NULL;
	size_t i;

	for (i = 0; i < c->n_links; i++) {
		if (strcmp(c->links[i].source, source))
			continue;
		if (found)
			return NULL;
		found = &c->links[i];
	}
	return found;
}

static void remove_link(struct container *c, struct container_link *link)
{
	size_t after = c->n_links - (link - c->links) - 1;

	free(link->source);
	free(link->alias);
	memmove(link, link + 1, after * sizeof(*link));
	c->n_links--;
}

static bool rename_links(struct container *recipient,
			 const struct container *source)
{
	bool changed = false;
	size_t i;

	for (i = 0; i < recipient->n_links; i++) {
		struct container_link *link = &recipient->links[i];

		if (strcmp(link->source, source->renamed_from))
			continue;
		free(link->source);
		link->source = xstrdup(source->name);
		changed = true;
	}
	return changed;
}

int link_rename_source(struct container *source, struct container **list,
		       size_t n, struct error *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (rename_links(list[i], source) &&
		    container_save(list[i], err) < 0)
			return -1;
	container_index_remove_name(source->renamed_from, source->id);
	free(source->renamed_from);
	source->renamed_from = NULL;
	return container_save(source, err);
}

/* The source may be gone, or not run: there is nothing to end then. */
static int close_rules(const struct container *c, const char *source,
		       struct error *err)
{
	struct container *other;
	struct error ignored;
	int ret;

	if (containers_find_one(source, &other, &ignored) < 0)
		return 0;
	ret = link_rules_sync(c, other, err);
	container_free(other);
	return ret;
}

static int cut(struct container *c, struct container_link *link, struct error *err)
{
	char *source = xstrdup(link->source);
	int ret = 0;

	remove_link(c, link);
	if (c->state == CONTAINER_RUNNING)
		ret = close_rules(c, source, err);
	free(source);
	return ret ? ret : container_save(c, err);
}

int link_cut(struct container *c, const char *name, struct error *err)
{
	struct container_link *link = container_link_by_alias(c, name);
	struct error cause;
	int ret = 0;

	if (!link)
		link = link_by_source(c, name);
	if (!link)
		return error_set(err, ENOENT, "No such link: %s/%s", c->name,
				 name);
	/* A container whose hosts file cannot be written does not keep its link by that. */
	if (c->state == CONTAINER_RUNNING)
		ret = hosts_forget(c, link->alias, &cause);
	if (cut(c, link, err) < 0)
		return -1;
	if (ret < 0)
		*err = cause;
	return ret;
}

int link_open(const struct container *c, struct container *const *sources,
	      struct error *err)
{
	size_t i;

	for (i = 0; i < c->n_links; i++)
		if (sources[i] && attachment_shared(c, sources[i]) &&
		    link_rules_sync(c, sources[i], err) < 0)
			return -1;
	return 0;
}

int link_sources(const struct container *c, struct containers *others,
		 struct container ***sources, struct error *err)
{
	struct container **found = xcalloc(c->n_links + 1, sizeof(*found));
	size_t i;

	for (i = 0; i < c->n_links; i++) {
		found[i] = containers_named(others, c->links[i].source);
		if (!found[i] || found[i]->state == CONTAINER_RUNNING)
			continue;
		error_set(err, EAGAIN,
			  "Cannot link to a non running container: /%s AS /%s/%s",
			  found[i]->name, c->name, c->links[i].alias);
		free(found);
		return -1;
	}
	*sources = found;
	return 0;
}

/* Hosts lines and the kernel's links; no container fails to run for these. */
static void follow(const struct container *recipient,
		   const struct container *source)
{
	bool reachable = attachment_shared(recipient, source);
	bool linked = false;
	struct error ignored;
	size_t i;

	for (i = 0; i < recipient->n_links; i++) {
		const struct container_link *link = &recipient->links[i];

		if (strcmp(link->source, source->name))
			continue;
		linked = true;
		if (reachable)
			hosts_follow(recipient, link, source, &ignored);
		else
			hosts_forget(recipient, link->alias, &ignored);
	}
	if (linked && reachable)
		link_rules_sync(recipient, source, &ignored);
}

void link_follow(const struct container *source)
{
	struct containers set = { .items = NULL };
	struct error ignored;
	size_t i;

	containers_load_recipients(&set, source->name, &ignored);
	for (i = 0; i < set.n; i++)
		if (set.items[i]->state == CONTAINER_RUNNING)
			follow(set.items[i], source);
	containers_free(&set);
}

void link_follow_ports(const struct container *source)
{
	struct containers set = { .items = NULL };
	struct error ignored;
	size_t i;

	containers_load_recipients(&set, source->name, &ignored);
	for (i = 0; i < set.n; i++)
		if (set.items[i]->state == CONTAINER_RUNNING &&
		    link_rules_linked(set.items[i], source))
			link_rules_follow_ports(set.items[i], source, &ignored);
	containers_free(&set);
}

void link_follow_sources(const struct container *recipient,
			 struct container *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i]->state == CONTAINER_RUNNING)
			follow(recipient, list[i]);
}
