// SPDX-License-Identifier: GPL-2.0-only
#include "inside.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "alloc.h"

/* Deep enough for every path that makes sense, and no endless chain of links. */
#define DEPTH_MAX	64

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

/* Not to hang at the end of a FIFO. */
static int open_to_use(int root, const char *path, int flags, struct stat *st)
{
	int fd = resolve(root, path, flags | O_NONBLOCK | O_NOCTTY);

	memset(st, 0, sizeof(*st));
	if (fd >= 0)
		fstat(fd, st);
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

static int refuse(int fd)
{
	if (fd < 0)
		return -1;
	close(fd);
	errno = EINVAL;
	return -1;
}

int inside_open_file(int root, const char *path)
{
	struct stat st;
	int fd = open_to_use(root, path, O_RDONLY, &st);

	return S_ISREG(st.st_mode) ? fd : refuse(fd);
}

int inside_open_device(const char *path, dev_t device)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat st;
	int fd = open_to_use(root, path, O_RDWR, &st);
	int cause = errno;

	close(root);
	errno = cause;
	if (!S_ISCHR(st.st_mode) || st.st_rdev != device)
		return refuse(fd);
	fcntl(fd, F_SETFL, 0);
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
