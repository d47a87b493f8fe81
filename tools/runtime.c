// SPDX-License-Identifier: GPL-2.0-only
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "connect.h"
#include "containers.h"
#include "env.h"
#include "layer.h"
#include "link.h"
#include "network_mode.h"
#include "nl.h"
#include "own_files.h"
#include "peers.h"
#include "process.h"
#include "strv.h"

static int create_init(struct runtime *rt, const struct container *c,
		       struct container *const *sources,
		       const struct stdio *io, struct error *err)
{
	char **links = link_variables(c, sources);
	char **env = env_block(c, links, NULL, c->tty);
	int netns = network_mode_open(c, err);
	int ret = -1;

	if (netns != -2)
		ret = init_create(&rt->init, c, env, netns, io, err);
	if (netns >= 0)
		close(netns);
	strv_free(env);
	strv_free(links);
	return ret;
}

static int open_netns(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int take_layer(struct runtime *rt, const struct container *c, struct error *err)
{
	rt->layer = c->image ? layer_make(c, err) : -1;
	return c->image && rt->layer < 0 ? -1 : 0;
}

static void release_layer(struct runtime *rt)
{
	if (rt->layer >= 0)
		close(rt->layer);
	rt->layer = -1;
}

static void leave_networks(struct runtime *rt, struct container *c)
{
	if (rt->netns < 0)
		return;
	connect_end(c, rt->netns);
	close(rt->netns);
	rt->netns = -1;
}

static int enter_networks(struct runtime *rt, struct nl *nl, struct container *c,
			  struct error *err)
{
	rt->netns = open_netns(rt->init.pid);
	if (rt->netns < 0)
		return error_set(err, errno, "cannot open the network namespace: %s",
				 strerror(errno));
	if (connect_all(nl, c, rt->netns, err) == 0)
		return 0;
	close(rt->netns);
	rt->netns = -1;
	return -1;
}

/* Everything but the command itself: a process that waits, on the network. */
static int prepare(struct runtime *rt, struct nl *nl, struct container *c,
		   struct container *const *sources, const struct stdio *io,
		   struct error *err)
{
	if (nl && connect_plan(nl, c, err) < 0)
		return -1;
	if (own_files_write(c, sources, err) < 0 ||
	    create_init(rt, c, sources, io, err) < 0)
		return -1;
	if (enter_networks(rt, nl, c, err) < 0 || link_open(c, sources, err) < 0) {
		leave_networks(rt, c);
		init_abandon(&rt->init, err);
		return -1;
	}
	return 0;
}

/*
 * For those who wait for a container that is removed at its end: they open the
 * file while it runs, and read it when it has gone.
 */
static void write_exit(const struct container *c, const char *text)
{
	char *path = container_path(c, CONTAINER_EXIT_FILE);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && write(fd, text, strlen(text)) < 0)
		errno = 0;
	close(fd);
	free(path);
}

static int record_start(const struct runtime *rt, struct container *c,
			struct error *err)
{
	c->state = CONTAINER_RUNNING;
	c->pid = rt->init.pid;
	c->pid_start = process_start_time(c->pid);
	c->supervisor = getpid();
	c->supervisor_start = process_start_time(c->supervisor);
	c->started = container_now();
	c->finished = 0;
	c->exit_code = 0;
	if (c->auto_remove)
		write_exit(c, "");
	return container_save(c, err);
}

static int start(struct runtime *rt, struct nl *nl, struct container *c,
		 struct container *const *sources, const struct stdio *io,
		 struct error *err)
{
	int status;

	if (prepare(rt, nl, c, sources, io, err) < 0)
		return EXIT_NOT_RUN;
	status = init_release(&rt->init, err);
	if (status) {
		leave_networks(rt, c);
		return status;
	}
	if (record_start(rt, c, err) < 0) {
		init_destroy(&rt->init);
		leave_networks(rt, c);
		return EXIT_NOT_RUN;
	}
	link_follow(c);
	peers_follow_all(c);
	return 0;
}

int runtime_start(struct runtime *rt, struct container *c,
		  struct container *const *sources, const struct stdio *io,
		  struct error *err)
{
	struct nl *nl = NULL;
	int status;

	rt->netns = -1;
	rt->layer = -1;
	attachments_released(c);
	if (container_networked(c)) {
		nl = nl_open(err);
		if (!nl)
			return EXIT_NOT_RUN;
	}
	status = take_layer(rt, c, err) < 0 ? EXIT_NOT_RUN :
					      start(rt, nl, c, sources, io, err);
	if (status)
		release_layer(rt);
	if (nl)
		nl_disconnect(nl);
	return status;
}

static int reap(struct init *init)
{
	int wait_status = 0;

	while (waitpid(init->pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	close(init->pidfd);
	return process_exit_status(wait_status);
}

static int record_end(struct container *c, int exit_status, struct error *err)
{
	char text[16];

	if (c->auto_remove) {
		snprintf(text, sizeof(text), "%d\n", exit_status);
		write_exit(c, text);
		return container_delete(c, err);
	}
	c->state = CONTAINER_EXITED;
	c->exit_code = exit_status;
	c->finished = container_now();
	c->pid = 0;
	c->supervisor = 0;
	attachments_released(c);
	return container_save(c, err);
}

int runtime_finish(struct runtime *rt, const char *id, int *exit_status,
		   struct error *err)
{
	struct container *c;
	int ret;

	*exit_status = reap(&rt->init);
	release_layer(rt);
	if (container_lock(err) < 0)
		return -1;
	/* Read again: ports and links may have been changed meanwhile. */
	ret = containers_one_of_id(id, &c, err);
	if (ret == 0) {
		leave_networks(rt, c);
		ret = record_end(c, *exit_status, err);
		peers_follow_all(c);
		container_free(c);
	}
	container_unlock();
	return ret;
}
