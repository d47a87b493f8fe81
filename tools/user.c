// SPDX-License-Identifier: GPL-2.0-only
#include "user.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "inside.h"

/* The kernel keeps the last one for "no change". */
#define ID_MAX	(UINT32_MAX - 1)

/* A line is read as a whole, which a file of a container's may be. */
#define FILE_MAX (16 * 1024 * 1024)

/* One of /proc says that it is empty, and may have no end. */
static bool has_end(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size <= FILE_MAX;
}

/* A container may have no such file, or something else in its place. */
static FILE *open_inside(const char *path)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = inside_open_file(root, path);
	FILE *file = fd >= 0 && has_end(fd) ? fdopen(fd, "r") : NULL;

	if (fd >= 0 && !file)
		close(fd);
	close(root);
	return file;
}

static bool parse_id(const char *text, unsigned int *id)
{
	unsigned long long value;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	value = strtoull(text, &end, 10);
	if (*end || value > ID_MAX)
		return false;
	*id = value;
	return true;
}

static void use_entry(struct user *user, const struct passwd *entry)
{
	user->uid = entry->pw_uid;
	user->gid = entry->pw_gid;
	free(user->home);
	user->home = xstrdup(*entry->pw_dir ? entry->pw_dir : "/");
}

/* A name goes before a number. The name is malloc'ed; NULL if the id has none. */
static int find_user(const char *text, struct user *user, char **name,
		     struct error *err)
{
	FILE *file = open_inside("/etc/passwd");
	unsigned int id = 0;
	bool numeric = parse_id(text, &id), found = false;
	struct passwd *entry;

	*name = NULL;
	while (file && !found && (entry = fgetpwent(file))) {
		found = !strcmp(entry->pw_name, text) ||
			(numeric && entry->pw_uid == id);
		if (!found)
			continue;
		use_entry(user, entry);
		*name = xstrdup(entry->pw_name);
	}
	if (file)
		fclose(file);
	if (!found && !numeric)
		return error_set(err, ENOENT,
				 "unable to find user %s: no matching entries in passwd file",
				 text);
	if (!found)
		user->uid = id;
	return 0;
}

static int find_group(const char *text, struct user *user, struct error *err)
{
	FILE *file = open_inside("/etc/group");
	unsigned int id = 0;
	bool numeric = parse_id(text, &id), found = false;
	struct group *entry;

	while (file && !found && (entry = fgetgrent(file))) {
		found = !strcmp(entry->gr_name, text);
		if (found)
			id = entry->gr_gid;
	}
	if (file)
		fclose(file);
	if (!found && !numeric)
		return error_set(err, ENOENT,
				 "unable to find group %s: no matching entries in group file",
				 text);
	user->gid = id;
	return 0;
}

static bool has_member(const struct group *group, const char *name)
{
	char *const *member;

	for (member = group->gr_mem; *member; member++)
		if (!strcmp(*member, name))
			return true;
	return false;
}

static void find_memberships(const char *name, struct user *user)
{
	FILE *file = open_inside("/etc/group");
	struct group *entry;

	while (file && user->n_groups < USER_GROUPS_MAX &&
	       (entry = fgetgrent(file)))
		if (has_member(entry, name))
			user->groups[user->n_groups++] = entry->gr_gid;
	if (file)
		fclose(file);
}

int user_lookup(const char *spec, struct user *user, struct error *err)
{
	char *text = xstrdup(spec ? spec : "0");
	char *group = strchr(text, ':');
	char *name = NULL;
	int ret;

	*user = (struct user){ .home = xstrdup("/") };
	if (group)
		*group++ = '\0';
	ret = find_user(*text ? text : "0", user, &name, err);
	/* With a group given, it is the only one. */
	if (!ret && group && *group)
		ret = find_group(group, user, err);
	else if (!ret && name)
		find_memberships(name, user);
	free(name);
	free(text);
	return ret;
}
