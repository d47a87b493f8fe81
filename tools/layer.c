// SPDX-License-Identifier: GPL-2.0-only
#include "layer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "inside.h"
#include "layer_note.h"
#include "library.h"
#include "place.h"

static char *layer_path(const struct container *c)
{
	return xasprintf("%s/%s", place(PLACE_LAYERS), c->id);
}

static int make_folder(int parent, const char *name)
{
	if (mkdirat(parent, name, 0700) < 0 && errno != EEXIST)
		return -1;
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The root of the whole looks as its upper part does: as the image's, then. */
static int imitate(int upper, int root)
{
	struct stat st;

	if (fstat(root, &st) < 0 || fchown(upper, st.st_uid, st.st_gid) < 0)
		return -1;
	return fchmod(upper, st.st_mode & 07777);
}

/* By handle: paths may have characters which have a meaning in options. */
static int mount_overlay(int root, int upper, int work)
{
	char *options = xasprintf("lowerdir=/proc/self/fd/%d,upperdir=/proc/self/fd/%d,workdir=/proc/self/fd/%d%s",
				  root, upper, work,
				  place_rootless() ? ",userxattr" : "");
	int mount = mount_new("overlay", "overlay", options, MOUNT_ATTR_NODEV);

	free(options);
	return mount;
}

static int mount_layer(int layer, int root)
{
	int upper = make_folder(layer, "upper");
	int work = make_folder(layer, "work");
	int mount = -1, cause;

	if (upper >= 0 && work >= 0 && imitate(upper, root) == 0)
		mount = mount_overlay(root, upper, work);
	cause = errno;
	close(upper);
	close(work);
	errno = cause;
	return mount;
}

/* Both before others can see it without. */
static int make_noted(const struct container *c, const char *path, struct error *err)
{
	int layer = make_folder(AT_FDCWD, path);

	if (layer < 0)
		return library_error(err, "create", path);
	flock(layer, LOCK_SH);
	if (layer_note_write(c, err) == 0)
		return layer;
	close(layer);
	return -1;
}

int layer_make(const struct container *c, struct error *err)
{
	int locked = library_lock(err);
	int layer = -1;
	char *path;

	if (locked < 0)
		return -1;
	path = layer_path(c);
	layer = make_noted(c, path, err);
	free(path);
	close(locked);
	return layer;
}

int layer_mount(const struct container *c, int root, struct error *err)
{
	char *path = layer_path(c);
	int layer = make_folder(AT_FDCWD, path);
	int mount = layer < 0 ? -1 : mount_layer(layer, root);

	if (mount < 0)
		error_set(err, errno,
			  "cannot put a layer over image %s: %s; %s must be on a file system that overlayfs can write to, apart from %s",
			  c->image, strerror(errno), place(PLACE_LIBRARY), c->rootfs);
	close(layer);
	free(path);
	return mount;
}

static int check_not_of(const char *id, const char *image, struct error *err)
{
	char *where;

	if (!layer_note_holds_image(id, image, &where))
		return 0;
	error_set(err, EBUSY,
		  "cannot remove image %s: container %.*s is made of it, of another namespace (%s)",
		  image, CONTAINER_SHORT_ID_LEN, id, where);
	free(where);
	return -1;
}

int layer_check_unused(const char *image, struct error *err)
{
	DIR *dir = opendir(place(PLACE_LAYERS));
	struct dirent *entry;
	int ret = 0;

	while (dir && !ret && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			ret = check_not_of(entry->d_name, image, err);
	if (dir)
		closedir(dir);
	return ret;
}

int layer_discard(const struct container *c, struct error *err)
{
	char *path = layer_path(c);
	int ret = library_discard(path, err);

	free(path);
	return ret;
}
