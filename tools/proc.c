// SPDX-License-Identifier: GPL-2.0-only
#include "proc.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "container.h"
#include "kernel_mounts.h"
#include "strv.h"
#include "text.h"

/* More of a command line is not for people to read. */
#define ARGUMENTS_SIZE	65536
#define ARGUMENTS_MAX	1000
/* There is no longer name of a container. */
#define NAME_SIZE	256

static FILE *open_file(pid_t pid, const char *file)
{
	char *path = xasprintf("/proc/%d/%s", pid, file);
	FILE *in = fopen(path, "re");

	free(path);
	return in;
}

/* Others' may have no end: as much as there is room for, and then a zero. Returns how much. */
static size_t read_some(pid_t pid, const char *file, char *text, size_t size)
{
	FILE *in = open_file(pid, file);
	size_t len = 0;

	if (in) {
		len = fread(text, 1, size - 1, in);
		fclose(in);
	}
	text[len] = '\0';
	return len;
}

char **proc_arguments(pid_t pid)
{
	char text[ARGUMENTS_SIZE];
	size_t len = read_some(pid, "cmdline", text, sizeof(text));
	struct strv_draft words;
	char *word;

	strv_begin(&words);
	for (word = text; word < text + len && words.n < ARGUMENTS_MAX; word += strlen(word) + 1) {
		text_make_printable(word);
		if (*word)
			strv_push(&words, xstrdup(word));
	}
	if (!words.n) {
		strv_free(words.v);
		return NULL;
	}
	return words.v;
}

pid_t proc_status_number(pid_t pid, const char *word)
{
	FILE *in = open_file(pid, "status");
	const char *last;
	char *line = NULL;
	pid_t number = 0;
	size_t size = 0;

	while (in && !number && getline(&line, &size, in) > 0) {
		last = strrchr(line, '\t');
		if (last && !strncmp(line, word, strlen(word)))
			number = atoi(last);
	}
	if (in)
		fclose(in);
	free(line);
	return number;
}

bool proc_shares(pid_t pid, const char *type)
{
	char *path = xasprintf("/proc/%d/ns/%s", pid, type);
	char *own_path = xasprintf("/proc/self/ns/%s", type);
	struct stat st, own;
	bool same;

	same = stat(path, &st) == 0 && stat(own_path, &own) == 0 &&
	       st.st_dev == own.st_dev && st.st_ino == own.st_ino;
	free(own_path);
	free(path);
	return same;
}

/* As whom it was begun: what sets its user id is called what another user likes. */
static uid_t real_user(pid_t pid)
{
	FILE *in = open_file(pid, "status");
	uid_t uid = -1;
	char *line = NULL;
	size_t size = 0;

	while (in && getline(&line, &size, in) > 0 && sscanf(line, "Uid:\t%u", &uid) != 1)
		;
	if (in)
		fclose(in);
	free(line);
	return uid;
}

/* A container's root may be the caller's own user, but not in this pid namespace. */
static bool is_own(pid_t pid)
{
	return proc_shares(pid, "user") && proc_shares(pid, "pid") &&
	       proc_shares(pid, "net") && real_user(pid) == geteuid();
}

char *proc_supervised(pid_t pid)
{
	static const char title[] = CONTAINER_SUPERVISES;
	char text[sizeof(title) + NAME_SIZE];

	/* Anybody's can begin so. */
	if (!is_own(pid))
		return NULL;
	read_some(pid, "cmdline", text, sizeof(text));
	if (strncmp(text, title, strlen(title)))
		return NULL;
	return xstrdup(text + strlen(title));
}

void proc_each(bool (*each)(pid_t pid, void *data), void *data)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool go_on = true;
	pid_t pid;

	while (proc && go_on && (entry = readdir(proc))) {
		pid = atoi(entry->d_name);
		if (pid > 0)
			go_on = each(pid, data);
	}
	if (proc)
		closedir(proc);
}

/* From the line of a mount which is called after its container. */
static bool mark_in(const char *line, char id[CONTAINER_ID_LEN + 1])
{
	static const char mark[] = " " KERNEL_MOUNTS_MARK;
	const char *at = strstr(line, mark);

	if (!at)
		return false;
	at += strlen(mark);
	if (strspn(at, "0123456789abcdef") != CONTAINER_ID_LEN || at[CONTAINER_ID_LEN] != ' ')
		return false;
	memcpy(id, at, CONTAINER_ID_LEN);
	id[CONTAINER_ID_LEN] = '\0';
	return true;
}

/* Of its /dev. */
static bool find_mark(pid_t pid, char id[CONTAINER_ID_LEN + 1])
{
	FILE *in = open_file(pid, "mountinfo");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	while (in && !found && getline(&line, &size, in) > 0)
		found = mark_in(line, id);
	if (in)
		fclose(in);
	free(line);
	return found;
}

/* Whom to call with the first processes of containers. */
struct init_call {
	bool (*each)(pid_t pid, const char *id, void *data);
	void *data;
};

/*
 * 1 in its own namespace. Of another user's, who may call his mounts what he likes, or in
 * another network namespace, they are not ours.
 */
static bool is_our_init(pid_t pid)
{
	return pid > 1 && proc_status_number(pid, "NSpid:") == 1 &&
	       proc_shares(pid, "user") &&
	       proc_shares(proc_status_number(pid, "PPid:"), "net");
}

static bool call_for_init(pid_t pid, void *data)
{
	const struct init_call *call = data;
	char id[CONTAINER_ID_LEN + 1];

	if (is_our_init(pid) && find_mark(pid, id))
		return call->each(pid, id, call->data);
	return true;
}

void proc_each_init(bool (*each)(pid_t pid, const char *id, void *data), void *data)
{
	struct init_call call = { each, data };

	proc_each(call_for_init, &call);
}
