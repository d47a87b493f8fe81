// SPDX-License-Identifier: GPL-2.0-only
/* Containers on disk: a folder for each. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "container.h"
#include "container_index.h"
#include "container_json.h"
#include "json_file.h"
#include "layer.h"
#include "place.h"

char *container_path_of(const char *id, const char *file)
{
	return xasprintf("%s/%s/%s", place(PLACE_CONTAINERS), id, file);
}

char *container_path(const struct container *c, const char *file)
{
	return container_path_of(c->id, file);
}

bool container_is_id(const char *text)
{
	return strlen(text) == CONTAINER_ID_LEN &&
	       strspn(text, "0123456789abcdef") == CONTAINER_ID_LEN;
}

static int write_folder(const struct container *c, const json_t *json, struct error *err)
{
	char *folder = container_path(c, "");
	char *path = container_path(c, CONTAINER_CONFIG_FILE);
	int ret;

	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		ret = error_set(err, errno, "cannot create %s: %s", folder,
				strerror(errno));
	else
		ret = json_file_save(path, json, err);
	free(path);
	free(folder);
	return ret;
}

int container_save(const struct container *c, struct error *err)
{
	json_t *json = container_to_json(c);
	int ret;

	if (!json)
		return error_set(err, EILSEQ,
				 "cannot keep container %s: an argument, variable, label or path of it is not valid UTF-8",
				 c->name);
	/* Whoever reads the file would take it for damaged. */
	if (container_check(c, err) < 0)
		ret = error_prefix(err, "cannot keep container %s", c->name);
	else if (container_index_add(c, err) < 0)
		ret = -1;
	else
		ret = write_folder(c, json, err);
	json_decref(json);
	return ret;
}

int container_delete(struct container *c, struct error *err)
{
	char *folder = container_path(c, "");
	struct dirent *entry;
	int ret = 0;
	DIR *dir;

	dir = opendir(folder);
	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	if (rmdir(folder) < 0 && errno != ENOENT)
		ret = error_set(err, errno, "cannot remove %s: %s", folder,
				strerror(errno));
	free(folder);
	if (!ret)
		container_index_remove(c);
	/* Nobody knows the layer without the folder: it would be swept away later. */
	return !ret && c->image ? layer_discard(c, err) : ret;
}
