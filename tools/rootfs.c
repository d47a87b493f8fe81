// SPDX-License-Identifier: GPL-2.0-only
#include "rootfs.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"

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
 * struct file_system - one of the container's own
 * @type: of file system
 * @path: where
 * @flags: of mount()
 * @options: of mount()
 * @optional: whether a kernel without it will do
 */
struct file_system {
	const char *type;
	const char *path;
	unsigned long flags;
	const char *options;
	bool optional;
};

static const struct file_system kernel_file_systems[] = {
	{ "proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, false },
	{ "sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, NULL,
	  true },
	{ "tmpfs", "/dev", MS_NOSUID | MS_NOEXEC, "mode=755,size=64k", false },
	{ "devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC,
	  "newinstance,ptmxmode=0666,mode=0620,gid=5", true },
	{ "tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777",
	  false },
	{ "mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL,
	  true },
};

/* On the host's own root: what one container leaves here is not the other's. */
static const struct file_system private_file_systems[] = {
	{ "tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777", false },
	{ "tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=755", false },
	{ "tmpfs", "/run/lock", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=1777",
	  false },
};

static const struct device {
	const char *path;
	unsigned int major, minor;
} devices[] = {
	{ "/dev/null", 1, 3 },	 { "/dev/zero", 1, 5 },
	{ "/dev/full", 1, 7 },	 { "/dev/random", 1, 8 },
	{ "/dev/urandom", 1, 9 }, { "/dev/tty", 5, 0 },
};

static const struct symlink {
	const char *path, *to;
} symlinks[] = {
	{ "/dev/fd", "/proc/self/fd" },
	{ "/dev/stdin", "/proc/self/fd/0" },
	{ "/dev/stdout", "/proc/self/fd/1" },
	{ "/dev/stderr", "/proc/self/fd/2" },
	{ "/dev/ptmx", "pts/ptmx" },
};

/* Root in a container is root on the host to these files, whatever its capabilities. */
static const char *const read_only_paths[] = {
	"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
};

static const char *const hidden_paths[] = {
	"/proc/kcore", "/proc/keys", "/proc/timer_list",
};

static int failed(struct error *err, const char *what, const char *path)
{
	return error_set(err, errno, "cannot %s %s for the container: %s", what,
			 path, strerror(errno));
}

static int make_directory(const char *path, struct error *err)
{
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return failed(err, "create", path);
	return 0;
}

static int mount_all(const struct file_system *fs, size_t n, struct error *err)
{
	for (; n; n--, fs++) {
		if (make_directory(fs->path, err) < 0)
			return -1;
		if (mount(fs->type, fs->path, fs->type, fs->flags,
			  fs->options) < 0 && !fs->optional)
			return failed(err, "mount", fs->path);
	}
	return 0;
}

static int make_devices(struct error *err)
{
	mode_t mask = umask(0);
	int ret = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices) && !ret; i++)
		if (mknod(devices[i].path, S_IFCHR | 0666,
			  makedev(devices[i].major, devices[i].minor)) < 0)
			ret = failed(err, "create", devices[i].path);
	for (i = 0; i < ARRAY_SIZE(symlinks) && !ret; i++)
		if (symlink(symlinks[i].to, symlinks[i].path) < 0)
			ret = failed(err, "create", symlinks[i].path);
	umask(mask);
	return ret;
}

/* What is not there needs no protection. */
static int protect(struct error *err)
{
	const unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY |
				    MS_NOSUID | MS_NODEV | MS_NOEXEC;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(read_only_paths); i++) {
		const char *path = read_only_paths[i];

		if (access(path, F_OK) < 0)
			continue;
		if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) < 0 ||
		    mount(NULL, path, NULL, flags, NULL) < 0)
			return failed(err, "protect", path);
	}
	for (i = 0; i < ARRAY_SIZE(hidden_paths); i++)
		if (mount("/dev/null", hidden_paths[i], NULL, MS_BIND, NULL) < 0 &&
		    errno != ENOENT)
			return failed(err, "hide", hidden_paths[i]);
	return 0;
}

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

/* A symbolic link may lead to where nothing is yet, such as into the new /run. */
static void make_link_target(const char *path)
{
	char to[4096], *copy, *target;
	ssize_t len = readlink(path, to, sizeof(to) - 1);

	if (len < 0)
		return;
	to[len] = '\0';
	copy = xstrdup(path);
	target = to[0] == '/' ? xstrdup(to) :
				xasprintf("%s/%s", dirname(copy), to);
	make_parents(target);
	free(target);
	free(copy);
}

/* An existing file to mount on. Nothing in it is changed if it is there. */
static int make_mount_point(const char *path)
{
	int fd;

	if (access(path, F_OK) == 0)
		return 0;
	make_parents(path);
	make_link_target(path);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

/* Detached copies of the mounts under the own files: they outlive the change of root. */
static int take_own_files(const struct container *c, int trees[],
			  struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own_files); i++) {
		char *path = container_path(c, own_files[i].name);

		trees[i] = open_tree(AT_FDCWD, path,
				     OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
		if (trees[i] < 0)
			failed(err, "take", path);
		free(path);
		if (trees[i] < 0)
			return -1;
	}
	return 0;
}

static int place_own_files(const int trees[], struct error *err)
{
	const unsigned int flags = MOVE_MOUNT_F_EMPTY_PATH |
				   MOVE_MOUNT_T_SYMLINKS;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own_files); i++) {
		const char *path = own_files[i].seen_as;

		if (make_mount_point(path) < 0) {
			/* A root nobody can write has to do with what it has. */
			if (errno == EROFS)
				continue;
			return failed(err, "create", path);
		}
		if (move_mount(trees[i], "", AT_FDCWD, path, flags) < 0)
			return failed(err, "mount", path);
	}
	return 0;
}

static int change_root(const char *rootfs, struct error *err)
{
	if (mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL) < 0 ||
	    chdir(rootfs) < 0)
		return failed(err, "enter", rootfs);
	/* The old root is stacked on the new one, and removed from there. */
	if (syscall(SYS_pivot_root, ".", ".") < 0 ||
	    umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return failed(err, "change the root to", rootfs);
	return 0;
}

int rootfs_enter(const struct container *c, struct error *err)
{
	bool host_root = !strcmp(c->rootfs, CONTAINER_HOST_ROOT);
	int trees[ARRAY_SIZE(own_files)];

	/*
	 * Slave: no mount of the container's reaches the host, and what the
	 * host unmounts is not held here.
	 */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return failed(err, "separate the mounts of", "/");
	if (take_own_files(c, trees, err) < 0)
		return -1;
	if (!host_root && change_root(c->rootfs, err) < 0)
		return -1;
	if (mount_all(kernel_file_systems, ARRAY_SIZE(kernel_file_systems), err) < 0 ||
	    make_devices(err) < 0 || protect(err) < 0)
		return -1;
	if (host_root ? mount_all(private_file_systems,
				  ARRAY_SIZE(private_file_systems), err) < 0 :
			make_directory("/tmp", err) < 0)
		return -1;
	return place_own_files(trees, err);
}
