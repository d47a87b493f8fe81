// SPDX-License-Identifier: GPL-2.0-only
/* One container, as it was saved, corrected by what really runs. */
#include "container_load.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "adopted.h"
#include "alloc.h"
#include "container_json.h"
#include "container_rebuild.h"
#include "process.h"
#include "strv.h"

/* How long a killed process may take to be gone. */
#define ORPHAN_END_MS	5000

void (*container_damaged)(const char *text);

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
	if (!container_may_correct()) {
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
	if (container_may_correct())
		container_save(c, &ignored);
}

static void complain(const struct error *err)
{
	if (container_damaged)
		container_damaged(err->text);
}

/*
 * What is there of it, in the place of the damaged file, which is kept; and which stays
 * where it was if there is no other: a folder without is removed.
 */
static void save_rebuilt(const struct container *c)
{
	char *path = container_path(c, CONTAINER_CONFIG_FILE);
	char *kept = container_path(c, CONTAINER_CONFIG_FILE ".damaged");
	struct error err;

	/* If it is missing, the last one is still of use. */
	if (access(path, F_OK) == 0)
		unlink(kept);
	if (link(path, kept) < 0)
		errno = 0;
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
	if (container_may_correct())
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

	if (!container_may_correct())
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
static struct container *read_corrected(const char *id)
{
	char *path = container_path_of(id, CONTAINER_CONFIG_FILE);
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

bool container_left_over(const struct container *c)
{
	if (c->adopted)
		return c->state != CONTAINER_RUNNING &&
		       !process_alive(c->supervisor, c->supervisor_start);
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

struct container *container_load(const char *id, char ***networks)
{
	struct container *c = read_corrected(id);

	if (!c)
		return NULL;
	note_networks(networks, c);
	if (container_looking() || !container_left_over(c))
		return c;
	if (container_may_correct())
		remove_left_over(c);
	container_free(c);
	return NULL;
}
