// SPDX-License-Identifier: GPL-2.0-only
/* The commands link and unlink. */
#include <getopt.h>
#include <string.h>

#include "command.h"
#include "container.h"
#include "hosts.h"
#include "link.h"
#include "link_rules.h"
#include "out.h"

static struct container *running_source(struct container **list, size_t n,
					const struct container_link *link)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i]->name, link->source) &&
		    list[i]->state == CONTAINER_RUNNING)
			return list[i];
	return NULL;
}

static int add_link(struct container **list, size_t n, const char *recipient,
		    const char *spec, struct error *err)
{
	struct container_link *link;
	struct container *c, *source;

	c = container_pick(list, n, recipient, err);
	if (!c || link_add(c, spec, list, n, &link, err) < 0)
		return -1;
	/* The line of a source that does not run comes when it starts. */
	source = running_source(list, n, link);
	if (c->state == CONTAINER_RUNNING && source &&
	    (link_rules_sync(c, source, err) < 0 ||
	     hosts_follow(c, link, source, err) < 0))
		return -1;
	return container_save(c, err);
}

static int cut_link(struct container **list, size_t n, const char *recipient,
		    const char *name, struct error *err)
{
	struct container *c = container_pick(list, n, recipient, err);

	return c ? link_cut(c, name, err) : -1;
}

/* Both commands take two arguments and change one recipient under the lock. */
static int change(int argc, char **argv,
		  int (*act)(struct container **list, size_t n,
			     const char *recipient, const char *what,
			     struct error *err))
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	struct container **list;
	struct error err;
	int opt, ret;
	size_t n;

	opterr = 0;
	opt = getopt_long(argc, argv, ":", options, NULL);
	if (opt == 'H')
		return command_help(argv[0]);
	if (opt >= 0)
		return out_option_error(argv[0], argv, opt);
	if (argc - optind != 2)
		return out_usage_error(argv[0], "two arguments needed");
	ret = container_lock(&err);
	if (ret == 0)
		ret = container_list(&list, &n, &err);
	if (ret == 0) {
		ret = act(list, n, argv[optind], argv[optind + 1], &err);
		container_list_free(list, n);
	}
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
