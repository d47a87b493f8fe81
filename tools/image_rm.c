// SPDX-License-Identifier: GPL-2.0-only
/* The command image rm. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "containers.h"
#include "image.h"
#include "image_command.h"
#include "layer.h"
#include "library.h"
#include "options.h"
#include "out.h"
#include "tidy.h"

static const char rm_help[] =
	"Usage: ctrnetctl image rm IMAGE...\n"
	"Remove images which no container is made of. A root folder given with\n"
	"--rootfs stays.\n\n"
	"      --json             for scripts\n";

static int check_unused(const char *name, struct error *err)
{
	struct containers all = { .items = NULL };
	const struct container *c;
	int ret = 0;
	size_t i;

	if (containers_load(&all, err) < 0)
		return -1;
	for (i = 0; i < all.n && !ret; i++) {
		c = all.items[i];
		if (c->image && image_same_name(c->image, name))
			ret = error_set(err, EBUSY,
					"cannot remove image %s: container %s is made of it",
					name, c->name);
	}
	containers_free(&all);
	return ret ? ret : layer_check_unused(name, err);
}

/* All that is known of it is its name. The root which it may have had is nobody's then. */
static int remove_damaged(const char *term, struct error *err)
{
	char *name;
	int ret;

	if (image_parse_name(term, &name, err) < 0)
		return -1;
	ret = check_unused(name, err);
	if (!ret)
		ret = image_delete_file(name, err);
	free(name);
	return ret;
}

static int remove_found(const char *term, struct error *err)
{
	struct image *image = image_find(term, err);
	int ret = -1;

	if (!image)
		return err->code == EIO ? remove_damaged(term, err) : -1;
	if (check_unused(image->name, err) == 0)
		ret = image_delete(image, err);
	image_free(image);
	return ret;
}

static int remove_image(const char *term, struct error *err)
{
	int locked, ret;

	if (container_lock(err) < 0)
		return -1;
	locked = library_lock(err);
	ret = locked < 0 ? -1 : remove_found(term, err);
	close(locked);
	library_sweep();
	container_unlock();
	return ret;
}

int image_rm(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "image rm",
		.help = rm_help,
		.least = 1,
		.most = OPTIONS_ANY,
	};
	bool json = false;
	const struct option_slot slots[] = {
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;
	struct error err;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	status = EXIT_OK;
	for (; *argv; argv++) {
		if (remove_image(*argv, &err) == 0)
			out_done("Image", *argv, json);
		else
			status = out_error(&err);
	}
	tidy();
	return status;
}
