// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adopted.h"
#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "lifecycle.h"
#include "link.h"
#include "options.h"
#include "out.h"
#include "tidy.h"

static const char rm_options[] =
	"  -f, --force            kill it if it runs; do not fail if there is none\n"
	"      --link             remove a link, given as RECIPIENT/ALIAS\n"
	"      --json             for scripts\n";

struct rm_options {
	bool force;
	bool link;
};

static const char *without_slash(const char *term)
{
	return *term == '/' ? term + 1 : term;
}

/* It is let go. Its endpoints are gone with its namespace at the latest. */
static int remove_adopted(struct container *c, bool force, struct error *err)
{
	if (force)
		adopted_let_go(c);
	else if (adopted_release(c, err) < 0)
		return error_prefix(err, "cannot remove container \"%s\" without -f",
				    c->name);
	return adopted_forget(c, err);
}

static int remove_stopped(struct container *c, bool force, struct error *err)
{
	if (c->adopted)
		return remove_adopted(c, force, err);
	if (c->state == CONTAINER_RUNNING)
		return error_set(err, EBUSY,
				 "cannot remove container \"%s\": container is running: stop the container before removing or force remove",
				 c->name);
	return container_delete(c, err);
}

/* From here on it is known by @id: at its end it may be gone, and the term mean another. */
static int kill_running(const char *term, char id[CONTAINER_ID_LEN + 1], struct error *err)
{
	struct container *c;
	int ret;

	/* Where nothing can be removed, nothing is killed. */
	if (container_lock(err) < 0)
		return -1;
	ret = containers_find_one(term, &c, err);
	container_unlock();
	if (ret < 0)
		return -1;
	memcpy(id, c->id, sizeof(c->id));
	if (c->state == CONTAINER_RUNNING && !c->adopted)
		ret = lifecycle_end(c, SIGKILL, -1, err);
	container_free(c);
	return ret;
}

static int remove_container(const char *term, bool force, struct error *err)
{
	char id[CONTAINER_ID_LEN + 1];
	struct container *c;
	int ret;

	if (strchr(without_slash(term), '/'))
		return error_set(err, EINVAL,
				 "%s names a link: remove it with rm --link %s, or the container by its own name",
				 term, term);
	if (force && kill_running(term, id, err) < 0)
		return -1;
	if (container_lock(err) < 0)
		return -1;
	ret = force ? containers_one_of_id(id, &c, err) : containers_find_one(term, &c, err);
	if (ret == 0) {
		ret = remove_stopped(c, force, err);
		container_free(c);
	} else if (force && err->code == ENOENT) {
		/* It was there before it was killed: one of run --rm. */
		ret = 0;
	}
	container_unlock();
	return ret;
}

static int cut_link(const char *term, struct error *err)
{
	const char *name = without_slash(term);
	const char *slash = strchr(name, '/');
	struct error cause;
	struct container *c;
	char *parent;
	int ret;

	if (!slash)
		return error_set(err, EINVAL,
				 "Conflict, cannot remove the default link name of the container");
	parent = xstrndup(name, slash - name);
	ret = containers_find_one(parent, &c, &cause);
	if (ret < 0)
		error_set(err, ENOENT, "Cannot get parent /%s for link name /%s",
			  parent, name);
	free(parent);
	if (ret < 0)
		return -1;
	ret = link_cut(c, slash + 1, err);
	container_free(c);
	return ret;
}

static int remove_link(const char *term, struct error *err)
{
	int ret;

	if (container_lock(err) < 0)
		return -1;
	ret = cut_link(term, err);
	container_unlock();
	return ret;
}

static int remove_argument(const char *term, void *data)
{
	const struct rm_options *options = data;
	struct error err;
	int ret;

	if (options->link)
		ret = remove_link(term, &err);
	else
		ret = remove_container(term, options->force, &err);
	if (ret == 0)
		return EXIT_OK;
	ret = out_error(&err);
	/* As for Docker's, what does not exist need not be removed by force. */
	return options->force && err.code == ENOENT ? LIFECYCLE_NOTHING_DONE : ret;
}

static int cmd_rm(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "rm",
		.least = 1,
		.most = OPTIONS_ANY,
	};
	struct rm_options given = { false, false };
	bool json = false;
	const struct option_slot slots[] = {
		{ "force", 'f', .flag = &given.force },
		{ "link", 'l', .flag = &given.link },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	status = lifecycle_for_each(argv, json, NULL, remove_argument, &given);
	tidy();
	return status;
}

const struct command command_rm = {
	.name = "rm",
	.function = cmd_rm,
	.arguments = "[-f] CONTAINER... | --link RECIPIENT/ALIAS...",
	.summary = "Remove containers, or links between them",
	.options = rm_options,
};
