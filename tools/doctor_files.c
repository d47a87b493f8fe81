// SPDX-License-Identifier: GPL-2.0-only
/* Files and folders which nothing has any more; and mounts. */
#include "doctor.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "image.h"
#include "kernel_mounts.h"
#include "library.h"
#include "place.h"
#include "strv.h"
#include "tree.h"

#define DRAFT_SUFFIX	".new"

static const char remedy_remove[] = "--fix removes it";

static void remove_file(struct findings *f, const char *path, const char *what)
{
	struct error ignored;

	findings_add(f, remedy_remove, "%s is %s", path, what);
	if (f->fix && unlink(path) < 0 && errno == EISDIR)
		tree_remove(path, &ignored);
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name);

	return len > strlen(suffix) && !strcmp(name + len - strlen(suffix), suffix);
}

/* Drafts are renamed under the lock: one that is there now is of who was killed. */
static void check_drafts(struct findings *f, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char *path;

	while (dir && (entry = readdir(dir))) {
		if (!has_suffix(entry->d_name, DRAFT_SUFFIX))
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		remove_file(f, path, "a draft which was not finished");
		free(path);
	}
	if (dir)
		closedir(dir);
}

static bool has_container(const struct survey *s, const char *id)
{
	const struct containers *all = &s->containers;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (!strcmp(all->items[i]->id, id))
			return true;
	return false;
}

/* A newer tool's container is in no list, and nothing to be removed. */
static bool has_config(const char *folder)
{
	char *path = xasprintf("%s/config.json", folder);
	bool has = access(path, F_OK) == 0;

	free(path);
	return has;
}

static void check_containers(const struct survey *s, struct findings *f)
{
	DIR *dir = opendir(place(PLACE_CONTAINERS));
	struct dirent *entry;
	char *path;

	while (dir && (entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		path = xasprintf("%s/%s", place(PLACE_CONTAINERS), entry->d_name);
		if (has_container(s, entry->d_name) || has_config(path))
			check_drafts(f, path);
		else
			remove_file(f, path, "of no container");
		free(path);
	}
	if (dir)
		closedir(dir);
}

static void check_orphan(const char *path, void *data)
{
	struct findings *f = data;
	struct error ignored;

	findings_add(f, remedy_remove, "%s is of no container or image", path);
	if (f->fix)
		library_discard(path, &ignored);
}

static void check_images(struct findings *f)
{
	struct image **list;
	char **unreadable, **line;
	struct error err;
	size_t i, n;

	if (image_list(&list, &n, &unreadable, &err) < 0) {
		findings_add(f, "see to the folder", "%s", err.text);
		return;
	}
	for (line = unreadable; line && *line; line++)
		findings_add(f, "remove the file, and add the image again", "%s", *line);
	for (i = 0; i < n; i++)
		if (access(list[i]->rootfs, F_OK) < 0)
			findings_add(f, "remove it with 'ctrnetctl image rm', or put the folder back",
				     "image %s has lost its root folder %s",
				     list[i]->name, list[i]->rootfs);
	images_free(list, n);
	strv_free(unreadable);
}

static void check_root(struct findings *f, const struct container *c)
{
	if (access(c->rootfs, F_OK) < 0)
		findings_add(f, "remove it, or put the folder back",
			     "container %s has lost its root folder %s",
			     c->name, c->rootfs);
}

void doctor_files(const struct survey *s, struct findings *f)
{
	const struct containers *all = &s->containers;
	size_t i;

	check_containers(s, f);
	check_drafts(f, place(PLACE_STATE));
	check_drafts(f, place(PLACE_NETWORKS));
	check_drafts(f, place(PLACE_IMAGES));
	library_each_orphan(check_orphan, f);
	check_images(f);
	for (i = 0; i < all->n; i++)
		check_root(f, all->items[i]);
}

/* Where it is, from its line; false if that says nothing of containers. */
static bool parse_mount(const char *line, char path[256])
{
	char *layers = xasprintf("%s/", place(PLACE_LAYERS));
	char *containers = xasprintf("%s/", place(PLACE_CONTAINERS));
	bool ours;

	if (sscanf(line, "%*s %*s %*s %*s %255s", path) != 1)
		*path = '\0';
	ours = *path && (strstr(line, " " KERNEL_MOUNTS_MARK) ||
			 !strncmp(path, layers, strlen(layers)) ||
			 !strncmp(path, containers, strlen(containers)));
	free(containers);
	free(layers);
	return ours;
}

/* Those of containers are in namespaces of their own. */
void doctor_mounts(const struct survey *s, struct findings *f)
{
	FILE *in = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t size = 0;
	char path[256];

	(void)s;
	while (in && getline(&line, &size, in) > 0)
		if (parse_mount(line, path))
			findings_add(f, "unmount it",
				     "%s is a mount of a container's, in the host's namespace",
				     path);
	if (in)
		fclose(in);
	free(line);
}
