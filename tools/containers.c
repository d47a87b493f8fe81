// SPDX-License-Identifier: GPL-2.0-only
/* Which container is meant, and those which are read to find it. */
#include "containers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "container_index.h"
#include "container_load.h"
#include "link.h"
#include "peers.h"
#include "place.h"
#include "strv.h"

#define NO_SUCH_CONTAINER	"No such container: %s"

static struct container *by_id(struct container **list, size_t n, const char *id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i]->id, id))
			return list[i];
	return NULL;
}

static struct container *by_name(struct container **list, size_t n,
				 const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i]->name, name))
			return list[i];
	return NULL;
}

/* What an engine calls a container may be the id of another, which that one keeps. */
static struct container *by_id_or_name(struct container **list, size_t n,
				       const char *term)
{
	struct container *c = by_id(list, n, term);

	return c ? c : by_name(list, n, term);
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
	recipient = by_id_or_name(list, n, parent);
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

static struct container *pick(struct container **list, size_t n, const char *term,
			      struct error *err)
{
	const char *name = *term == '/' ? term + 1 : term;
	struct container *c;
	bool ambiguous;

	c = by_id_or_name(list, n, name);
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
		error_set(err, ENOENT, NO_SUCH_CONTAINER, term);
	return c;
}

/* Of supervisors that were killed before they could. */
static void tell_peers(char **networks)
{
	char *const *network;

	for (network = networks; network && *network; network++)
		if (container_may_correct())
			peers_follow(*network);
	strv_free(networks);
}

static struct container *load(struct containers *set, const char *id,
			      char ***networks)
{
	struct container *c = by_id(set->items, set->n, id);

	if (c)
		return c;
	c = container_load(id, networks);
	if (!c)
		return NULL;
	set->items = xreallocarray(set->items, set->n + 1, sizeof(*set->items));
	return set->items[set->n++] = c;
}

/* The folder of all; NULL with 0 returned if there are none yet. */
static int open_all(DIR **dir, struct error *err)
{
	*dir = NULL;
	if (container_check_owner(err) < 0)
		return -1;
	*dir = opendir(place(PLACE_CONTAINERS));
	if (*dir || errno == ENOENT)
		return 0;
	return container_path_error(err, "read", place(PLACE_CONTAINERS));
}

static void load_prefixed(struct containers *set, DIR *dir, const char *prefix,
			  char ***networks)
{
	size_t len = strlen(prefix);
	struct dirent *entry;

	rewinddir(dir);
	while ((entry = readdir(dir)))
		if (container_is_id(entry->d_name) &&
		    !strncmp(entry->d_name, prefix, len))
			load(set, entry->d_name, networks);
}

/* Of a tool that was killed in between. */
static void finish_renames(struct container **list, size_t n)
{
	struct error ignored;
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i]->renamed_from)
			link_rename_source(list[i], list, n, &ignored);
}

/* What was lost of the index, or is of a tool which had none. */
static void mend_index(struct container **list, size_t n)
{
	struct error ignored;
	size_t i;

	for (i = 0; i < n; i++)
		if (container_index_add(list[i], &ignored) < 0)
			return;
	container_index_complete();
}

static void load_all(struct containers *set, DIR *dir, char ***networks)
{
	load_prefixed(set, dir, "", networks);
	set->complete = true;
	if (!container_may_correct())
		return;
	mend_index(set->items, set->n);
	finish_renames(set->items, set->n);
}

/* Load those which a term may mean; false if only all of them would tell. */
typedef bool (*load_some)(struct containers *set, DIR *dir, const char *term,
			  char ***networks);

static bool load_id(struct containers *set, DIR *dir, const char *id, char ***networks)
{
	(void)dir;
	load(set, id, networks);
	return true;
}

/* One of that name, or id. */
static bool load_named(struct containers *set, DIR *dir, const char *name,
		       char ***networks)
{
	char id[CONTAINER_ID_LEN + 1];
	struct container *c;

	(void)dir;
	if (!container_index_knows(name))
		return false;
	if (container_index_find(name, id)) {
		c = load(set, id, networks);
		if (container_may_correct() && (!c || strcmp(c->name, name)))
			container_index_remove_name(name, id);
	}
	if (container_is_id(name))
		load(set, name, networks);
	return true;
}

/* By the recipient of RECIPIENT/ALIAS, who says what the source is called. */
static bool load_link_name(struct containers *set, DIR *dir, const char *term,
			   char ***networks)
{
	const char *slash = strchr(term, '/');
	struct container *recipient;
	struct container_link *link;
	char *parent;
	bool known;

	if (!slash)
		return true;
	parent = xstrndup(term, slash - term);
	known = load_named(set, dir, parent, networks);
	recipient = by_id_or_name(set->items, set->n, parent);
	free(parent);
	link = recipient ? container_link_by_alias(recipient, slash + 1) : NULL;
	return known && (!link || load_named(set, dir, link->source, networks));
}

/* All which the term may mean. */
static bool load_meant(struct containers *set, DIR *dir, const char *term,
		       char ***networks)
{
	const char *name = *term == '/' ? term + 1 : term;

	if (!load_named(set, dir, name, networks) ||
	    !load_link_name(set, dir, name, networks))
		return false;
	if (*name && !by_id_or_name(set->items, set->n, name))
		load_prefixed(set, dir, name, networks);
	return true;
}

/*
 * Load those of @some; or all, if these cannot be told. Those who only look correct too,
 * if they are in nobody's way.
 */
static int look_up(struct containers *set, load_some some, const char *term,
		   struct error *err)
{
	char **networks = NULL;
	bool locked;
	DIR *dir;

	if (set->complete)
		return 0;
	if (open_all(&dir, err) < 0)
		return -1;
	if (!dir)
		return 0;
	locked = container_lock_try();
	if (!some || !some(set, dir, term, &networks))
		load_all(set, dir, &networks);
	tell_peers(networks);
	if (locked)
		container_unlock();
	closedir(dir);
	return 0;
}

static int newest_first(const void *a, const void *b)
{
	const struct container *x = *(struct container *const *)a;
	const struct container *y = *(struct container *const *)b;

	return (x->created < y->created) - (x->created > y->created);
}

int containers_load(struct containers *set, struct error *err)
{
	if (look_up(set, NULL, NULL, err) < 0)
		return -1;
	if (set->n)
		qsort(set->items, set->n, sizeof(*set->items), newest_first);
	return 0;
}

struct container *containers_find(struct containers *set, const char *term,
				  struct error *err)
{
	if (look_up(set, load_meant, term, err) < 0)
		return NULL;
	return pick(set->items, set->n, term, err);
}

struct container *containers_of_id(struct containers *set, const char *id, struct error *err)
{
	struct container *c;

	if (look_up(set, load_id, id, err) < 0)
		return NULL;
	c = by_id(set->items, set->n, id);
	if (!c)
		error_set(err, ENOENT, NO_SUCH_CONTAINER, id);
	return c;
}

struct container *containers_named(struct containers *set, const char *name)
{
	struct error ignored;

	if (look_up(set, load_named, name, &ignored) < 0)
		return NULL;
	return by_name(set->items, set->n, name);
}

int containers_load_recipients(struct containers *set, const char *source,
			       struct error *err)
{
	char **ids, *const *id, **networks = NULL;

	if (!container_index_knows(source))
		return containers_load(set, err);
	ids = container_index_recipients(source);
	for (id = ids; id && *id; id++)
		load(set, *id, &networks);
	tell_peers(networks);
	strv_free(ids);
	return 0;
}

void containers_free(struct containers *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		container_free(set->items[i]);
	free(set->items);
	*set = (struct containers){ .items = NULL };
}

int containers_name_free(struct containers *set, const char *name, struct error *err)
{
	const struct container *c = containers_named(set, name);

	if (!c)
		return 0;
	return error_set(err, EEXIST,
			 "Conflict. The container name \"/%s\" is already in use by container \"%s\". You have to remove (or rename) that container to be able to reuse that name.",
			 name, c->id);
}

/* Of a set which is no more. */
static int keep_one(struct containers *set, const struct container *c)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->items[i] != c)
			container_free(set->items[i]);
	free(set->items);
	return c ? 0 : -1;
}

int containers_find_one(const char *term, struct container **c, struct error *err)
{
	struct containers set = { .items = NULL };

	*c = containers_find(&set, term, err);
	return keep_one(&set, *c);
}

int containers_one_of_id(const char *id, struct container **c, struct error *err)
{
	struct containers set = { .items = NULL };

	*c = containers_of_id(&set, id, err);
	return keep_one(&set, *c);
}

struct container *containers_by_endpoint(const struct containers *set, uint32_t endpoint)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->items[i]->state == CONTAINER_RUNNING &&
		    attachment_by_endpoint(set->items[i], endpoint))
			return set->items[i];
	return NULL;
}

const char *containers_name_of_endpoint(uint32_t endpoint)
{
	struct containers all = { .items = NULL };
	const struct container *c;
	static char name[256];
	struct error ignored;

	containers_load(&all, &ignored);
	c = containers_by_endpoint(&all, endpoint);
	if (c)
		snprintf(name, sizeof(name), "%s", c->name);
	containers_free(&all);
	return c ? name : NULL;
}
