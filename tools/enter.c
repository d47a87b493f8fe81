// SPDX-License-Identifier: GPL-2.0-only
#include "enter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inside.h"
#include "process.h"

#define NAMESPACES \
	(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWUTS | \
	 CLONE_NEWIPC | CLONE_NEWCGROUP)

/* Where it is told which namespaces are a process's, in the tool's own /proc. */
static int open_links(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns", pid);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool has_users(int links, const struct stat *users)
{
	struct stat st;

	return fstatat(links, "user", &st, 0) == 0 &&
	       st.st_dev == users->st_dev && st.st_ino == users->st_ino;
}

/*
 * A program of whoever is root in another user namespace must not get what the tool may
 * do. A process can go into one at any time, but not come back: it is asked last.
 */
static int enter(const struct container *c, int pidfd, struct error *err)
{
	int links = open_links(c->pid);
	struct stat own;
	int ret = 0;

	inside_keep_proc();
	if (links < 0 || stat("/proc/self/ns/user", &own) < 0 ||
	    setns(pidfd, NAMESPACES) < 0)
		ret = error_set(err, errno, "cannot enter container %s: %s", c->name,
				strerror(errno));
	else if (!has_users(links, &own))
		ret = error_set(err, EPERM,
				"container %s has a user namespace of its own, which exec does not enter: use the exec of its engine, or 'nsenter -t %d -a COMMAND'",
				c->name, c->pid);
	if (links >= 0)
		close(links);
	return ret;
}

int enter_container(const struct container *c, struct error *err)
{
	int pidfd = process_open(c->pid, c->pid_start);
	int ret;

	if (c->adopted && pidfd < 0)
		return error_set(err, ESRCH,
				 "container %s was adopted without a process: use nsenter to run something in it",
				 c->name);
	if (c->state != CONTAINER_RUNNING || pidfd < 0)
		return error_set(err, ESRCH, "container %s is not running",
				 c->id);
	ret = enter(c, pidfd, err);
	close(pidfd);
	return ret;
}
