// SPDX-License-Identifier: GPL-2.0-only
/* The command image add. */
#include <errno.h>
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

static void replace(char **old, const char *value)
{
	free(*old);
	*old = xstrdup(value);
}

static int set_workdir(void *to, const char *path, struct error *err)
{
	struct image *image = to;

	if (workdir_check(path, err) < 0)
		return -1;
	replace(&image->workdir, path);
	return 0;
}

static int set_user(void *to, const char *user, struct error *err)
{
	struct image *image = to;

	(void)err;
	replace(&image->user, user);
	return 0;
}

static int add_expose(void *to, const char *spec, struct error *err)
{
	struct image *image = to;

	return ports_parse_expose(&image->ports, spec, err);
}

static int add_label(void *to, const char *label, struct error *err)
{
	struct image *image = to;

	return label_add(&image->labels, label, err);
}

static int add_env(void *to, const char *variable, struct error *err)
{
	struct image *image = to;

	return env_parse(&image->env, variable, err);
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
	ret = save_locked(image, err);
	container_unlock();
	return ret;
}

/* First of all: what others have left may take the room which an image needs. */
static int make_room(struct error *err)
{
	if (container_lock(err) < 0)
		return -1;
	library_sweep();
	container_unlock();
	tidy();
	return 0;
}

static int add(struct image *image, const struct source *source, const char *name,
	       struct error *err)
{
	if (image_parse_name(name, &image->name, err) < 0 ||
	    check_name_free(image, err) < 0 || make_room(err) < 0)
		return -1;
	if (source->oci ? oci_import(source->oci, image, err) :
			  set_rootfs(image, source->rootfs, err))
		return -1;
	return save(image, err);
}

/*
 * Whether to go on; otherwise @status is set. Options may follow the name, but not the
 * command.
 */
static bool parse_options(int *argc, char ***argv, struct image *image,
			  struct source *source, int *status)
{
	static const struct command_line line = {
		.command = "image add",
		.help = add_help,
		.least = 1,
		.most = OPTIONS_ANY,
	};
	const struct option_slot slots[] = {
		{ "rootfs", .value = &source->rootfs },
		{ "oci", .value = &source->oci },
		{ "expose", .take = add_expose, .to = image },
		{ "env", 'e', .take = add_env, .to = image },
		{ "workdir", 'w', .take = set_workdir, .to = image },
		{ "user", 'u', .take = set_user, .to = image },
		{ "label", .take = add_label, .to = image },
		{ "json", .flag = &source->json },
		{ .name = NULL }
	};

	if (!options_parse(&line, slots, argc, argv, status))
		return false;
	if (!source->rootfs != !source->oci)
		return true;
	*status = out_usage_error("image add", "one of --rootfs and --oci needed");
	return false;
}

int image_add(int argc, char **argv)
{
	struct source source = { .rootfs = NULL };
	struct error err = { .text = "" };
	struct image *image = image_new(&err);
	int status;

	if (!image)
		return out_error(&err);
	if (parse_options(&argc, &argv, image, &source, &status)) {
		if (argv[1])
			image->cmd = strv_dup(argv + 1);
		status = add(image, &source, argv[0], &err) < 0 ? out_error(&err) : EXIT_OK;
		if (!status)
			out_made(image->id, image->name, source.json);
	}
	image_free(image);
	tidy();
	return status;
}
