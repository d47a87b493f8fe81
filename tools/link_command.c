// SPDX-License-Identifier: GPL-2.0-only
/* The commands link and unlink. */
#include "command.h"
#include "containers.h"
#include "link.h"
#include "link_make.h"
#include "options.h"
#include "out.h"

static const char link_options[] =
	"ALIAS is the source's name if not given. Hosts files follow at once; variables\n"
	"come with the next start.\n";

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

static int cmd_link(int argc, char **argv)
{
	return change(argc, argv, link_make);
}

const struct command command_link = {
	.name = "link",
	.function = cmd_link,
	.arguments = "RECIPIENT SOURCE[:ALIAS]",
	.summary = "Let a container know another one by a name",
	.options = link_options,
};

static int cmd_unlink(int argc, char **argv)
{
	return change(argc, argv, cut_link);
}

const struct command command_unlink = {
	.name = "unlink",
	.function = cmd_unlink,
	.arguments = "RECIPIENT ALIAS|SOURCE",
	.summary = "Remove a link",
};
