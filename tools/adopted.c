// SPDX-License-Identifier: GPL-2.0-only
#include "adopted.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "connect.h"
#include "nl.h"
#include "nl_endpoint.h"
#include "proc.h"
#include "process.h"

/* Who it is: no other namespace has these two while it is there. */
static bool identify(int netns, struct netns_id *id)
{
	struct stat st;

	if (fstat(netns, &st) < 0)
		return false;
	id->device = st.st_dev;
	id->inode = st.st_ino;
	return true;
}

static bool is_same(int netns, const struct netns_id *wanted)
{
	struct netns_id id;

	return identify(netns, &id) && id.device == wanted->device &&
	       id.inode == wanted->inode;
}

static int open_of_pid(pid_t pid)
{
	char *path = xasprintf("/proc/%d/ns/net", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	return fd;
}

static int check_not_ours(const struct netns_id *id, struct error *err)
{
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	bool same = own >= 0 && is_same(own, id);

	close(own);
	if (!same)
		return 0;
	return error_set(err, EINVAL,
			 "that is the host's own network namespace: a container needs another");
}

static bool has_namespace(const struct container *c, const struct netns_id *id)
{
	struct error ignored;
	int netns = connect_open_netns(c, &ignored);
	bool same = netns >= 0 && is_same(netns, id);

	close(netns);
	return same;
}

static int check_free(const struct netns_id *id, struct container *const *list,
		      size_t n, struct error *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i]->state == CONTAINER_RUNNING &&
		    has_namespace(list[i], id))
			return error_set(err, EBUSY,
					 "that is the network namespace of container %s",
					 list[i]->name);
	return 0;
}

/* Takes the descriptor. */
static int take(struct container *c, int netns, struct container *const *list,
		size_t n, struct error *err)
{
	if (ioctl(netns, NS_GET_NSTYPE) != CLONE_NEWNET) {
		close(netns);
		return error_set(err, EINVAL, "that is no network namespace");
	}
	c->adopted = true;
	if (identify(netns, &c->netns) && check_not_ours(&c->netns, err) == 0 &&
	    check_free(&c->netns, list, n, err) == 0)
		return netns;
	close(netns);
	return -1;
}

int adopted_take_pid(struct container *c, pid_t pid, struct container *const *list,
		     size_t n, struct error *err)
{
	uint64_t start = process_start_time(pid);
	int netns = open_of_pid(pid);

	if (netns < 0 && errno == EACCES)
		return error_set(err, EPERM, ERROR_NEEDS_ROOT);
	/* Checked after the open: the pid was still that process's then. */
	if (netns < 0 || !process_alive(pid, start)) {
		close(netns);
		return error_set(err, ESRCH, "there is no process %d", pid);
	}
	c->pid = pid;
	c->pid_start = start;
	netns = take(c, netns, list, n, err);
	return netns < 0 ? error_prefix(err, "cannot adopt process %d", pid) : netns;
}

int adopted_take_path(struct container *c, const char *path,
		      struct container *const *list, size_t n, struct error *err)
{
	/* Not to hang at the end of a FIFO. */
	int netns = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (netns < 0)
		return error_set(err, errno, "cannot open %s: %s", path,
				 strerror(errno));
	c->netns_path = realpath(path, NULL);
	netns = take(c, netns, list, n, err);
	return netns < 0 ? error_prefix(err, "cannot adopt %s", path) : netns;
}

/* Closes what is another one. */
static int if_same(int netns, const struct netns_id *id)
{
	if (netns < 0 || is_same(netns, id))
		return netns;
	close(netns);
	return -1;
}

/**
 * struct search - for a process in a network namespace
 * @id: which one
 * @netns: a descriptor of it; -1 while none is found
 */
struct search {
	const struct netns_id *id;
	int netns;
};

static bool open_if_same(pid_t pid, void *data)
{
	struct search *search = data;

	search->netns = if_same(open_of_pid(pid), search->id);
	return search->netns < 0;
}

/* The process which was named may be gone, and others in the namespace be left. */
static int search_processes(const struct netns_id *id)
{
	struct search search = { .id = id, .netns = -1 };

	proc_each(open_if_same, &search);
	return search.netns;
}

int adopted_open_netns(const struct container *c, struct error *err)
{
	int netns = -1;

	if (c->netns_path)
		netns = if_same(open(c->netns_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC),
				&c->netns);
	if (netns < 0)
		netns = search_processes(&c->netns);
	if (netns < 0)
		error_set(err, ESRCH,
			  "the network namespace of container %s is out of reach: no process is in it, and it has no name",
			  c->name);
	return netns;
}

/* Without an answer, what is remembered is the best there is. */
static bool has_endpoint(struct nl *nl, const struct attachment *a)
{
	struct nl_endpoint ep;
	struct error err;

	if (nl_endpoint_get(nl, a->endpoint, &ep, &err) < 0)
		return err.code != ENOENT;
	return !memcmp(ep.mac, a->mac, sizeof(a->mac));
}

bool adopted_alive(const struct container *c)
{
	bool alive = false;
	struct error err;
	struct nl *nl;
	size_t i;

	nl = nl_open_loaded(&err);
	if (!nl)
		return err.code != ENOENT;
	for (i = 0; i < c->attachments.n && !alive; i++)
		alive = has_endpoint(nl, &c->attachments.items[i]);
	nl_disconnect(nl);
	return alive;
}

static bool is_planned(const struct container *c, const uint8_t mac[6])
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (c->attachments.items[i].address.s_addr &&
		    !memcmp(c->attachments.items[i].mac, mac, 6))
			return true;
	return false;
}

void adopted_sweep(const struct container *c)
{
	struct nl_device *devices = NULL;
	struct error ignored;
	size_t i, n = 0;
	int netns;

	netns = adopted_open_netns(c, &ignored);
	if (netns < 0)
		return;
	nl_device_list(netns, &devices, &n, &ignored);
	for (i = 0; i < n; i++)
		if (is_planned(c, devices[i].mac))
			nl_device_delete(netns, devices[i].ifindex, &ignored);
	free(devices);
	close(netns);
}

int adopted_release(struct container *c, struct error *err)
{
	int netns = adopted_open_netns(c, err);

	if (netns < 0)
		return -1;
	connect_end(c, netns);
	close(netns);
	return 0;
}

void adopted_let_go(struct container *c)
{
	struct error ignored;
	struct nl *nl;

	if (adopted_release(c, &ignored) == 0)
		return;
	nl = nl_open_loaded(&ignored);
	if (nl)
		connect_unpublish(nl, c);
	nl_disconnect(nl);
}
