// SPDX-License-Identifier: GPL-2.0-only
#include "connect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adopted.h"
#include "containers.h"
#include "device_address.h"
#include "network.h"
#include "nl.h"
#include "nl_endpoint.h"
#include "process.h"

int connect_open_netns(const struct container *c, struct error *err)
{
	char path[64];
	int fd;

	if (c->adopted)
		return adopted_open_netns(c, err);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", c->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	/* Checked after the open: the pid was still the container's then. */
	if (fd >= 0 && process_alive(c->pid, c->pid_start))
		return fd;
	if (fd >= 0)
		close(fd);
	return error_set(err, ESRCH, "container %s is not running", c->id);
}

static int plan(struct nl *nl, struct attachment *a, struct error *err)
{
	struct network_config config;
	struct nl_network net;
	struct error ignored;

	if (network_get(nl, a->network, &net, err) < 0 ||
	    network_take_addresses(nl, &net, a, err) < 0)
		return -1;
	attachment_choose_mac(a);
	a->prefix = net.prefix;
	a->gateway = net.gateway;
	a->prefix6 = net.prefix6;
	a->gateway6 = net.gateway6;
	network_config_load(network_id(&net), &config, &ignored);
	a->internal = config.internal;
	network_config_clear(&config);
	return 0;
}

int connect_plan(struct nl *nl, struct container *c, struct error *err)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++) {
		if (plan(nl, &c->attachments.items[i], err) < 0) {
			attachments_released(c);
			return -1;
		}
	}
	return 0;
}

static bool has_device(const struct container *c, const struct attachment *but,
		       const char *name)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (&c->attachments.items[i] != but &&
		    !strcmp(c->attachments.items[i].device, name))
			return true;
	return false;
}

/*
 * The one asked for, which the kernel refuses if it is there; or the first of eth0, eth1
 * and so on which is free, as an adopted namespace may have its own.
 */
static void name_device(const struct container *c, struct attachment *a, int netns)
{
	unsigned int number = 0;

	if (*a->wanted_device) {
		memcpy(a->device, a->wanted_device, sizeof(a->device));
		return;
	}
	do {
		snprintf(a->device, sizeof(a->device), "eth%u", number++);
	} while (has_device(c, a, a->device) ||
		 (c->adopted && nl_device_exists(netns, a->device)));
}

static int delete_device(const struct nl_endpoint *ep, int netns, struct error *err)
{
	const struct nl_device *device;
	struct nl_device *devices;
	int ret;
	size_t n;

	if (nl_device_list(netns, &devices, &n, err) < 0)
		return -1;
	device = nl_device_of(ep, devices, n);
	if (device)
		ret = nl_device_delete(netns, device->ifindex, err);
	else
		ret = error_set(err, ENODEV, "it is in another network namespace");
	free(devices);
	return ret;
}

/*
 * By the kernel's word: the container may have given its device another name, and the
 * name to another one. Where the module was loaded anew, the id may be another's.
 */
static int delete_endpoint(struct nl *nl, const struct attachment *a, int netns,
			   struct error *err)
{
	struct nl_endpoint ep;

	if (!a->endpoint)
		return 0;
	if (nl_endpoint_get(nl, a->endpoint, &ep, err) < 0)
		return err->code == ENOENT ? 0 : -1;
	if (memcmp(ep.mac, a->mac, sizeof(ep.mac)))
		return 0;
	return delete_device(&ep, netns, err);
}

/* Whether it is gone: one that was moved into another namespace lives on there. */
static bool disconnect(struct nl *nl, struct attachment *a, int netns)
{
	struct error ignored;
	bool gone = !nl || delete_endpoint(nl, a, netns, &ignored) == 0;

	attachment_release(a);
	return gone;
}

static int create_endpoint(struct nl *nl, struct container *c, struct attachment *a,
			   int netns, struct error *err)
{
	struct nl_endpoint ep = {
		.address = a->address,
		.address6 = a->address6,
	};
	struct nl_network net;

	memcpy(ep.mac, a->mac, sizeof(ep.mac));
	name_device(c, a, netns);
	if (network_get(nl, a->network, &net, err) < 0 ||
	    nl_endpoint_create(nl, &net, netns, a->device, &ep, err) < 0)
		return -1;
	a->endpoint = ep.id;
	return 0;
}

static int fill_target(const struct container *c, const struct attachment *a,
		       struct network_config *config, struct ports_target *target,
		       struct error *err)
{
	if (*config->publish_device && c->ports.n_bindings &&
	    device_address(config->publish_device, &config->publish, err) < 0)
		return error_prefix(err, "cannot publish ports of network %s", a->network);
	*target = (struct ports_target){
		.endpoint = a->endpoint,
		.network = a->network,
		.ipv6 = !IN6_IS_ADDR_UNSPECIFIED(&a->address6),
		.host = config->publish,
		.any_first = config->port_first,
		.any_last = config->port_last,
	};
	return 0;
}

int connect_target(struct nl *nl, const struct container *c,
		   struct ports_target *target, struct error *err)
{
	const struct attachment *a = attachment_primary(c);
	struct network_config config;
	struct nl_network net;
	struct error ignored;
	int ret;

	if (network_get(nl, a->network, &net, err) < 0)
		return -1;
	/* Without its notes it is as any other network. */
	network_config_load(network_id(&net), &config, &ignored);
	ret = fill_target(c, a, &config, target, err);
	network_config_clear(&config);
	return ret;
}

/* An adopted namespace keeps the way that it has. */
static int add_route(const struct container *c, const struct attachment *a,
		     const struct address *gateway, int netns, struct error *err)
{
	if (nl_endpoint_route(netns, a->device, NULL, gateway, !c->adopted, err) == 0)
		return 0;
	return c->adopted && err->code == EEXIST ? 0 : -1;
}

static int add_routes(const struct container *c, const struct attachment *a,
		      int netns, struct error *err)
{
	const struct address gateway = address_v4(a->gateway);
	const struct address gateway6 = address_v6(&a->gateway6);

	if (add_route(c, a, &gateway, netns, err) < 0)
		return -1;
	if (gateway6.family == AF_UNSPEC)
		return 0;
	return add_route(c, a, &gateway6, netns, err);
}

/* The way into the world and from there, by the network which is the primary one now. */
static int use_primary(struct nl *nl, struct container *c, int netns,
		       struct error *err)
{
	const struct attachment *a = attachment_primary(c);
	struct ports_target target;

	if (!attachment_leads_out(a))
		return 0;
	if (add_routes(c, a, netns, err) < 0 ||
	    connect_target(nl, c, &target, err) < 0)
		return -1;
	return ports_publish(nl, &c->ports, &target, containers_name_of_endpoint, err);
}

int connect_all(struct nl *nl, struct container *c, int netns, struct error *err)
{
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < c->attachments.n; i++)
		ret = create_endpoint(nl, c, &c->attachments.items[i], netns, err);
	if (!ret)
		ret = use_primary(nl, c, netns, err);
	if (ret)
		connect_end(c, netns);
	return ret;
}

void connect_end(struct container *c, int netns)
{
	struct error ignored;
	/* Endpoints do not outlive the module; and many a container has none. */
	struct nl *nl = c->attachments.n ? nl_open_loaded(&ignored) : NULL;
	bool gone = true;
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		gone = disconnect(nl, &c->attachments.items[i], netns) && gone;
	if (!gone)
		connect_unpublish(nl, c);
	ports_released(&c->ports);
	nl_disconnect(nl);
}

void connect_unpublish(struct nl *nl, struct container *c)
{
	struct error ignored;
	size_t i;

	for (i = 0; i < c->ports.n_bindings; i++)
		ports_unpublish(nl, &c->ports.bindings[i], &ignored);
}

int connect_add(struct nl *nl, struct container *c, struct attachment *a, int netns,
		struct error *err)
{
	if (plan(nl, a, err) < 0)
		return -1;
	if (create_endpoint(nl, c, a, netns, err) == 0 &&
	    (attachment_primary(c) != a || use_primary(nl, c, netns, err) == 0))
		return 0;
	disconnect(nl, a, netns);
	return -1;
}

int connect_check_reach(const struct container *c, struct error *err)
{
	const struct attachment *a = attachment_primary(c);

	if (!a->network)
		return error_set(err, ENETUNREACH,
				 "it is on no network; 'ctrnetctl network connect NETWORK %s' puts it on one",
				 c->name);
	if (a->internal)
		return error_set(err, ENETUNREACH,
				 "network %s is internal; 'ctrnetctl network connect NETWORK %s' puts it on one more",
				 a->network, c->name);
	return 0;
}

/* By what is left; @unpublished is filled if that is nothing. */
static void republish(struct nl *nl, struct container *c, int netns,
		      struct error *unpublished)
{
	ports_released(&c->ports);
	if (!c->ports.n_bindings || connect_check_reach(c, unpublished) == 0)
		use_primary(nl, c, netns, unpublished);
}

int connect_del(struct nl *nl, struct container *c, struct attachment *a, int netns,
		struct error *unpublished, struct error *err)
{
	bool was_primary = attachment_primary(c) == a;
	bool internal = a->internal;

	if (delete_endpoint(nl, a, netns, err) < 0)
		return error_prefix(err, "cannot delete device %s", a->device);
	attachment_remove(c, a);
	if (was_primary && !internal)
		republish(nl, c, netns, unpublished);
	return 0;
}
