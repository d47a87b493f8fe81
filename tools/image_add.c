// SPDX-License-Identifier: GPL-2.0-only
/* The command image add. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "container.h"
#include "env.h"
#include "image.h"
#include "image_command.h"
#include "label.h"
#include "library.h"
#include "oci.h"
#include "options.h"
#include "out.h"
#include "strv.h"
#include "tidy.h"
#include "workdir.h"

static const char add_help[] =
	"Usage: ctrnetctl image add [OPTION]... NAME --rootfs DIR | --oci LAYOUT[:TAG]\n"
	"                           [-- COMMAND [ARG]...]\n"
	"Give a root folder a name, and defaults for the containers made of it.\n\n"
	"      --rootfs DIR       the folder, which stays where it is\n"
	"      --oci LAYOUT[:TAG] an image in an OCI layout; umoci unpacks it\n"
	"      --expose PORT[/PROTO]\n"
	"                         offer a port, or a range, to links and -P\n"
	"  -e, --env NAME[=VALUE] set a variable, or pass on the caller's\n"
	"  -w, --workdir PATH     where the command starts\n"
	"  -u, --user USER[:GROUP]\n"
	"                         who it runs as\n"
	"      --label KEY[=VALUE]\n"
	"                         a label of it and its containers\n"
	"      --json             for scripts\n";

/**
 * struct source - what is not kept of a new image: where its root is to come from
 * @rootfs: a folder, or NULL
 * @oci: a layout, or NULL
 * @json: tell scripts what was made
 */
struct source {
	const char *rootfs;
	const char *oci;
	bool json;
};

enum {
	OPT_ROOTFS = 256,
	OPT_OCI,
	OPT_EXPOSE,
	OPT_LABEL,
	OPT_JSON,
	OPT_HELP,
};

static const struct option options[] = {
	{ "rootfs", required_argument, NULL, OPT_ROOTFS },
	{ "oci", required_argument, NULL, OPT_OCI },
	{ "expose", required_argument, NULL, OPT_EXPOSE },
	{ "label", required_argument, NULL, OPT_LABEL },
	{ "env", required_argument, NULL, 'e' },
	{ "workdir", required_argument, NULL, 'w' },
	{ "user", required_argument, NULL, 'u' },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static void replace(char **old, const char *value)
{
	free(*old);
	*old = xstrdup(value);
}

static int set_workdir(struct image *image, const char *path, struct error *err)
{
	if (workdir_check(path, err) < 0)
		return -1;
	replace(&image->workdir, path);
	return 0;
}

static int set_option(struct image *image, struct source *source, int opt,
		      const char *value, struct error *err)
{
	switch (opt) {
	case OPT_ROOTFS:
		source->rootfs = value;
		return 0;
	case OPT_OCI:
		source->oci = value;
		return 0;
	case OPT_JSON:
		source->json = true;
		return 0;
	case OPT_EXPOSE:
		return ports_parse_expose(&image->ports, value, err);
	case OPT_LABEL:
		return label_add(&image->labels, value, err);
	case 'e':
		return env_parse(&image->env, value, err);
	case 'w':
		return set_workdir(image, value, err);
	case 'u':
		replace(&image->user, value);
		return 0;
	}
	return 0;
}

static int set_rootfs(struct image *image, const char *path, struct error *err)
{
	struct stat st;

	image->rootfs = realpath(path, NULL);
	if (!image->rootfs || stat(image->rootfs, &st) < 0)
		return error_set(err, errno, "invalid root %s: %s", path,
				 strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return error_set(err, ENOTDIR, "invalid root %s: %s", path,
				 strerror(ENOTDIR));
	return 0;
}

static int check_name_free(const struct image *image, struct error *err)
{
	struct image *other = image_find_name(image->name, err);

	if (!other)
		return err->code == ENOENT ? 0 : -1;
	image_free(other);
	return error_set(err, EEXIST,
			 "image %s exists already: remove it, or give another name",
			 image->name);
}

static int save_locked(const struct image *image, struct error *err)
{
	int locked = library_lock(err);
	int ret;

	if (locked < 0)
		return -1;
	ret = check_name_free(image, err);
	if (!ret)
		ret = image_save(image, err);
	close(locked);
	return ret;
}

static int save(const struct image *image, struct error *err)
{
	int ret;

	if (container_lock(err) < 0)
		return -1;
	library_sweep();
	ret = save_locked(image, err);
	container_unlock();
	return ret;
}

static int add(struct image *image, const struct source *source, const char *name,
	       struct error *err)
{
	if (image_parse_name(name, &image->name, err) < 0 ||
	    check_name_free(image, err) < 0)
		return -1;
	if (source->oci ? oci_import(source->oci, image, err) :
			  set_rootfs(image, source->rootfs, err))
		return -1;
	return save(image, err);
}

/* Returns 0 or EXIT_USAGE; -1 if help was all that was wanted. */
static int parse_options(int argc, char **argv, struct image *image,
			 struct source *source)
{
	struct error err;
	int opt;

	/* Options may follow the name, but not the command. */
	while ((opt = getopt_long(argc, argv, ":he:w:u:", options, NULL)) >= 0) {
		if (opt == 'h' || opt == OPT_HELP)
			return -1;
		if (opt == '?' || opt == ':')
			return out_option_error("image add", argv, opt, options);
		if (set_option(image, source, opt, options_value(argv), &err) < 0)
			return out_error(&err);
	}
	if (optind == argc)
		return out_usage_error("image add", "'ctrnetctl image add' requires at least 1 argument");
	if (!source->rootfs == !source->oci)
		return out_usage_error("image add", "one of --rootfs and --oci needed");
	if (argv[optind + 1])
		image->cmd = strv_dup(argv + optind + 1);
	return 0;
}

int image_add(int argc, char **argv)
{
	struct source source = { .rootfs = NULL };
	struct error err = { .text = "" };
	struct image *image = image_new(&err);
	int status;

	if (!image)
		return out_error(&err);
	status = parse_options(argc, argv, image, &source);
	if (status < 0)
		status = out_help(add_help);
	else if (!status && add(image, &source, argv[optind], &err) < 0)
		status = out_error(&err);
	else if (!status)
		out_made(image->id, image->name, source.json);
	image_free(image);
	tidy();
	return status;
}
