// SPDX-License-Identifier: GPL-2.0-only
#include "volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "inside.h"

static int set_mode(struct volume *v, const char *mode, struct error *err)
{
	if (!strcmp(mode, "ro"))
		v->read_only = true;
	else if (strcmp(mode, "rw"))
		return error_set(err, EINVAL, "invalid mode: %s (it is ro or rw)", mode);
	return 0;
}

/* Relative sources are meant to begin with a dot; other words name volumes of Docker's. */
static int set_source(struct volume *v, const char *source, struct error *err)
{
	char *here;

	if (*source == '/') {
		v->source = xstrdup(source);
		return 0;
	}
	if (*source != '.')
		return error_set(err, EINVAL,
				 "invalid volume source \"%s\": there are no named volumes, give a path that begins with / or .",
				 source);
	here = getcwd(NULL, 0);
	if (!here)
		return error_set(err, errno, "cannot find the current folder: %s",
				 strerror(errno));
	v->source = xasprintf("%s/%s", here, source);
	free(here);
	return 0;
}

/* What is left when ".." goes with the part before it. */
static size_t parent_len(const char *path, size_t len)
{
	while (len && path[--len] != '/')
		;
	return len;
}

/* One spelling of an absolute path, so that duplicates are seen; "" is the root. */
static char *clean(const char *path)
{
	char *cleaned = xcalloc(strlen(path) + 1, 1);
	size_t len = 0, part;

	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		part = strcspn(path, "/");
		if (part == 2 && !strncmp(path, "..", part))
			len = parent_len(cleaned, len);
		else if (part != 1 || *path != '.')
			len += sprintf(cleaned + len, "/%.*s", (int)part, path);
		path += part;
	}
	cleaned[len] = '\0';
	return cleaned;
}

static int set_destination(struct volume *v, const char *destination,
			   struct error *err)
{
	if (*destination != '/')
		return error_set(err, EINVAL,
				 "invalid mount path: '%s' mount path must be absolute",
				 destination);
	v->destination = clean(destination);
	if (*v->destination)
		return 0;
	return error_set(err, EINVAL, "invalid specification: destination can't be '/'");
}

static int parse(struct volume *v, char *spec, struct error *err)
{
	char *rest = spec;
	const char *source = strsep(&rest, ":");
	const char *destination = strsep(&rest, ":");
	const char *mode = strsep(&rest, ":");

	if (!destination || rest || !*source)
		return error_set(err, EINVAL,
				 "it is SOURCE:DESTINATION, with :ro or :rw after it or not");
	if (set_source(v, source, err) < 0 ||
	    set_destination(v, destination, err) < 0)
		return -1;
	return mode ? set_mode(v, mode, err) : 0;
}

static void clear(struct volume *v)
{
	free(v->source);
	free(v->path);
	free(v->destination);
}

static int insert(struct volume **volumes, size_t *n, const struct volume *v,
		  struct error *err)
{
	size_t i = 0;
	int order = 1;

	while (i < *n && (order = strcmp((*volumes)[i].destination,
					 v->destination)) < 0)
		i++;
	if (i < *n && order == 0)
		return error_set(err, EEXIST, "Duplicate mount point: %s",
				 v->destination);
	*volumes = xreallocarray(*volumes, *n + 1, sizeof(**volumes));
	memmove(*volumes + i + 1, *volumes + i, (*n - i) * sizeof(**volumes));
	(*volumes)[i] = *v;
	++*n;
	return 0;
}

int volume_parse(struct volume **volumes, size_t *n, const char *spec,
		 struct error *err)
{
	struct volume v = { .source = NULL };
	char *copy = xstrdup(spec);
	int ret;

	ret = parse(&v, copy, err);
	if (ret < 0)
		error_prefix(err, "invalid volume specification: '%s'", spec);
	else
		ret = insert(volumes, n, &v, err);
	if (ret < 0)
		clear(&v);
	free(copy);
	return ret;
}

void volumes_free(struct volume *volumes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		clear(&volumes[i]);
	free(volumes);
}

static bool is_device(const struct stat *st)
{
	return S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode);
}

/* As Docker does, whoever would have liked to be told. */
static void make_folder(const char *path)
{
	int host = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	close(inside_make(host, path, S_IFDIR));
	close(host);
}

static int find(struct volume *v)
{
	struct stat st;

	if (stat(v->source, &st) < 0 && errno == ENOENT)
		make_folder(v->source);
	v->path = realpath(v->source, NULL);
	if (!v->path || stat(v->path, &st) < 0)
		return -1;
	if (is_device(&st)) {
		v->device.type = st.st_mode & S_IFMT;
		v->device.number = st.st_rdev;
	}
	return 0;
}

int volumes_find(struct volume *volumes, size_t n, struct error *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (find(&volumes[i]) < 0)
			return error_set(err, errno, "cannot find volume %s: %s",
					 volumes[i].source, strerror(errno));
	return 0;
}

/* A device is there if it was named itself, not if a container has made one in a folder. */
static unsigned int attributes_of(const struct volume *v, int mount)
{
	unsigned int attributes = v->read_only ? MOUNT_ATTR_RDONLY : 0;
	struct stat st;

	if (fstat(mount, &st) < 0 || !is_device(&st) ||
	    v->device.type != (st.st_mode & S_IFMT) || v->device.number != st.st_rdev)
		attributes |= MOUNT_ATTR_NODEV;
	return attributes;
}

static int take(const struct volume *v)
{
	int source = open_straight(v->path, 0);
	int mount = source < 0 ? -1 : mount_copy(source, "");

	if (mount >= 0 && mount_restrict(mount, attributes_of(v, mount)) < 0) {
		close(mount);
		mount = -1;
	}
	if (source >= 0)
		close(source);
	return mount;
}

int volumes_take(const struct volume *volumes, size_t n, int **mounts,
		 struct error *err)
{
	size_t i;

	*mounts = xcalloc(n + 1, sizeof(**mounts));
	for (i = 0; i < n; i++) {
		(*mounts)[i] = take(&volumes[i]);
		if ((*mounts)[i] < 0)
			return error_set(err, errno,
					 "cannot take volume %s: %s",
					 volumes[i].source, strerror(errno));
	}
	return 0;
}

static int put(const struct volume *v, int mount, int root)
{
	struct stat st;
	int place, ret;

	if (fstat(mount, &st) < 0)
		return -1;
	place = inside_make(root, v->destination,
			    S_ISDIR(st.st_mode) ? S_IFDIR : S_IFREG);
	if (place < 0)
		return -1;
	ret = mount_put(mount, place);
	close(place);
	close(mount);
	return ret;
}

int volumes_put(const struct volume *volumes, size_t n, int *mounts, int root,
		struct error *err)
{
	int ret = 0;
	size_t i;

	for (i = 0; i < n && !ret; i++) {
		ret = put(&volumes[i], mounts[i], root);
		if (ret < 0)
			error_set(err, errno, "cannot mount volume %s on %s: %s",
				  volumes[i].source, volumes[i].destination,
				  strerror(errno));
	}
	free(mounts);
	return ret;
}
