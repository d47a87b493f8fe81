// SPDX-License-Identifier: GPL-2.0-only
#include "create.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "image.h"
#include "layer.h"
#include "link.h"
#include "names.h"
#include "network.h"
#include "network_mode.h"
#include "nl.h"
#include "nl_network.h"
#include "out.h"

/* How often a name is made up before the id has to do. */
#define NAME_TRIES 6

static void make_up_name(struct container *c, struct containers *others)
{
	struct error taken;
	const char *name;
	unsigned int try;

	for (try = 0; try < NAME_TRIES; try++) {
		name = name_made_up(try);
		if (containers_name_free(others, name, &taken) == 0) {
			c->name = xstrdup(name);
			return;
		}
	}
	c->name = xstrndup(c->id, CONTAINER_SHORT_ID_LEN);
}

static int claim_name(struct container *c, struct containers *others,
		      struct error *err)
{
	if (c->name)
		return containers_name_free(others, c->name, err);
	make_up_name(c, others);
	return 0;
}

static int add_links(const struct request *r, struct containers *others,
		     struct error *err)
{
	char *const *spec;

	for (spec = r->links; spec && *spec; spec++)
		if (link_add(r->c, *spec, others, NULL, err) < 0)
			return -1;
	return 0;
}

/* From here on it is known by its name, however it was given. */
static int set_network(struct container *c, struct attachment *a, const char *name,
		       struct error *err)
{
	const struct attachment *same = attachment_find(c, name);

	if (same && same != a)
		return error_set(err, EINVAL, "network %s is given twice", name);
	free(a->network);
	a->network = xstrdup(name);
	return 0;
}

/* They are there. */
static int check_networks(struct container *c, struct error *err)
{
	struct attachment *a = c->attachments.items;
	struct nl_network net;
	struct nl *nl;
	int ret = 0;
	size_t i;

	if (!container_networked(c))
		return 0;
	nl = nl_open(err);
	if (!nl)
		return -1;
	for (i = 0; !ret && i < c->attachments.n; i++, a++) {
		ret = network_get(nl, a->network, &net, err);
		if (!ret)
			ret = network_check_wishes(&net, a, err);
		if (!ret)
			ret = set_network(c, a, network_name(&net), err);
	}
	nl_disconnect(nl);
	return ret;
}

int create_resolve(const struct request *r, struct containers *others,
		   struct error *err)
{
	if (claim_name(r->c, others, err) < 0 ||
	    network_mode_resolve(r->c, others, err) < 0 ||
	    check_networks(r->c, err) < 0 || add_links(r, others, err) < 0)
		return -1;
	return 0;
}

/* It was looked up before the lock was had: meanwhile it may have been removed. */
static int check_image(const struct container *c, struct error *err)
{
	struct image *image;
	int ret = 0;

	if (!c->image)
		return 0;
	image = image_find_name(c->image, err);
	if (!image)
		return -1;
	if (strcmp(image->rootfs, c->rootfs) != 0)
		ret = error_set(err, ENOENT,
				"No such image: %s: another has got that name meanwhile; try again",
				c->image);
	image_free(image);
	return ret;
}

/* From here on, its image has a container for the user's other namespaces, too. */
static int claim_image(struct container *c, struct error *err)
{
	struct error ignored;
	int layer;

	if (!c->image)
		return 0;
	layer = layer_make(c, err);
	if (layer < 0) {
		container_delete(c, &ignored);
		return -1;
	}
	close(layer);
	return 0;
}

int create_container(const struct request *r, struct containers *others,
		     struct error *err)
{
	if (check_image(r->c, err) < 0 || create_resolve(r, others, err) < 0 ||
	    volumes_find(r->c->volumes, r->c->n_volumes, err) < 0 ||
	    container_save(r->c, err) < 0)
		return -1;
	return claim_image(r->c, err);
}

static int save(const struct request *r, struct error *err)
{
	struct containers others = { .items = NULL };
	int ret;

	if (container_lock(err) < 0)
		return -1;
	ret = create_container(r, &others, err);
	containers_free(&others);
	container_unlock();
	return ret;
}

static int create(const struct request *r)
{
	struct error err;

	if (r->detach) {
		out_usage_error("create", "-d is for run: what is created is started in the background");
		return EXIT_NOT_RUN;
	}
	if (save(r, &err) < 0) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	out_made(r->c->id, r->c->name, r->json);
	return EXIT_OK;
}

static int cmd_create(int argc, char **argv)
{
	return request_do(argc, argv, create);
}

const struct command command_create = {
	.name = "create",
	.function = cmd_create,
	.arguments = "[OPTION]... IMAGE [COMMAND [ARG]...] | -- COMMAND [ARG]...",
	.summary = "Make a container, to be started later",
	.options = request_options,
};
