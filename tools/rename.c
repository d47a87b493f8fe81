// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "link.h"
#include "names.h"
#include "options.h"
#include "out.h"
#include "peers.h"

static const char rename_options[] =
	"Links to it follow. Hosts files and variables do when they are next made.\n";

static int new_name(struct containers *all, const struct container *c,
		    const char *wanted, const char **name, struct error *err)
{
	if (name_check(wanted, name, err) < 0)
		return error_prefix(err, "Error when allocating new name");
	if (!strcmp(*name, c->name))
		return error_set(err, EINVAL,
				 "Renaming a container with the same name as its current name");
	if (containers_name_free(all, *name, err) < 0)
		return error_prefix(err, "Error when allocating new name");
	return 0;
}

/* A link to a source which is gone would lead to whoever gets its name. */
static int check_links(const struct container *c, const char *name, struct error *err)
{
	size_t i;

	for (i = 0; i < c->n_links; i++)
		if (!strcmp(c->links[i].source, name))
			return error_set(err, EINVAL,
					 "cannot link %s to itself: it has a link to %s, unlink that first",
					 c->name, name);
	return 0;
}

/*
 * The name first, together with the old one: should the tool be killed before
 * all links are changed, the next command goes on from there.
 */
static int rename_in(struct containers *all, const char *old, const char *wanted,
		     struct error *err)
{
	struct container *c = containers_find(all, old, err);
	const char *name;

	if (!c || new_name(all, c, wanted, &name, err) < 0 ||
	    check_links(c, name, err) < 0)
		return -1;
	c->renamed_from = c->name;
	c->name = xstrdup(name);
	if (container_save(c, err) < 0 ||
	    link_rename_source(c, all->items, all->n, err) < 0)
		return -1;
	peers_follow_all(c);
	return 0;
}

static int rename_container(const char *old, const char *wanted, struct error *err)
{
	struct containers all = { .items = NULL };
	int ret;

	if (!*old || !*wanted)
		return error_set(err, EINVAL,
				 "Neither old nor new names may be empty");
	if (container_lock(err) < 0)
		return -1;
	ret = containers_load(&all, err);
	if (ret == 0)
		ret = rename_in(&all, old, wanted, err);
	containers_free(&all);
	container_unlock();
	return ret;
}

static int cmd_rename(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "rename",
		.least = 2,
		.most = 2,
	};
	static const struct option_slot none[] = { { .name = NULL } };
	struct error err;
	int status;

	if (!options_parse(&line, none, &argc, &argv, &status))
		return status;
	if (rename_container(argv[0], argv[1], &err) < 0)
		return out_error(&err);
	return EXIT_OK;
}

const struct command command_rename = {
	.name = "rename",
	.function = cmd_rename,
	.arguments = "CONTAINER NAME",
	.summary = "Give a container another name",
	.options = rename_options,
};
