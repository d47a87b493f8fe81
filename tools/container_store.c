// SPDX-License-Identifier: GPL-2.0-only
/* Containers on disk: the lock over all of them, and a folder for each. */
#include "container.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adopted.h"
#include "alloc.h"
#include "container_json.h"
#include "json_file.h"
#include "layer.h"
#include "link.h"
#include "process.h"

#define STATE_DIR	"/run/ctrnet"
#define CONTAINERS_DIR	STATE_DIR "/containers"
#define LOCK_FILE	STATE_DIR "/lock"
#define CONFIG_FILE	"config.json"

/* How long a killed process may take to be gone. */
#define ORPHAN_END_MS	5000

static int lock_fd = -1;

/* Of a path below STATE_DIR, which is root's: who may not use it gets to know that. */
static int path_error(struct error *err, const char *action, const char *path)
{
	int code = errno;

	if (code == EACCES || code == EPERM)
		return error_set(err, code, ERROR_NEEDS_ROOT);
	return error_set(err, code, "cannot %s %s: %s", action, path,
			 strerror(code));
}

/* Only root looks inside: environments hold secrets. */
static int make_folders(struct error *err)
{
	if ((mkdir(STATE_DIR, 0755) < 0 && errno != EEXIST) ||
	    (mkdir(CONTAINERS_DIR, 0700) < 0 && errno != EEXIST))
		return path_error(err, "create", CONTAINERS_DIR);
	return 0;
}

/* Without waiting; false if another has it, or the caller may not. */
static bool try_lock(void)
{
	lock_fd = open(LOCK_FILE, O_RDWR | O_CLOEXEC);
	if (lock_fd >= 0 && flock(lock_fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	container_lock_disown();
	return false;
}

int container_lock(struct error *err)
{
	if (make_folders(err) < 0)
		return -1;
	lock_fd = open(LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock_fd < 0)
		return path_error(err, "open", LOCK_FILE);
	while (flock(lock_fd, LOCK_EX) < 0) {
		if (errno == EINTR)
			continue;
		error_set(err, errno, "cannot lock %s: %s", LOCK_FILE,
			  strerror(errno));
		container_lock_disown();
		return -1;
	}
	return 0;
}

void container_unlock(void)
{
	if (lock_fd >= 0)
		flock(lock_fd, LOCK_UN);
	container_lock_disown();
}

int container_lock_fd(void)
{
	return lock_fd;
}

void container_lock_disown(void)
{
	if (lock_fd >= 0)
		close(lock_fd);
	lock_fd = -1;
}

char *container_path_of(const char *id, const char *file)
{
	return xasprintf("%s/%s/%s", CONTAINERS_DIR, id, file);
}

char *container_path(const struct container *c, const char *file)
{
	return container_path_of(c->id, file);
}

static bool is_id(const char *s)
{
	return strlen(s) == CONTAINER_ID_LEN &&
	       strspn(s, "0123456789abcdef") == CONTAINER_ID_LEN;
}

/*
 * Nobody has the container's output any more, nor will record its end. It was
 * to be killed along with its supervisor, but a program can see to it that it
 * is not.
 */
static bool end_orphan(const struct container *c)
{
	int pidfd = process_open(c->pid, c->pid_start);
	bool ended;

	if (pidfd < 0)
		return true;
	if (lock_fd < 0) {
		close(pidfd);
		return false;
	}
	pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
	ended = process_wait(pidfd, ORPHAN_END_MS);
	close(pidfd);
	return ended;
}

static bool is_supervised(const struct container *c)
{
	return process_alive(c->supervisor, c->supervisor_start) || !end_orphan(c);
}

/* The supervisor records the end of its container, unless it was killed. */
static void correct(struct container *c)
{
	struct error ignored;

	if (c->state != CONTAINER_RUNNING ||
	    (c->adopted ? adopted_alive(c) : is_supervised(c)))
		return;
	c->state = CONTAINER_EXITED;
	c->exit_code = 128 + SIGKILL;
	c->finished = container_now();
	c->pid = 0;
	attachments_released(c);
	ports_released(&c->ports);
	/* So that the time stays. */
	if (lock_fd >= 0)
		container_save(c, &ignored);
}

static int check_read(const struct container *c, const char *path, struct error *err)
{
	if (container_check(c, err) == 0)
		return 0;
	return error_prefix(err, "%s is damaged", path);
}

/* Leaves @out NULL where there is no file: the container is just being made or deleted. */
static int load(const char *id, struct container **out, struct error *err)
{
	char *path = xasprintf("%s/%s/%s", CONTAINERS_DIR, id, CONFIG_FILE);
	json_error_t cause;
	json_t *json;
	int ret = 0;

	*out = NULL;
	json = json_load_file(path, 0, &cause);
	if (json) {
		*out = xcalloc(1, sizeof(**out));
		memcpy((*out)->id, id, sizeof((*out)->id));
		container_from_json(*out, json);
		json_decref(json);
		ret = check_read(*out, path, err);
		if (!ret) {
			correct(*out);
		} else {
			container_free(*out);
			*out = NULL;
		}
	} else if (access(path, F_OK) == 0) {
		ret = error_set(err, EIO, "cannot read %s: %s", path,
				cause.text);
	}
	free(path);
	return ret;
}

static int newest_first(const void *a, const void *b)
{
	const struct container *x = *(struct container *const *)a;
	const struct container *y = *(struct container *const *)b;

	return (x->created < y->created) - (x->created > y->created);
}

/*
 * A container to be removed at its end, whose supervisor was killed before it
 * could. Or an adopted one: what is gone, or was not taken, is not remembered.
 */
static bool left_over(const struct container *c)
{
	if (c->adopted)
		return c->state != CONTAINER_RUNNING;
	return c->auto_remove && c->state == CONTAINER_EXITED;
}

static int load_all(DIR *dir, struct container ***list, size_t *n,
		    struct error *err)
{
	struct container *c;
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		if (!is_id(entry->d_name))
			continue;
		if (load(entry->d_name, &c, err) < 0)
			return -1;
		if (!c)
			continue;
		if (left_over(c)) {
			if (lock_fd >= 0)
				container_delete(c, err);
			container_free(c);
			continue;
		}
		*list = xreallocarray(*list, *n + 1, sizeof(**list));
		(*list)[(*n)++] = c;
	}
	return 0;
}

/* Of a tool that was killed in between. */
static void finish_renames(struct container **list, size_t n)
{
	struct error ignored;
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i]->renamed_from)
			link_rename_source(list[i], list, n, &ignored);
}

int container_list(struct container ***list, size_t *n, struct error *err)
{
	bool locked;
	DIR *dir;
	int ret;

	*list = NULL;
	*n = 0;
	dir = opendir(CONTAINERS_DIR);
	if (!dir) {
		if (errno == ENOENT)
			return 0;
		return path_error(err, "read", CONTAINERS_DIR);
	}
	/* Those who only look correct too, if they are in nobody's way. */
	locked = lock_fd < 0 && try_lock();
	ret = load_all(dir, list, n, err);
	if (ret == 0 && lock_fd >= 0)
		finish_renames(*list, *n);
	if (locked)
		container_unlock();
	closedir(dir);
	if (ret < 0) {
		container_list_free(*list, *n);
		return -1;
	}
	if (*n)
		qsort(*list, *n, sizeof(**list), newest_first);
	return 0;
}

void container_list_free(struct container **list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		container_free(list[i]);
	free(list);
}

int container_save(const struct container *c, struct error *err)
{
	char *folder = container_path(c, "");
	char *path = container_path(c, CONFIG_FILE);
	json_t *json = container_to_json(c);
	int ret;

	if (!json)
		ret = error_set(err, EILSEQ,
				"arguments and variables must be valid UTF-8");
	else if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		ret = error_set(err, errno, "cannot create %s: %s", folder,
				strerror(errno));
	else
		ret = json_file_save(path, json, err);
	json_decref(json);
	free(path);
	free(folder);
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
	/* Without its folder nobody knows the layer: whatever happens, it is swept away some time. */
	return !ret && c->image ? layer_remove(c, err) : ret;
}
