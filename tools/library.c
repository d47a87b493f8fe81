// SPDX-License-Identifier: GPL-2.0-only
#include "library.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"
#include "container.h"
#include "image.h"
#include "layer_note.h"
#include "place.h"
#include "strv.h"
#include "tree.h"

/* What the name begins with of what is to be removed. */
#define DISCARDED	".gone-"

int library_error(struct error *err, const char *action, const char *path)
{
	int code = errno;

	if (code == EACCES || code == EPERM)
		return error_set(err, code, ERROR_NEEDS_ROOT);
	return error_set(err, code, "cannot %s %s: %s", action, path,
			 strerror(code));
}

/* Of one's own, the folders above may not be there yet. */
static void make_parents(const char *path)
{
	char *copy = xstrdup(path);
	char *slash;

	for (slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0755);
		*slash = '/';
	}
	free(copy);
}

int library_make(struct error *err)
{
	static const enum place folders[] = {
		PLACE_LIBRARY, PLACE_IMAGES, PLACE_ROOTS, PLACE_LAYERS,
	};
	size_t i;

	make_parents(place(PLACE_LIBRARY));
	/* Set-user-id programs in there are for containers only. */
	for (i = 0; i < ARRAY_SIZE(folders); i++)
		if (mkdir(place(folders[i]), 0700) < 0 && errno != EEXIST)
			return library_error(err, "create", place(folders[i]));
	return 0;
}

static int lock(void)
{
	int fd = open(place(PLACE_LIBRARY), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0 && flock(fd, LOCK_EX) < 0 && errno == EINTR)
		;
	return fd;
}

int library_lock(struct error *err)
{
	int fd;

	if (library_make(err) < 0)
		return -1;
	fd = lock();
	return fd < 0 ? library_error(err, "open", place(PLACE_LIBRARY)) : fd;
}

/* With a lock on it; -1, and EWOULDBLOCK if another has one. */
static int open_unused(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	errno = EWOULDBLOCK;
	return -1;
}

/* By who unpacks it, or runs on it. */
static bool in_use(const char *path)
{
	int fd = open_unused(path);

	if (fd < 0)
		return errno == EWOULDBLOCK;
	close(fd);
	return false;
}

struct images {
	struct image **list;
	size_t n;
};

static bool has_image(const char *id, void *data)
{
	const struct images *images = data;
	size_t i;

	for (i = 0; i < images->n; i++)
		if (!strcmp(images->list[i]->id, id))
			return true;
	return false;
}

static bool has_container(const char *id, void *data)
{
	char *folder = container_path_of(id, "");
	bool found = access(folder, F_OK) == 0;

	(void)data;
	free(folder);
	return found || layer_note_holds(id);
}

/* Those entries of a folder which nothing has any more. */
struct orphans {
	bool (*has_owner)(const char *id, void *data);
	void *data;
	void (*each)(const char *path, void *data);
	void *each_data;
};

static void each_orphan(const char *folder, const struct orphans *o)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char *path;

	while (dir && (entry = readdir(dir))) {
		if (*entry->d_name == '.' || o->has_owner(entry->d_name, o->data))
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		if (!in_use(path))
			o->each(path, o->each_data);
		free(path);
	}
	if (dir)
		closedir(dir);
}

static void each_orphaned_root(void (*each)(const char *path, void *data), void *data)
{
	struct images images;
	const struct orphans roots = { has_image, &images, each, data };
	char **unreadable;
	struct error err;

	if (image_list(&images.list, &images.n, &unreadable, &err) < 0)
		return;
	/* A file that cannot be read may be of any root. */
	if (!unreadable)
		each_orphan(place(PLACE_ROOTS), &roots);
	images_free(images.list, images.n);
	strv_free(unreadable);
}

void library_each_orphan(void (*each)(const char *path, void *data), void *data)
{
	const struct orphans layers = { has_container, NULL, each, data };
	int locked = lock();

	/* Nothing is there yet. */
	if (locked < 0)
		return;
	each_orphaned_root(each, data);
	each_orphan(place(PLACE_LAYERS), &layers);
	close(locked);
}

static void discard_orphan(const char *path, void *data)
{
	struct error ignored;

	(void)data;
	library_discard(path, &ignored);
}

void library_sweep(void)
{
	library_each_orphan(discard_orphan, NULL);
}

int library_discard(const char *path, struct error *err)
{
	const char *name = strrchr(path, '/') + 1;
	char *discarded = xasprintf("%.*s" DISCARDED "%s", (int)(name - path), path, name);
	int ret = 0;

	if (rename(path, discarded) < 0 && errno != ENOENT)
		ret = library_error(err, "remove", path);
	free(discarded);
	return ret;
}

static int remove_discarded(const char *path, struct error *err)
{
	int fd = open_unused(path);
	int ret;

	if (fd < 0) {
		/* It is no folder, then. */
		if (errno != EWOULDBLOCK)
			unlink(path);
		return 0;
	}
	ret = tree_remove(path, err);
	close(fd);
	return ret;
}

static int empty(const char *folder, struct error *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	struct error later;
	int ret = 0;
	char *path;

	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, DISCARDED, strlen(DISCARDED)))
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		if (remove_discarded(path, ret ? &later : err) < 0)
			ret = -1;
		free(path);
	}
	if (dir)
		closedir(dir);
	return ret;
}

int library_empty(struct error *err)
{
	struct error later;
	int ret = empty(place(PLACE_ROOTS), err);

	return empty(place(PLACE_LAYERS), ret ? &later : err) < 0 ? -1 : ret;
}
