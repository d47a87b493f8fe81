// SPDX-License-Identifier: GPL-2.0-only
#include "rootfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"
#include "inside.h"
#include "kernel_mounts.h"
#include "layer.h"
#include "network_mode.h"
#include "place.h"
#include "volume.h"

/* Files of the container's folder which it sees as its own. */
static const struct own_file {
	const char *name;
	const char *seen_as;
} own_files[] = {
	{ "hosts", "/etc/hosts" },
	{ "hostname", "/etc/hostname" },
	{ "resolv.conf", "/etc/resolv.conf" },
};

/**
 * struct mounts - taken of the host, to be put into the container's root
 * @own_files: one for each
 * @kernel: for /dev
 * @volumes: one for each of the container's, or NULL
 *
 * Detached copies, which outlive the change of root.
 */
struct mounts {
	int own_files[ARRAY_SIZE(own_files)];
	struct kernel_mounts kernel;
	int *volumes;
};

static int failed(struct error *err, const char *what, const char *path)
{
	return error_set(err, errno, "cannot %s %s for the container: %s", what,
			 path, strerror(errno));
}

/* They are of one piece with the network. */
static char *own_file_path(const struct container *c, const char *file)
{
	const char *sharer = network_mode_sharer(c);

	return sharer ? container_path_of(sharer, file) : container_path(c, file);
}

static int take_own_files(const struct container *c, int mounts[],
			  struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own_files); i++) {
		char *path = own_file_path(c, own_files[i].name);

		mounts[i] = mount_copy(AT_FDCWD, path);
		if (mounts[i] < 0)
			failed(err, "take", path);
		free(path);
		if (mounts[i] < 0)
			return -1;
	}
	return 0;
}

/* The kernel calls a folder there an invalid argument. */
static int mount_file(int mount, int file)
{
	struct stat st;

	if (fstat(file, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	return mount_put(mount, file);
}

/* Something else may be in the place of a file or of its folder. */
static int no_place(const struct container *c, const char *what, const char *path,
		    struct error *err)
{
	char *layer;

	if (errno != ENOTDIR && errno != EISDIR && errno != EEXIST && errno != ELOOP)
		return failed(err, what, path);
	layer = xasprintf("%s/%s", place(PLACE_LAYERS), c->id);
	error_set(err, errno, "cannot %s %s for the container: %s; remove what is there in %s",
		  what, path, strerror(errno), c->image ? layer : c->rootfs);
	free(layer);
	return -1;
}

static int put_own_files(const struct container *c, int root, const int mounts[],
			 struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own_files); i++) {
		const char *path = own_files[i].seen_as;
		int file = inside_make(root, path, S_IFREG);

		if (file < 0) {
			/* A root nobody can write has to do with what it has. */
			if (errno == EROFS)
				continue;
			return no_place(c, "create", path, err);
		}
		if (mount_file(mounts[i], file) < 0)
			return no_place(c, "mount", path, err);
		close(mounts[i]);
		close(file);
	}
	return 0;
}

/* A mount of the root, as the container may write it. */
static int open_root(const struct container *c, int folder, struct error *err)
{
	int root;

	if (c->image)
		return layer_mount(c, folder, err);
	root = mount_copy(folder, "");
	if (root < 0 || mount_restrict(root, MOUNT_ATTR_NODEV) < 0)
		return failed(err, "enter", c->rootfs);
	return root;
}

static int change_root(const struct container *c, struct error *err)
{
	int folder = open_straight(c->rootfs, O_DIRECTORY);
	int root;

	if (folder < 0)
		return failed(err, "enter", c->rootfs);
	root = open_root(c, folder, err);
	if (root < 0)
		return -1;
	if (mount_put(root, folder) < 0 || fchdir(root) < 0)
		return failed(err, "enter", c->rootfs);
	/* The old root is stacked on the new one, and removed from there. */
	if (syscall(SYS_pivot_root, ".", ".") < 0 ||
	    umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return failed(err, "change the root to", c->rootfs);
	close(root);
	close(folder);
	return 0;
}

static int put_all(const struct container *c, const struct mounts *mounts,
		   struct error *err)
{
	bool host_root = container_has_host_root(c);
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int ret = -1;

	if (kernel_mounts_put(&mounts->kernel, root, c->id, err) == 0 &&
	    (!host_root || private_mounts_put(root, err) == 0) &&
	    put_own_files(c, root, mounts->own_files, err) == 0)
		ret = volumes_put(c->volumes, c->n_volumes, mounts->volumes,
				  root, err);
	/* As Docker: where the command starts need not be there yet. */
	if (!ret && !host_root && c->workdir)
		close(inside_make(root, c->workdir, S_IFDIR));
	close(root);
	return ret;
}

int rootfs_enter(const struct container *c, struct error *err)
{
	struct mounts mounts;

	inside_keep_proc();
	/*
	 * Slave: no mount of the container's reaches the host, and what the
	 * host unmounts is not held here.
	 */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return failed(err, "separate the mounts of", "/");
	if (take_own_files(c, mounts.own_files, err) < 0 ||
	    kernel_mounts_take(&mounts.kernel, err) < 0 ||
	    volumes_take(c->volumes, c->n_volumes, &mounts.volumes, err) < 0)
		return -1;
	if (!container_has_host_root(c) && change_root(c, err) < 0)
		return -1;
	return put_all(c, &mounts, err);
}
