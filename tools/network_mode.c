// SPDX-License-Identifier: GPL-2.0-only
#include "network_mode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "connect.h"
#include "out.h"
#include "strv.h"

#define HOST_NETWORK	"host"
#define SHARED_PREFIX	"container:"

enum network_mode network_mode(const struct container *c)
{
	if (!strcmp(c->network, CONTAINER_NO_NETWORK))
		return NETWORK_MODE_NONE;
	if (!strcmp(c->network, HOST_NETWORK))
		return NETWORK_MODE_HOST;
	if (!strncmp(c->network, SHARED_PREFIX, strlen(SHARED_PREFIX)))
		return NETWORK_MODE_SHARED;
	return NETWORK_MODE_OWN;
}

const char *network_mode_sharer(const struct container *c)
{
	if (network_mode(c) != NETWORK_MODE_SHARED)
		return NULL;
	return c->network + strlen(SHARED_PREFIX);
}

int network_mode_check_more(const struct container *c, struct error *err)
{
	if (network_mode(c) == NETWORK_MODE_NONE)
		return error_set(err, EINVAL,
				 "container cannot be connected to multiple networks with one of the networks in private (none) mode");
	if (network_mode(c) != NETWORK_MODE_OWN)
		return error_set(err, EINVAL,
				 "container sharing network namespace with another container or host cannot be connected to any other network");
	return 0;
}

int network_mode_check_publish(const struct container *c, struct error *err)
{
	switch (network_mode(c)) {
	case NETWORK_MODE_OWN:
		return 0;
	case NETWORK_MODE_NONE:
		return error_set(err, EINVAL,
				 "no port of container %s can be published: it was made with --network none",
				 c->name);
	case NETWORK_MODE_HOST:
		return error_set(err, EINVAL,
				 "no port of container %s need be published: it was made with --network host",
				 c->name);
	case NETWORK_MODE_SHARED:
		break;
	}
	return error_set(err, EINVAL,
			 "container %s has the network of container %.*s: publish the port of that one",
			 c->name, CONTAINER_SHORT_ID_LEN, network_mode_sharer(c));
}

static bool has_mac(const struct request *r)
{
	static const uint8_t none[sizeof(r->mac)];

	return memcmp(r->mac, none, sizeof(none)) != 0;
}

static int conflict(const char *options, struct error *err)
{
	return error_set(err, EINVAL, "conflicting options: %s", options);
}

static int no_links(const char *mode, struct error *err)
{
	return error_set(err, EINVAL,
			 "conflicting options: %s can't be used with links. This would result in undefined behavior",
			 mode);
}

static int check_host(const struct request *r, struct error *err)
{
	if (r->links)
		return no_links("host type networking", err);
	if (has_mac(r))
		return conflict("mac-address and the network mode", err);
	return 0;
}

/* All that belongs to the one who has the namespace. */
static int check_shared(const struct request *r, struct error *err)
{
	const struct container *c = r->c;

	if (r->links)
		return no_links("container type network", err);
	if (c->hostname)
		return conflict("hostname and the network mode", err);
	if (c->dns)
		return conflict("dns and the network mode", err);
	if (c->extra_hosts)
		return conflict("custom host-to-IP mapping and the network mode", err);
	if (has_mac(r))
		return conflict("mac-address and the network mode", err);
	if (c->ports.n_bindings || r->publish_all)
		return conflict("port publishing and the container type network mode",
				err);
	if (c->ports.exposed.n)
		return conflict("port exposing and the container type network mode",
				err);
	return 0;
}

static int check(const struct request *r, struct error *err)
{
	enum network_mode mode = network_mode(r->c);

	if (mode == NETWORK_MODE_HOST && check_host(r, err) < 0)
		return -1;
	if (mode == NETWORK_MODE_SHARED && check_shared(r, err) < 0)
		return -1;
	if (mode != NETWORK_MODE_OWN &&
	    (r->address.s_addr || !IN6_IS_ADDR_UNSPECIFIED(&r->address6)))
		return conflict("ip and the network mode", err);
	return 0;
}

/* The first network has the addresses and names that are asked for. */
static void attach(const struct request *r)
{
	struct attachment *a = attachment_add(r->c, r->c->network);

	a->wanted = r->address;
	a->wanted6 = r->address6;
	a->aliases = strv_dup(r->aliases);
	memcpy(a->wanted_mac, r->mac, sizeof(a->wanted_mac));
}

static int attach_more(const struct request *r, struct error *err)
{
	struct container other = { 0 };
	char *const *more;

	for (more = r->more_networks; more && *more; more++) {
		other.network = *more;
		if (network_mode_check_more(r->c, err) < 0 ||
		    network_mode_check_more(&other, err) < 0)
			return -1;
		if (attachment_find(r->c, *more))
			return error_set(err, EINVAL, "network %s is given twice",
					 *more);
		attachment_add(r->c, *more);
	}
	return 0;
}

/* Docker's words, of which it says them for the host's network alone. */
static void discard_ports(struct container *c)
{
	if (c->ports.n_bindings)
		out_warning("Published ports are discarded when using %s network mode",
			    c->network);
	ports_free(&c->ports);
	memset(&c->ports, 0, sizeof(c->ports));
}

static void choose_hostname(struct container *c)
{
	char host[65] = "";

	if (c->hostname)
		return;
	if (network_mode(c) == NETWORK_MODE_HOST && gethostname(host, sizeof(host)) == 0)
		c->hostname = xstrndup(host, sizeof(host) - 1);
	else
		c->hostname = xstrndup(c->id, CONTAINER_SHORT_ID_LEN);
}

int network_mode_apply(struct request *r, struct error *err)
{
	enum network_mode mode = network_mode(r->c);

	if (check(r, err) < 0)
		return -1;
	if (mode == NETWORK_MODE_OWN)
		attach(r);
	if (attach_more(r, err) < 0)
		return -1;
	if (mode != NETWORK_MODE_OWN)
		discard_ports(r->c);
	choose_hostname(r->c);
	return 0;
}

struct container *network_mode_find(struct containers *set, const char *term,
				    struct error *err)
{
	struct container *c = containers_find(set, term, err);

	while (c && network_mode(c) == NETWORK_MODE_SHARED)
		c = containers_of_id(set, network_mode_sharer(c), err);
	return c;
}

int network_mode_resolve(struct container *c, struct containers *others,
			 struct error *err)
{
	const char *term = network_mode_sharer(c);
	const struct container *sharer;

	if (!term)
		return 0;
	sharer = network_mode_find(others, term, err);
	if (!sharer)
		return -1;
	free(c->network);
	c->network = xasprintf(SHARED_PREFIX "%s", sharer->id);
	free(c->hostname);
	c->hostname = xstrdup(sharer->hostname);
	return 0;
}

int network_mode_open(const struct container *c, struct error *err)
{
	const char *id = network_mode_sharer(c);
	struct container *sharer;
	int netns;

	if (!id)
		return -1;
	if (containers_one_of_id(id, &sharer, err) < 0)
		return -2;
	if (sharer->state == CONTAINER_RUNNING) {
		netns = connect_open_netns(sharer, err);
	} else {
		netns = -1;
		error_set(err, ESRCH,
			  "cannot join network of a non running container: %s", id);
	}
	container_free(sharer);
	return netns < 0 ? -2 : netns;
}
