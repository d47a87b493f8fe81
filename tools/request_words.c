// SPDX-License-Identifier: GPL-2.0-only
#include "request_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "assignments.h"
#include "env.h"
#include "image.h"
#include "request_set.h"
#include "strv.h"

static void add_ports(struct container *c, const struct image *image)
{
	const struct port_ranges *exposed = &image->ports.exposed;
	size_t i;

	for (i = 0; i < exposed->n; i++)
		port_ranges_add(&c->ports.exposed, &exposed->items[i]);
}

/* The image's entry point, and then the words, or else the image's own command. */
static int set_command(struct container *c, const struct image *image,
		       char *const *words, struct error *err)
{
	char *const *parts[] = { image->entrypoint, *words ? words : image->cmd };
	char *const *word;
	size_t i;

	for (i = 0; i < 2; i++)
		for (word = parts[i]; word && *word; word++)
			strv_take(&c->argv, xstrdup(*word));
	if (c->argv)
		return 0;
	return error_set(err, EINVAL,
			 "no command specified: image %s has none, either",
			 c->image);
}

/* Those given as options replace the image's. */
static void inherit_labels(struct container *c, const struct image *image)
{
	char **given = c->labels;

	c->labels = strv_dup(image->labels);
	assignments_set_all(&c->labels, given);
	strv_free(given);
}

/* Variables given as options come later, and replace these. */
static int use_image(struct container *c, const struct image *image,
		     char *const *words, struct error *err)
{
	request_set_string(&c->image, words[0]);
	request_set_string(&c->rootfs, image->rootfs);
	if (!c->workdir && image->workdir)
		c->workdir = xstrdup(image->workdir);
	if (!c->user && image->user)
		c->user = xstrdup(image->user);
	c->env = strv_dup(image->env);
	inherit_labels(c, image);
	add_ports(c, image);
	return set_command(c, image, words + 1, err);
}

/* NULL with code ENOENT in @err if the first word is no image's name. */
static struct image *find_image(const struct container *c, char *const *words,
				bool after_dashes, struct error *err)
{
	if (!after_dashes && container_has_host_root(c))
		return image_find_name(words[0], err);
	err->code = ENOENT;
	return NULL;
}

/* Whether the host has a file where the container would look for the command. */
static bool host_has(const char *folder, size_t len, const char *command)
{
	char *path = xasprintf("%.*s/%s", (int)len, folder, command);
	bool found = access(path, F_OK) == 0;

	free(path);
	return found;
}

static bool host_path_has(const char *path, const char *command)
{
	size_t len;

	for (; *path; path += len + (path[len] == ':')) {
		len = strcspn(path, ":");
		if (host_has(path, len, command))
			return true;
	}
	return false;
}

static bool is_host_command(const struct container *c, const char *command)
{
	char **env = env_block(c, NULL, NULL, false), **variable;
	const char *folder = c->workdir ? c->workdir : "/";
	bool found = false;

	if (strchr(command, '/'))
		found = host_has(folder, strlen(folder), command);
	else
		for (variable = env; *variable && !found; variable++)
			found = !strncmp(*variable, "PATH=", 5) &&
				host_path_has(*variable + 5, command);
	strv_free(env);
	return found;
}

int request_check_image(const struct container *c, struct error *err)
{
	const char *word = c->argv[0];
	char *name;

	/* A volume may bring the command; and an image's name does not begin with a slash. */
	if (c->image || c->n_volumes || !container_has_host_root(c) ||
	    image_parse_name(word, &name, err) < 0)
		return 0;
	free(name);
	if (is_host_command(c, word))
		return 0;
	return error_set(err, ENOENT,
			 "No such image: %s, nor a command of the host: 'image add %s --oci LAYOUT' adds one which skopeo has copied, --rootfs DIR a folder",
			 word, word);
}

int request_use_words(struct request *r, char *const *words, bool after_dashes,
		      struct error *err)
{
	struct image *image = find_image(r->c, words, after_dashes, err);
	int ret;

	if (image) {
		ret = use_image(r->c, image, words, err);
		image_free(image);
		return ret;
	}
	if (err->code != ENOENT)
		return -1;
	r->c->argv = strv_dup(words);
	return 0;
}
