// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_mounts.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"
#include "inside.h"
#include "place.h"

#define NO_EXTRAS	(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/**
 * struct file_system - one of the container's own
 * @type: of file system
 * @path: where
 * @attributes: of the mount
 * @options: of the file system
 * @optional: whether a kernel without it will do
 */
struct file_system {
	const char *type;
	const char *path;
	unsigned int attributes;
	const char *options;
	bool optional;
};

static const struct device {
	const char *name;
	unsigned int major, minor;
} devices[] = {
	{ "null", 1, 3 },   { "zero", 1, 5 },	 { "full", 1, 7 },
	{ "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

static_assert(ARRAY_SIZE(devices) == KERNEL_MOUNTS_DEVICES, "one for each");

static const struct symlink {
	const char *name, *to;
} symlinks[] = {
	{ "fd", "/proc/self/fd" },
	{ "stdin", "/proc/self/fd/0" },
	{ "stdout", "/proc/self/fd/1" },
	{ "stderr", "/proc/self/fd/2" },
	{ "ptmx", "pts/ptmx" },
};

/*
 * Root in a container is root on the host to these files, whatever its capabilities.
 * "exitcode" and "mconsole" are User-Mode-Linux's, "slabinfo" can be written up to 6.7.
 */
static const char *const read_only_in_proc[] = {
	"bus", "driver", "exitcode", "fs", "irq", "mconsole", "sgi_uv", "slabinfo", "sys",
	"sysrq-trigger",
};

/* What tells of the host, or of its other users; some of it could be written, too. */
static const char *const hidden_in_proc[] = {
	"acpi", "asound", "dynamic_debug", "interrupts", "kcore", "keys", "latency_stats",
	"lock_stat", "profile", "sched_debug", "scsi", "timer_list", "timer_stats",
};

static const char *const hidden_in_sys[] = {
	"devices/virtual/powercap", "firmware",
};

static int failed(struct error *err, const char *what, const char *path)
{
	return error_set(err, errno, "cannot %s %s for the container: %s", what,
			 path, strerror(errno));
}

static int put_device(int dev, const char *name, int device)
{
	int place = inside_make(dev, name, S_IFREG);
	int ret = place < 0 ? -1 : mount_put(device, place);

	close(place);
	close(device);
	return ret;
}

static int put_devices(int dev, const int mounts[], struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices); i++)
		if (put_device(dev, devices[i].name, mounts[i]) < 0)
			return failed(err, "create device", devices[i].name);
	for (i = 0; i < ARRAY_SIZE(symlinks); i++)
		if (symlinkat(symlinks[i].to, dev, symlinks[i].name) < 0)
			return failed(err, "create link", symlinks[i].name);
	return 0;
}

/* What is not there needs no protection. */
static int make_read_only(int fs, const char *path, struct error *err)
{
	int place = inside_open(fs, path);
	int copy, ret = 0;

	if (place < 0)
		return 0;
	copy = mount_copy(place, "");
	if (copy < 0 || mount_restrict(copy, NO_EXTRAS | MOUNT_ATTR_RDONLY) < 0 ||
	    mount_put(copy, place) < 0)
		ret = failed(err, "protect", path);
	close(copy);
	close(place);
	return ret;
}

/* A file becomes @null; a directory an empty one. */
static int cover_of(int place, int null)
{
	struct stat st;

	if (fstat(place, &st) < 0)
		return -1;
	if (S_ISDIR(st.st_mode))
		return mount_new("tmpfs", "tmpfs", NULL, NO_EXTRAS | MOUNT_ATTR_RDONLY);
	return mount_copy(null, "");
}

static int hide(int fs, const char *path, int null, struct error *err)
{
	int place = inside_open(fs, path);
	int cover, ret = 0;

	if (place < 0)
		return 0;
	cover = cover_of(place, null);
	if (cover < 0 || mount_put(cover, place) < 0)
		ret = failed(err, "hide", path);
	close(cover);
	close(place);
	return ret;
}

static int hide_all(int fs, const char *const *paths, size_t n, int null,
		    struct error *err)
{
	for (; n; n--, paths++)
		if (hide(fs, *paths, null, err) < 0)
			return -1;
	return 0;
}

/* What tells how busy a processor is; a machine without has none of these. */
static int hide_throttles(int sys, int null, struct error *err)
{
	long cpu, n = sysconf(_SC_NPROCESSORS_CONF);
	char path[64];

	for (cpu = 0; cpu < n; cpu++) {
		snprintf(path, sizeof(path), "devices/system/cpu/cpu%ld/thermal_throttle", cpu);
		if (hide(sys, path, null, err) < 0)
			return -1;
	}
	return 0;
}

static int protect_proc(int proc, int null, struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(read_only_in_proc); i++)
		if (make_read_only(proc, read_only_in_proc[i], err) < 0)
			return -1;
	return hide_all(proc, hidden_in_proc, ARRAY_SIZE(hidden_in_proc), null,
			err);
}

static int place_mount(int root, int mount, const char *path, struct error *err)
{
	int place = inside_make(root, path, S_IFDIR);
	int ret = 0;

	if (place < 0 || mount_put(mount, place) < 0)
		ret = failed(err, "mount", path);
	close(place);
	return ret;
}

/* Returns the mount, or -1. */
static int put(int root, const struct file_system *fs, const char *source,
	       struct error *err)
{
	int mount = mount_new(fs->type, source, fs->options, fs->attributes);

	if (mount < 0)
		return failed(err, "mount", fs->path);
	if (place_mount(root, mount, fs->path, err) == 0)
		return mount;
	close(mount);
	return -1;
}

/* Those in which nothing more is to be done. */
static int put_all(int root, const struct file_system *fs, size_t n,
		   struct error *err)
{
	int mount;

	for (; n; n--, fs++) {
		mount = put(root, fs, fs->type, err);
		if (mount < 0 && !fs->optional)
			return -1;
		close(mount);
	}
	return 0;
}

/* A kernel may be without; and a user namespace without the group of terminals. */
static int put_pts(int root, struct error *err)
{
	static const struct file_system pts[] = {
		{ "devpts", "/dev/pts", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
		  "ptmxmode=0666,mode=0620,gid=5", true },
		{ "devpts", "/dev/pts", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
		  "ptmxmode=0666,mode=0620", true },
	};

	return put_all(root, &pts[place_rootless()], 1, err);
}

static int put_dev(int root, const char *id, const int device_mounts[], struct error *err)
{
	static const struct file_system dev = {
		"tmpfs", "/dev", NO_EXTRAS, "mode=755,size=64k", false,
	};
	static const struct file_system in_dev[] = {
		{ "tmpfs", "/dev/shm", NO_EXTRAS, "mode=1777", false },
		{ "mqueue", "/dev/mqueue", NO_EXTRAS, NULL, true },
	};
	char *source = xasprintf(KERNEL_MOUNTS_MARK "%s", id);
	int mount = put(root, &dev, source, err);

	free(source);
	if (mount < 0)
		return -1;
	if (put_devices(mount, device_mounts, err) < 0 || put_pts(root, err) < 0 ||
	    put_all(root, in_dev, ARRAY_SIZE(in_dev), err) < 0) {
		close(mount);
		return -1;
	}
	return mount;
}

static int put_proc(int root, int proc, int null, struct error *err)
{
	if (place_mount(root, proc, "/proc", err) < 0)
		return -1;
	return protect_proc(proc, null, err);
}

/* A container does without, if there is none. */
static int put_sys(int root, int sys, int null, struct error *err)
{
	if (sys < 0)
		return 0;
	if (place_mount(root, sys, "/sys", err) < 0)
		return -1;
	if (hide_all(sys, hidden_in_sys, ARRAY_SIZE(hidden_in_sys), null, err) < 0)
		return -1;
	return hide_throttles(sys, null, err);
}

static int make_devices(int folder, struct error *err)
{
	mode_t mask = umask(0);
	int ret = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices) && !ret; i++)
		if (mknodat(folder, devices[i].name, S_IFCHR | 0666,
			    makedev(devices[i].major, devices[i].minor)) < 0)
			ret = failed(err, "create device", devices[i].name);
	umask(mask);
	return ret;
}

static int copy_devices(int folder, int mounts[], struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		mounts[i] = mount_copy(folder, devices[i].name);
		if (mounts[i] < 0)
			return failed(err, "take device", devices[i].name);
	}
	return 0;
}

/*
 * Root in a container may make nodes of any device. They work on no mount of
 * its own but these, of a file system which it does not see itself.
 */
static int take_devices(int mounts[], struct error *err)
{
	int place = open("/dev", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int folder, ret = -1;

	/* Who may not make any gets the host's. */
	if (place_rootless()) {
		ret = copy_devices(place, mounts, err);
		close(place);
		return ret;
	}
	folder = mount_new("tmpfs", "tmpfs", "mode=755,size=64k",
			   MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
	/* Of what is in no place, no copy can be taken. */
	if (folder < 0 || mount_put(folder, place) < 0)
		failed(err, "mount", "/dev");
	else if (make_devices(folder, err) == 0)
		ret = copy_devices(folder, mounts, err);
	if (!ret && umount2("/dev", MNT_DETACH) < 0)
		ret = failed(err, "unmount", "/dev");
	close(folder);
	close(place);
	return ret;
}

int kernel_mounts_take(struct kernel_mounts *mounts, struct error *err)
{
	mounts->proc = mount_new("proc", "proc", NULL, NO_EXTRAS);
	if (mounts->proc < 0)
		return failed(err, "mount", "/proc");
	mounts->sys = mount_new("sysfs", "sysfs", NULL, NO_EXTRAS | MOUNT_ATTR_RDONLY);
	return take_devices(mounts->devices, err);
}

int kernel_mounts_put(const struct kernel_mounts *mounts, int root, const char *id,
		      struct error *err)
{
	int dev = put_dev(root, id, mounts->devices, err);
	int null, ret = -1;

	if (dev < 0)
		return -1;
	null = inside_open(dev, "null");
	if (put_proc(root, mounts->proc, null, err) == 0)
		ret = put_sys(root, mounts->sys, null, err);
	close(null);
	close(dev);
	return ret;
}

int private_mounts_put(int root, struct error *err)
{
	/* What one container leaves here is not the other's. */
	static const struct file_system own[] = {
		{ "tmpfs", "/tmp", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
		  "mode=1777", false },
		{ "tmpfs", "/run", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
		  "mode=755", false },
		{ "tmpfs", "/run/lock", NO_EXTRAS, "mode=1777", false },
	};

	return put_all(root, own, ARRAY_SIZE(own), err);
}
