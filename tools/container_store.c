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
#include "container_rebuild.h"
#include "json_file.h"
#include "layer.h"
#include "link.h"
#include "peers.h"
#include "place.h"
#include "process.h"
#include "strv.h"

#define CONFIG_FILE	"config.json"

/* How long a killed process may take to be gone. */
#define ORPHAN_END_MS	5000

static int lock_fd = -1;
/* Only to look: what is wrong stays so. */
static bool looking;
/* Not all was done that was begun under the lock. */
static bool cut_short;

void (*container_damaged)(const char *text);
void (*container_cut_short)(void);

/* Of a path which is root's: who may not use it gets to know that. */
static int path_error(struct error *err, const char *action, const char *path)
{
	int code = errno;

	if (code == EACCES || code == EPERM)
		return error_set(err, code, ERROR_NEEDS_ROOT);
	return error_set(err, code, "cannot %s %s: %s", action, path,
			 strerror(code));
}

/* Where others can make files, a folder which was there may be somebody else's. */
static int check_owner(const char *path, struct error *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return path_error(err, "use", path);
	if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & 022))
		return 0;
	if (geteuid() != 0)
		return error_set(err, EPERM, ERROR_NEEDS_ROOT);
	return error_set(err, EPERM, "cannot use %s: it is not the caller's own",
			 path);
}

/* Only root looks inside: environments hold secrets. */
static int make_folders(struct error *err)
{
	if ((mkdir(place(PLACE_STATE), 0755) < 0 && errno != EEXIST) ||
	    (mkdir(place(PLACE_CONTAINERS), 0700) < 0 && errno != EEXIST))
		return path_error(err, "create", place(PLACE_CONTAINERS));
	return check_owner(place(PLACE_STATE), err);
}

/* Whether what is found wrong is to be put right. */
static bool may_correct(void)
{
	return lock_fd >= 0 && !looking;
}

/*
 * The lock's file is empty but while something is changed. If it is not, who
 * had the lock last was killed, and left something half done.
 */
static void begin_change(void)
{
	char byte;
	bool unfinished = pread(lock_fd, &byte, sizeof(byte), 0) == sizeof(byte);

	/* On a file system that takes nothing more, nothing is changed either. */
	if (!unfinished && pwrite(lock_fd, "1", 1, 0) < 0)
		errno = 0;
	if (unfinished && container_cut_short)
		container_cut_short();
}

static void end_change(void)
{
	if (!cut_short && ftruncate(lock_fd, 0) < 0)
		errno = 0;
	cut_short = false;
}

/* Without waiting; false if another has it, or the caller may not. */
static bool try_lock(void)
{
	lock_fd = open(place(PLACE_LOCK), O_RDWR | O_CLOEXEC);
	if (lock_fd >= 0 && flock(lock_fd, LOCK_EX | LOCK_NB) == 0) {
		begin_change();
		return true;
	}
	container_lock_disown();
	return false;
}

static int wait_for_lock(struct error *err)
{
	while (flock(lock_fd, LOCK_EX) < 0) {
		if (errno == EINTR)
			continue;
		error_set(err, errno, "cannot lock %s: %s", place(PLACE_LOCK),
			  strerror(errno));
		container_lock_disown();
		return -1;
	}
	return 0;
}

int container_lock(struct error *err)
{
	if (make_folders(err) < 0)
		return -1;
	lock_fd = open(place(PLACE_LOCK), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock_fd < 0)
		return path_error(err, "open", place(PLACE_LOCK));
	if (wait_for_lock(err) < 0)
		return -1;
	begin_change();
	return 0;
}

int container_lock_to_look(struct error *err)
{
	lock_fd = open(place(PLACE_LOCK), O_RDONLY | O_CLOEXEC);
	/* Before the first command there is none, nor anything to be seen. */
	if (lock_fd < 0 && errno != ENOENT)
		return path_error(err, "open", place(PLACE_LOCK));
	if (lock_fd >= 0 && wait_for_lock(err) < 0)
		return -1;
	looking = true;
	return 0;
}

void container_lock_cut_short(void)
{
	cut_short = true;
}

void container_unlock(void)
{
	if (may_correct())
		end_change();
	looking = false;
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
	return xasprintf("%s/%s/%s", place(PLACE_CONTAINERS), id, file);
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
	if (!may_correct()) {
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
	c->found_ended = true;
	/* So that the time stays. */
	if (may_correct())
		container_save(c, &ignored);
}

static void complain(const struct error *err)
{
	if (container_damaged)
		container_damaged(err->text);
}

/* What is there of it, in the place of the damaged file, which is kept. */
static void save_rebuilt(const struct container *c)
{
	char *path = container_path(c, CONFIG_FILE);
	char *kept = container_path(c, CONFIG_FILE ".damaged");
	struct error err;

	rename(path, kept);
	if (container_save(c, &err) < 0)
		complain(&err);
	free(kept);
	free(path);
}

static struct container *rebuild(const char *id, const struct error *cause)
{
	struct container *c = container_rebuild(id);
	struct error err;

	error_set(&err, cause->code,
		  "%s; of container %s only processes, networks and published ports are known, its command, variables and links are lost",
		  cause->text, c->name);
	complain(&err);
	if (may_correct())
		save_rebuilt(c);
	return c;
}

/*
 * A folder without a file: nobody else is making or deleting it while the lock
 * is held, so it is left of one who was killed, or the file was lost.
 */
static struct container *load_folder(const char *id, const char *path)
{
	struct container *c;
	struct error err;

	if (!may_correct())
		return NULL;
	c = container_rebuild(id);
	if (c->state == CONTAINER_RUNNING) {
		container_free(c);
		error_set(&err, ENOENT, "%s is missing", path);
		return rebuild(id, &err);
	}
	container_delete(c, &err);
	container_free(c);
	return NULL;
}

static struct container *read_container(const char *id, const json_t *json)
{
	struct container *c = xcalloc(1, sizeof(*c));

	memcpy(c->id, id, sizeof(c->id));
	container_from_json(c, json);
	return c;
}

/* NULL if it is not of this version. */
static struct container *load_json(const char *id, const char *path,
				   const json_t *json)
{
	struct container *c;
	struct error err;

	if (json_get_int(json, "version") > CONTAINER_VERSION) {
		error_set(&err, EPROTO, "%s is of a newer ctrnetctl", path);
		complain(&err);
		return NULL;
	}
	c = read_container(id, json);
	if (container_check(c, &err) == 0)
		return c;
	container_free(c);
	error_prefix(&err, "%s is damaged", path);
	return rebuild(id, &err);
}

/* NULL where there is none: it is just being made or deleted, or of no use. */
static struct container *load(const char *id)
{
	char *path = container_path_of(id, CONFIG_FILE);
	struct container *c = NULL;
	json_error_t cause;
	struct error err;
	json_t *json;

	json = json_load_file(path, 0, &cause);
	if (json) {
		c = load_json(id, path, json);
		json_decref(json);
	} else if (access(path, F_OK) == 0) {
		error_set(&err, EIO, "%s is damaged: %s", path, cause.text);
		c = rebuild(id, &err);
	} else {
		c = load_folder(id, path);
	}
	if (c)
		correct(c);
	free(path);
	return c;
}

static int newest_first(const void *a, const void *b)
{
	const struct container *x = *(struct container *const *)a;
	const struct container *y = *(struct container *const *)b;

	return (x->created < y->created) - (x->created > y->created);
}

bool container_left_over(const struct container *c)
{
	if (c->adopted)
		return c->state != CONTAINER_RUNNING;
	if (!c->auto_remove || c->state == CONTAINER_RUNNING)
		return false;
	return c->state == CONTAINER_EXITED ||
	       (c->supervisor && !process_alive(c->supervisor, c->supervisor_start));
}

/* The networks whose containers have to be told that it is gone. */
static void note_networks(char ***networks, const struct container *c)
{
	size_t i;

	for (i = 0; c->found_ended && i < c->attachments.n; i++)
		strv_take(networks, xstrdup(c->attachments.items[i].network));
}

static void remove_left_over(struct container *c)
{
	struct error ignored;

	if (c->adopted && c->state == CONTAINER_CREATED)
		adopted_sweep(c);
	container_delete(c, &ignored);
}

static void load_all(DIR *dir, struct container ***list, size_t *n,
		     char ***networks)
{
	struct container *c;
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		if (!is_id(entry->d_name))
			continue;
		c = load(entry->d_name);
		if (!c)
			continue;
		note_networks(networks, c);
		if (!looking && container_left_over(c)) {
			if (may_correct())
				remove_left_over(c);
			container_free(c);
			continue;
		}
		*list = xreallocarray(*list, *n + 1, sizeof(**list));
		(*list)[(*n)++] = c;
	}
}

/* Of supervisors that were killed before they could. */
static void tell_peers(char *const *networks)
{
	for (; networks && *networks; networks++)
		peers_follow(*networks);
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
	char **networks = NULL;
	bool locked;
	DIR *dir;

	*list = NULL;
	*n = 0;
	if (place_rootless() && access(place(PLACE_STATE), F_OK) == 0 &&
	    check_owner(place(PLACE_STATE), err) < 0)
		return -1;
	dir = opendir(place(PLACE_CONTAINERS));
	if (!dir) {
		if (errno == ENOENT)
			return 0;
		return path_error(err, "read", place(PLACE_CONTAINERS));
	}
	/* Those who only look correct too, if they are in nobody's way. */
	locked = lock_fd < 0 && !looking && try_lock();
	load_all(dir, list, n, &networks);
	if (may_correct()) {
		finish_renames(*list, *n);
		tell_peers(networks);
	}
	strv_free(networks);
	if (locked)
		container_unlock();
	closedir(dir);
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
	/* Nobody knows the layer without the folder: it would be swept away later. */
	return !ret && c->image ? layer_remove(c, err) : ret;
}
