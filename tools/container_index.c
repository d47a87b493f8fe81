// SPDX-License-Identifier: GPL-2.0-only
#include "container_index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "place.h"
#include "strv.h"

/* Its folders, and the file which says that nobody is missing. */
#define NAMES		"names"
#define RECIPIENTS	"recipients"
#define COMPLETE	"complete"

static char *path_of(const char *folder, const char *name)
{
	return xasprintf("%s/%s/%s", place(PLACE_INDEX), folder, name);
}

static char *complete_path(void)
{
	return xasprintf("%s/%s", place(PLACE_INDEX), COMPLETE);
}

static bool make_folder(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool make_folders(void)
{
	char *names = path_of(NAMES, "");
	char *recipients = path_of(RECIPIENTS, "");
	bool made = make_folder(place(PLACE_INDEX)) && make_folder(names) &&
		    make_folder(recipients);

	free(recipients);
	free(names);
	return made;
}

/* A name which is too long for a file is not in the index. */
static bool fits(const char *name)
{
	return strlen(name) <= NAME_MAX;
}

bool container_index_knows(const char *name)
{
	char *path = complete_path();
	bool known = fits(name) && access(path, F_OK) == 0;

	free(path);
	return known;
}

static bool read_id(const char *path, char id[CONTAINER_ID_LEN + 1])
{
	ssize_t len = readlink(path, id, CONTAINER_ID_LEN + 1);

	if (len != CONTAINER_ID_LEN)
		return false;
	id[len] = '\0';
	return container_is_id(id);
}

bool container_index_find(const char *name, char id[CONTAINER_ID_LEN + 1])
{
	char *path = path_of(NAMES, name);
	bool found = !strchr(name, '/') && read_id(path, id);

	free(path);
	return found;
}

char **container_index_recipients(const char *source)
{
	char *path = path_of(RECIPIENTS, source);
	DIR *dir = opendir(path);
	struct dirent *entry;
	char **ids = NULL;

	while (dir && (entry = readdir(dir)))
		if (container_is_id(entry->d_name))
			strv_take(&ids, xstrdup(entry->d_name));
	if (dir)
		closedir(dir);
	free(path);
	return ids;
}

static bool exists(const char *id)
{
	char *folder = container_path_of(id, "");
	bool found = access(folder, F_OK) == 0;

	free(folder);
	return found;
}

/* One that leads to somebody else is of one who is gone, or was called so. */
static int add_name(const struct container *c)
{
	char *path = path_of(NAMES, c->name);
	char id[CONTAINER_ID_LEN + 1];
	int ret = 0;

	if (!read_id(path, id) || (strcmp(id, c->id) && !exists(id))) {
		unlink(path);
		ret = symlink(c->id, path);
	}
	free(path);
	return ret;
}

static int add_recipient(const struct container *c, const char *source)
{
	char *folder = path_of(RECIPIENTS, source);
	char *path = xasprintf("%s/%s", folder, c->id);
	int ret = 0;

	if (symlink(c->id, path) < 0 && errno != EEXIST)
		ret = make_folder(folder) ? symlink(c->id, path) : -1;
	free(path);
	free(folder);
	return ret;
}

int container_index_add(const struct container *c, struct error *err)
{
	int ret = make_folders() ? 0 : -1;
	size_t i;

	if (!ret && fits(c->name))
		ret = add_name(c);
	for (i = 0; !ret && i < c->n_links; i++)
		if (fits(c->links[i].source))
			ret = add_recipient(c, c->links[i].source);
	if (!ret)
		return 0;
	return error_set(err, errno, "cannot write %s: %s", place(PLACE_INDEX),
			 strerror(errno));
}

void container_index_remove_name(const char *name, const char *id)
{
	char *path = path_of(NAMES, name);
	char found[CONTAINER_ID_LEN + 1];

	if (read_id(path, found) && !strcmp(found, id))
		unlink(path);
	free(path);
}

static void remove_recipient(const struct container *c, const char *source)
{
	char *folder = path_of(RECIPIENTS, source);
	char *path = xasprintf("%s/%s", folder, c->id);

	unlink(path);
	rmdir(folder);
	free(path);
	free(folder);
}

void container_index_remove(const struct container *c)
{
	size_t i;

	if (c->name)
		container_index_remove_name(c->name, c->id);
	for (i = 0; i < c->n_links; i++)
		remove_recipient(c, c->links[i].source);
}

void container_index_complete(void)
{
	char *path = complete_path();
	int fd = make_folders() ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd >= 0)
		close(fd);
	free(path);
}
