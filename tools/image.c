// SPDX-License-Identifier: GPL-2.0-only
#include "image.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "container.h"
#include "json_file.h"
#include "library.h"
#include "names.h"
#include "place.h"
#include "strv.h"

#define SUFFIX	".json"

struct image *image_new(struct error *err)
{
	struct image *image = xcalloc(1, sizeof(*image));

	if (id_make(image->id, err) < 0) {
		free(image);
		return NULL;
	}
	image->created = container_now();
	return image;
}

void image_free(struct image *image)
{
	if (!image)
		return;
	ports_free(&image->ports);
	strv_free(image->env);
	strv_free(image->entrypoint);
	strv_free(image->cmd);
	free(image->workdir);
	free(image->user);
	strv_free(image->labels);
	free(image->rootfs);
	free(image->name);
	free(image);
}

/* A name has slashes, which a file's cannot have, and no '%'. */
static char *image_path(const char *name)
{
	char *path = xasprintf("%s/%s%s", place(PLACE_IMAGES), name, SUFFIX);
	char *p;

	for (p = path + strlen(place(PLACE_IMAGES)) + 1; *p; p++)
		if (*p == '/')
			*p = '%';
	return path;
}

char *image_own_root(const struct image *image)
{
	return xasprintf("%s/%s", place(PLACE_ROOTS), image->id);
}

static int load(const char *path, struct image **image, struct error *err)
{
	json_error_t cause;
	json_t *json = json_load_file(path, 0, &cause);

	*image = NULL;
	if (!json && access(path, F_OK) < 0)
		return error_set(err, errno, "cannot read %s: %s", path,
				 strerror(errno));
	if (!json)
		return error_set(err, EIO, "cannot read %s: %s", path, cause.text);
	*image = image_from_json(json, err);
	json_decref(json);
	return *image ? 0 : error_prefix(err, "cannot read %s", path);
}

/* Why an image cannot be read, to who has called it by name. */
static void explain(const char *name, struct error *err)
{
	const struct error cause = *err;

	if (cause.code == ENOENT)
		error_set(err, ENOENT, "No such image: %s", name);
	else if (cause.code == EIO)
		error_set(err, EIO, "%s; 'image rm %s' removes it", cause.text, name);
}

struct image *image_find_name(const char *name, struct error *err)
{
	struct image *image;
	char *whole, *path;

	if (image_parse_name(name, &whole, err) < 0) {
		err->code = ENOENT;
		return NULL;
	}
	path = image_path(whole);
	if (load(path, &image, err) < 0)
		explain(name, err);
	free(path);
	free(whole);
	return image;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct image *const *)a)->name,
		      (*(struct image *const *)b)->name);
}

static bool has_suffix(const char *file)
{
	size_t len = strlen(file);

	return len > strlen(SUFFIX) && !strcmp(file + len - strlen(SUFFIX), SUFFIX);
}

int image_list(struct image ***list, size_t *n, char ***unreadable,
	       struct error *err)
{
	DIR *dir = opendir(place(PLACE_IMAGES));
	struct dirent *entry;
	struct error cause;
	struct image *image;
	char *path;

	*list = NULL;
	*unreadable = NULL;
	*n = 0;
	if (!dir && errno != ENOENT)
		return library_error(err, "read", place(PLACE_IMAGES));
	while (dir && (entry = readdir(dir))) {
		if (!has_suffix(entry->d_name))
			continue;
		path = xasprintf("%s/%s", place(PLACE_IMAGES), entry->d_name);
		if (load(path, &image, &cause) == 0) {
			*list = xreallocarray(*list, *n + 1, sizeof(**list));
			(*list)[(*n)++] = image;
		} else {
			strv_take(unreadable, xstrdup(cause.text));
		}
		free(path);
	}
	if (dir)
		closedir(dir);
	if (*n)
		qsort(*list, *n, sizeof(**list), by_name);
	return 0;
}

void images_free(struct image **list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		image_free(list[i]);
	free(list);
}

/* Takes it out of the list; NULL if there is none, or more than one. */
static struct image *take_by_id(struct image **list, size_t n, const char *prefix,
				struct error *err)
{
	struct image *found = NULL;
	size_t i, at = 0;

	for (i = 0; *prefix && i < n; i++) {
		if (strncmp(list[i]->id, prefix, strlen(prefix)))
			continue;
		if (found) {
			error_set(err, EEXIST,
				  "multiple IDs found with provided prefix: %s",
				  prefix);
			return NULL;
		}
		found = list[i];
		at = i;
	}
	if (found)
		list[at] = NULL;
	else
		error_set(err, ENOENT, "No such image: %s", prefix);
	return found;
}

struct image *image_find(const char *term, struct error *err)
{
	struct image *image = image_find_name(term, err);
	struct image **list;
	char **unreadable;
	size_t n;

	if (image || err->code != ENOENT ||
	    image_list(&list, &n, &unreadable, err) < 0)
		return image;
	image = take_by_id(list, n, term, err);
	images_free(list, n);
	strv_free(unreadable);
	return image;
}

int image_save(const struct image *image, struct error *err)
{
	json_t *json = image_to_json(image);
	char *path;
	int ret;

	if (!json)
		return error_set(err, EILSEQ,
				 "cannot keep image %s: an argument, variable, label or path of it is not valid UTF-8",
				 image->name);
	if (!image_is_sound(image)) {
		json_decref(json);
		return error_set(err, EINVAL,
				 "cannot keep image %s: no valid name, root or working folder",
				 image->name);
	}
	if (library_make(err) < 0) {
		json_decref(json);
		return -1;
	}
	path = image_path(image->name);
	ret = json_file_save(path, json, err);
	free(path);
	json_decref(json);
	return ret;
}

int image_delete_file(const char *name, struct error *err)
{
	char *path = image_path(name);
	int ret = 0;

	if (unlink(path) < 0 && errno != ENOENT)
		ret = library_error(err, "remove", path);
	free(path);
	return ret;
}

int image_delete(const struct image *image, struct error *err)
{
	char *root;
	int ret = image_delete_file(image->name, err);

	if (ret || !image->owns_root)
		return ret;
	root = image_own_root(image);
	ret = library_discard(root, err);
	free(root);
	return ret;
}
