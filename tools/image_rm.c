// SPDX-License-Identifier: GPL-2.0-only
/* The command image rm. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "container.h"
#include "image.h"
#include "image_command.h"
#include "library.h"
#include "out.h"

static const char rm_help[] =
	"Usage: ctrnetctl image rm IMAGE...\n"
	"Remove images which no container is made of. A root folder given with\n"
	"--rootfs stays.\n";

static int check_unused(const struct image *image, struct error *err)
{
	struct container **list;
	size_t i, n;
	int ret = 0;

	if (container_list(&list, &n, err) < 0)
		return -1;
	for (i = 0; i < n && !ret; i++)
		if (list[i]->image && image_same_name(list[i]->image, image->name))
			ret = error_set(err, EBUSY,
					"cannot remove image %s: container %s is made of it",
					image->name, list[i]->name);
	container_list_free(list, n);
	return ret;
}

static int remove_image(const char *term, struct error *err)
{
	struct image *image;
	int ret;

	if (container_lock(err) < 0)
		return -1;
	library_sweep();
	image = image_find(term, err);
	ret = image ? check_unused(image, err) : -1;
	if (!ret)
		ret = image_delete(image, err);
	container_unlock();
	image_free(image);
	return ret;
}

int image_rm(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	int opt, status = EXIT_OK;
	struct error err;

	opt = getopt_long(argc, argv, ":", options, NULL);
	if (opt == 'H')
		return image_help(rm_help);
	if (opt >= 0)
		return out_option_error("image rm", argv, opt);
	if (optind == argc)
		return out_usage_error("image rm", "no image named");
	for (; optind < argc; optind++) {
		if (remove_image(argv[optind], &err) == 0)
			puts(argv[optind]);
		else
			status = out_error(&err);
	}
	return status;
}
