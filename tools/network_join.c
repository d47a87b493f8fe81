// SPDX-License-Identifier: GPL-2.0-only
#include "network_join.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "connect.h"
#include "hosts.h"
#include "link.h"
#include "network.h"
#include "network_mode.h"
#include "peers.h"
#include "strv.h"

static int check_join(const struct container *c, const char *network,
		      struct error *err)
{
	if (network_mode_check_more(c, err) < 0)
		return -1;
	if (!attachment_find(c, network))
		return 0;
	return error_set(err, EEXIST,
			 "endpoint with name %s already exists in network %s",
			 c->name, network);
}

/* What others, and the container itself, know of where it is. */
static void tell(const struct container *c, const char *network,
		 struct container **list, size_t n)
{
	struct peers *peers;

	link_follow_sources(c, list, n);
	link_follow(c);
	peers = peers_begin(list, n);
	peers_follow_one(peers, c);
	peers_end(peers);
	peers_follow(network);
}

/* In the container's hosts file and its own, or in neither. */
static int record_join(const struct container *c, const struct attachment *a, struct error *err)
{
	struct error ignored;

	if (hosts_add_own(c, a, err) < 0)
		return -1;
	if (container_save(c, err) == 0)
		return 0;
	hosts_remove_own(c, a, &ignored);
	return -1;
}

static int join_running(struct nl *nl, struct container *c, struct attachment *a,
			struct error *err)
{
	int netns = connect_open_netns(c, err);
	struct error ignored;
	int ret = -1;

	if (netns < 0)
		return -1;
	if (connect_add(nl, c, a, netns, err) == 0) {
		ret = record_join(c, a, err);
		if (ret < 0)
			connect_del(nl, c, a, netns, &ignored, &ignored);
	}
	close(netns);
	return ret;
}

struct attachment *network_wished(struct container *c, const char *network,
				  const struct network_wish *wish)
{
	struct attachment *a = attachment_add(c, network);

	a->wanted = wish->address;
	a->wanted6 = wish->address6;
	a->aliases = strv_dup(wish->aliases);
	memcpy(a->wanted_mac, wish->mac, sizeof(a->wanted_mac));
	memcpy(a->wanted_device, wish->device, sizeof(a->wanted_device));
	return a;
}

int network_join(struct nl *nl, struct container **list, size_t n,
		 struct container *c, const struct nl_network *net,
		 const struct network_wish *wish, struct error *err)
{
	const char *network = network_name(net);
	struct attachment *a;

	if (check_join(c, network, err) < 0)
		return -1;
	a = network_wished(c, network, wish);
	if (network_check_wishes(net, a, err) < 0)
		return -1;
	if (c->state != CONTAINER_RUNNING)
		return container_save(c, err);
	if (join_running(nl, c, a, err) < 0)
		return -1;
	tell(c, a->network, list, n);
	return 0;
}

/* Its address, if nobody else has got it since. */
static int join_again(struct nl *nl, struct container *c, struct attachment *a,
		      struct in_addr address, struct error *err)
{
	int ret = -1;

	if (!a->wanted.s_addr) {
		a->wanted = address;
		ret = join_running(nl, c, a, err);
		a->wanted.s_addr = INADDR_ANY;
	}
	return ret ? join_running(nl, c, a, err) : container_save(c, err);
}

int network_rejoin(struct nl *nl, struct container **list, size_t n,
		   struct container *c, struct attachment *a, struct error *err)
{
	struct in_addr address = a->address;

	if (hosts_remove_own(c, a, err) < 0)
		return -1;
	if (attachment_primary(c) == a)
		ports_released(&c->ports);
	attachment_release(a);
	if (join_again(nl, c, a, address, err) < 0)
		return -1;
	tell(c, a->network, list, n);
	return 0;
}

/*
 * A container can make its hosts file unreadable, which does not keep it on the network:
 * then @unwritten is filled.
 */
static int leave_running(struct nl *nl, struct container *c, struct attachment *a,
			 struct error *unpublished, struct error *unwritten, struct error *err)
{
	/* Of its addresses; what it points to is gone soon. */
	const struct attachment left = *a;
	int netns = connect_open_netns(c, err);
	int ret;

	if (netns < 0)
		return -1;
	ret = connect_del(nl, c, a, netns, unpublished, err);
	close(netns);
	if (ret < 0)
		return -1;
	hosts_remove_own(c, &left, unwritten);
	return 0;
}

static int leave(struct nl *nl, struct container **list, size_t n,
		 struct container *c, const char *network,
		 struct error *unpublished, struct error *err)
{
	bool running = c->state == CONTAINER_RUNNING;
	struct error unwritten = { .code = 0 };
	struct attachment *a = attachment_find(c, network);

	if (!a)
		return error_set(err, ENOENT,
				 "container %s is not connected to %snetwork %s",
				 c->id, running ? "" : "the ", network);
	/* With no room for its file, it stays where it is. */
	if (running && container_save(c, err) < 0)
		return -1;
	if (!running)
		attachment_remove(c, a);
	else if (leave_running(nl, c, a, unpublished, &unwritten, err) < 0)
		return -1;
	if (container_save(c, err) < 0)
		return -1;
	if (running)
		tell(c, network, list, n);
	if (!unwritten.code)
		return 0;
	*err = unwritten;
	return -1;
}

int network_leave(struct nl *nl, struct container **list, size_t n,
		  struct container *c, const char *network,
		  struct error *unpublished, struct error *err)
{
	/* It may be the attachment's, or in a buffer which is used for the next network. */
	char *name = xstrdup(network);
	int ret;

	unpublished->code = 0;
	ret = leave(nl, list, n, c, name, unpublished, err);
	free(name);
	return ret;
}

int network_abandon(struct nl *nl, struct container **list, size_t n,
		    struct container *c, struct attachment *a, struct error *err)
{
	char *network = xstrdup(a->network);
	struct error ignored;
	int ret;

	hosts_remove_own(c, a, &ignored);
	if (attachment_primary(c) == a)
		connect_unpublish(nl, c);
	attachment_remove(c, a);
	ret = container_save(c, err);
	if (!ret)
		tell(c, network, list, n);
	free(network);
	return ret;
}
