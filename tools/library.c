// SPDX-License-Identifier: GPL-2.0-only
#include "library.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
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

bool library_in_use(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	bool locked;

	if (fd < 0)
		return false;
	locked = flock(fd, LOCK_EX | LOCK_NB) < 0;
	close(fd);
	return locked;
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
		if (!library_in_use(path))
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

static void remove_orphan(const char *path, void *data)
{
	struct error ignored;

	(void)data;
	tree_remove(path, &ignored);
}

void library_sweep(void)
{
	library_each_orphan(remove_orphan, NULL);
}
