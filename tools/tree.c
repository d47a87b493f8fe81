// SPDX-License-Identifier: GPL-2.0-only
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each level takes a descriptor. What is deeper is moved up first. */
#define DEPTH_MAX	64

/* Names which have been tried for that. */
static unsigned int number;

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/* A name in @top which nothing has, and something deeper will. */
static int move_up(int top, int folder, const char *name)
{
	char moved[32];
	int ret;

	do {
		snprintf(moved, sizeof(moved), ".deep-%u", number++);
		ret = renameat2(folder, name, top, moved, RENAME_NOREPLACE);
	} while (ret < 0 && errno == EEXIST);
	return ret;
}

static int empty(int top, int folder, unsigned int depth);

static int remove_folder(int top, int parent, const char *name, unsigned int depth)
{
	int folder, ret;

	if (!depth)
		return move_up(top, parent, name);
	folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return -1;
	ret = empty(top < 0 ? folder : top, folder, depth - 1);
	return ret < 0 ? -1 : unlinkat(parent, name, AT_REMOVEDIR);
}

/* Its entries; takes the descriptor. If one cannot be removed, the others are all the same. */
static int empty(int top, int folder, unsigned int depth)
{
	struct dirent *entry;
	DIR *dir = fdopendir(folder);
	int cause = 0;

	if (!dir) {
		close(folder);
		return -1;
	}
	while ((entry = readdir(dir))) {
		if (is_dots(entry->d_name) ||
		    unlinkat(folder, entry->d_name, 0) == 0)
			continue;
		if (errno != EISDIR ||
		    remove_folder(top, folder, entry->d_name, depth) < 0)
			cause = errno;
	}
	closedir(dir);
	errno = cause;
	return cause ? -1 : 0;
}

int tree_remove(const char *path, struct error *err)
{
	unsigned int before;
	int ret;

	/* Again while something has been moved up. */
	do {
		before = number;
		ret = remove_folder(-1, AT_FDCWD, path, DEPTH_MAX);
	} while (ret < 0 && errno == ENOTEMPTY && number != before);
	if (ret == 0 || errno == ENOENT)
		return 0;
	return error_set(err, errno, "cannot remove %s: %s", path, strerror(errno));
}
