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
#include <unistd.h>

#include "alloc.h"
#include "inside.h"
#include "lines.h"

/* The kernel keeps the last one for "no change". */
#define ID_MAX	(UINT32_MAX - 1)

/* fgetpwent() begins a line anew for each kilobyte of it, and that may be all of a file. */
#define LINE_LONGEST	65536

/**
 * struct list - one of the container's lists of users or groups
 * @text: all of it
 * @file: to read it from; NULL if there is none
 */
struct list {
	char *text;
	FILE *file;
};

static void remove_long_lines(char *text)
{
	char *end = text;
	size_t len;

	for (; *text; text += len) {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		if (len > LINE_LONGEST)
			continue;
		memmove(end, text, len);
		end += len;
	}
	*end = '\0';
}

/* A container may have no such file, or something else in its place. */
static void list_open(struct list *list, const char *path)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = inside_open_file(root, path);

	*list = (struct list){ .text = fd < 0 ? NULL : lines_text_of(fd) };
	if (list->text) {
		remove_long_lines(list->text);
		list->file = fmemopen(list->text, strlen(list->text), "r");
	}
	if (fd >= 0)
		close(fd);
	close(root);
}

static void list_close(const struct list *list)
{
	if (list->file)
		fclose(list->file);
	free(list->text);
}

/* A line which asks for those of a directory service (nsswitch.conf(5), compat) is of nobody. */
static bool is_reference(const char *name)
{
	return *name == '+' || *name == '-';
}

static struct passwd *next_user(const struct list *list)
{
	struct passwd *entry = NULL;

	while (list->file && (entry = fgetpwent(list->file)) && is_reference(entry->pw_name))
		;
	return entry;
}

static struct group *next_group(const struct list *list)
{
	struct group *entry = NULL;

	while (list->file && (entry = fgetgrent(list->file)) && is_reference(entry->gr_name))
		;
	return entry;
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
	unsigned int id = 0;
	bool numeric = parse_id(text, &id), found = false;
	struct passwd *entry;
	struct list list;

	*name = NULL;
	list_open(&list, "/etc/passwd");
	while (!found && (entry = next_user(&list))) {
		found = !strcmp(entry->pw_name, text) ||
			(numeric && entry->pw_uid == id);
		if (!found)
			continue;
		use_entry(user, entry);
		*name = xstrdup(entry->pw_name);
	}
	list_close(&list);
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
	unsigned int id = 0;
	bool numeric = parse_id(text, &id), found = false;
	struct group *entry;
	struct list list;

	list_open(&list, "/etc/group");
	while (!found && (entry = next_group(&list))) {
		found = !strcmp(entry->gr_name, text);
		if (found)
			id = entry->gr_gid;
	}
	list_close(&list);
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
	struct group *entry;
	struct list list;

	list_open(&list, "/etc/group");
	while (user->n_groups < USER_GROUPS_MAX && (entry = next_group(&list)))
		if (has_member(entry, name))
			user->groups[user->n_groups++] = entry->gr_gid;
	list_close(&list);
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
