// SPDX-License-Identifier: GPL-2.0-only
#include "inside.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "alloc.h"

/* Deep enough for every path that makes sense, and no endless chain of links. */
#define DEPTH_MAX	64

/* The tool's: what stands in a container's may lead anywhere. */
static int own_proc = -1;

static int resolve(int root, const char *path, int flags)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd;

	do {
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
		/* EAGAIN: something was renamed meanwhile. */
	} while (fd < 0 && (errno == EINTR || errno == EAGAIN));
	return fd;
}

int inside_open(int root, const char *path)
{
	return resolve(root, path, O_PATH);
}

void inside_keep_proc(void)
{
	if (own_proc < 0)
		own_proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* What the handle is of: its path may lead to something else by now. */
static int open_handle(int handle, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "self/fd/%d", handle);
	return openat(own_proc, path, flags | O_NOCTTY | O_CLOEXEC);
}

static bool is_of(int handle, mode_t type, dev_t device)
{
	struct stat st;

	return fstat(handle, &st) == 0 && (st.st_mode & S_IFMT) == type &&
	       (type != S_IFCHR || st.st_rdev == device);
}

/* If it is of @type, and the device if that is one: to open others may have consequences. */
static int open_only(int root, const char *path, mode_t type, dev_t device, int flags)
{
	int handle = inside_open(root, path);
	int fd = -1, cause = EINVAL;

	if (handle < 0)
		return -1;
	if (is_of(handle, type, device)) {
		fd = open_handle(handle, flags);
		cause = errno;
	}
	close(handle);
	errno = cause;
	return fd;
}

int open_straight(const char *path, int flags)
{
	struct open_how how = {
		.flags = flags | O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS,
	};

	return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

int inside_open_file(int root, const char *path)
{
	/* Not to wait for who has a lease on it. */
	return open_only(root, path, S_IFREG, 0, O_RDONLY | O_NONBLOCK);
}

int inside_open_device(const char *path, dev_t device)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = open_only(root, path, S_IFCHR, device, O_RDWR);
	int cause = errno;

	close(root);
	errno = cause;
	return fd;
}

static int make(int root, const char *path, mode_t type, int depth);

/* Where a link leads that leads to nothing yet. */
static int make_target(int root, int parent, const char *folder,
		       const char *link, mode_t type, int depth)
{
	char to[4096], *target;
	ssize_t len = readlinkat(parent, link, to, sizeof(to) - 1);
	int fd;

	if (len < 0) {
		errno = EEXIST;
		return -1;
	}
	to[len] = '\0';
	target = *to == '/' ? xstrdup(to) : xasprintf("%s/%s", folder, to);
	fd = make(root, target, type, depth);
	free(target);
	return fd;
}

static int make_in(int parent, const char *name, mode_t type)
{
	if (type == S_IFDIR)
		return mkdirat(parent, name, 0755);
	return mknodat(parent, name, S_IFREG | 0644, 0);
}

static int make_last(int root, const char *folder, const char *name,
		     mode_t type, int depth)
{
	int parent = make(root, folder, S_IFDIR, depth);
	int fd;

	if (parent < 0)
		return -1;
	if (make_in(parent, name, type) == 0)
		fd = resolve(parent, name, O_PATH | O_NOFOLLOW);
	else if (errno == EEXIST)
		fd = make_target(root, parent, folder, name, type, depth);
	else
		fd = -1;
	close(parent);
	return fd;
}

static int make(int root, const char *path, mode_t type, int depth)
{
	int fd = inside_open(root, path);
	char *folder, *name;

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (!depth) {
		errno = ELOOP;
		return -1;
	}
	folder = xstrdup(path);
	name = xstrdup(path);
	fd = make_last(root, dirname(folder), basename(name), type, depth - 1);
	free(name);
	free(folder);
	return fd;
}

int inside_make(int root, const char *path, mode_t type)
{
	return make(root, path, type, DEPTH_MAX);
}

static int set_options(int fs, const char *options)
{
	char *copy = xstrdup(options), *rest = copy, *key, *value;
	int ret = 0;

	while (!ret && (key = strsep(&rest, ","))) {
		value = strchr(key, '=');
		if (value)
			*value++ = '\0';
		ret = fsconfig(fs, value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG,
			       key, value, 0);
	}
	free(copy);
	return ret;
}

int mount_new(const char *type, const char *source, const char *options,
	      unsigned int attributes)
{
	int fs = fsopen(type, FSOPEN_CLOEXEC);
	int mount = -1, cause;

	if (fs < 0)
		return -1;
	if (fsconfig(fs, FSCONFIG_SET_STRING, "source", source, 0) == 0 &&
	    (!options || set_options(fs, options) == 0) &&
	    fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		mount = fsmount(fs, FSMOUNT_CLOEXEC, attributes);
	cause = errno;
	close(fs);
	errno = cause;
	return mount;
}

int mount_copy(int dir, const char *path)
{
	return open_tree(dir, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC |
				    AT_RECURSIVE | (*path ? 0 : AT_EMPTY_PATH));
}

int mount_restrict(int mount, unsigned int attributes)
{
	struct mount_attr attr = { .attr_set = attributes };

	return mount_setattr(mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr,
			     sizeof(attr));
}

int mount_put(int mount, int target)
{
	return move_mount(mount, "", target, "",
			  MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}
