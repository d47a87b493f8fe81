// SPDX-License-Identifier: GPL-2.0-only
/* The commands link and unlink. */
#include <string.h>

#include "command.h"
#include "containers.h"
#include "hosts.h"
#include "link.h"
#include "link_rules.h"
#include "options.h"
#include "out.h"

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
static int add_link(struct containers *set, const char *recipient, const char *spec,
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

static int cut_link(struct containers *set, const char *recipient, const char *name,
		    struct error *err)
{
	struct container *c = containers_find(set, recipient, err);

	return c ? link_cut(c, name, err) : -1;
}

/* Both commands take two arguments and change one recipient under the lock. */
static int change(int argc, char **argv,
		  int (*act)(struct containers *set, const char *recipient,
			     const char *what, struct error *err))
{
	const struct command_line line = { .command = argv[0], .least = 2, .most = 2 };
	static const struct option_slot none[] = { { .name = NULL } };
	struct containers set = { .items = NULL };
	struct error err;
	int ret, status;

	if (!options_parse(&line, none, &argc, &argv, &status))
		return status;
	ret = container_lock(&err);
	if (ret == 0)
		ret = act(&set, argv[0], argv[1], &err);
	containers_free(&set);
	container_unlock();
	if (ret == 0)
		return EXIT_OK;
	return out_error(&err);
}

int cmd_link(int argc, char **argv)
{
	return change(argc, argv, add_link);
}

int cmd_unlink(int argc, char **argv)
{
	return change(argc, argv, cut_link);
}
