// SPDX-License-Identifier: GPL-2.0-only
#include "link_make.h"

#include "hosts.h"
#include "link.h"
#include "link_rules.h"

static struct container *running_source(struct containers *set,
					const struct container_link *link)
{
	struct container *source = containers_named(set, link->source);

	return source && source->state == CONTAINER_RUNNING ? source : NULL;
}

static int tell(const struct container *c, const struct container_link *link,
		const struct container *source, struct error *err)
{
	if (link_rules_sync(c, source, err) < 0)
		return -1;
	return hosts_follow(c, link, source, err);
}

/* Saved first: of one who is killed then, the next command does the rest. */
int link_make(struct containers *set, const char *recipient, const char *spec,
	      struct error *err)
{
	struct container_link *link;
	struct container *c, *source;
	struct error ignored;
	size_t before;

	c = containers_find(set, recipient, err);
	if (!c)
		return -1;
	before = c->n_links;
	if (link_add(c, spec, set, &link, err) < 0 ||
	    container_save(c, err) < 0)
		return -1;
	/* The line of a source that does not run comes when it starts. */
	source = running_source(set, link);
	if (c->state != CONTAINER_RUNNING || !source || tell(c, link, source, err) == 0)
		return 0;
	/* Where the kernel does not answer, the file at least is as it was. */
	if (c->n_links > before && link_cut(c, link->alias, &ignored) < 0)
		container_save(c, &ignored);
	return -1;
}
