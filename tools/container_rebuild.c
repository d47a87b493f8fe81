// SPDX-License-Identifier: GPL-2.0-only
/*
 * A container whose file is damaged or lost, as far as it can be told from its
 * processes and from the kernel's networks.
 */
#include "container_rebuild.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "connect.h"
#include "lines.h"
#include "names.h"
#include "network.h"
#include "nl.h"
#include "nl_endpoint.h"
#include "nl_network.h"
#include "nl_publish.h"
#include "proc.h"
#include "process.h"
#include "strv.h"

#define UNKNOWN	"?"

/**
 * struct search - for the first process of a container
 * @id: of the container
 * @found: its pid; 0 if there is none
 */
struct search {
	const char *id;
	pid_t found;
};

static bool compare_id(pid_t pid, const char *id, void *data)
{
	struct search *search = data;

	if (!strcmp(id, search->id))
		search->found = pid;
	return !search->found;
}

static pid_t find_init(const char *id)
{
	struct search search = { .id = id };

	proc_each_init(compare_id, &search);
	return search.found;
}

static void find_processes(struct container *c)
{
	c->pid = find_init(c->id);
	if (!c->pid)
		return;
	c->pid_start = process_start_time(c->pid);
	c->supervisor = proc_status_number(c->pid, "PPid:");
	c->supervisor_start = process_start_time(c->supervisor);
	c->state = CONTAINER_RUNNING;
	c->finished = 0;
	c->argv = proc_arguments(c->pid);
}

/* A supervisor in the background is called after its container. */
static char *find_name(const struct container *c)
{
	char *title = c->supervisor ? proc_supervised(c->supervisor) : NULL;
	const char *name;
	char *found = NULL;
	struct error ignored;

	if (title && name_check(title, &name, &ignored) == 0)
		found = xstrdup(name);
	free(title);
	return found ? found : xstrndup(c->id, CONTAINER_SHORT_ID_LEN);
}

static char *find_hostname(const struct container *c)
{
	char *path = container_path(c, "hostname");
	struct error ignored;
	char *text = lines_read_text(path, &ignored);
	char *name = xstrndup(text ? text : "", text ? strcspn(text, "\n") : 0);

	free(text);
	free(path);
	if (strlen(name) <= HOST_NAME_MAX && name_is_word(name))
		return name;
	free(name);
	return xstrndup(c->id, CONTAINER_SHORT_ID_LEN);
}

static void add_ports(struct nl *nl, struct container *c, uint32_t endpoint)
{
	struct port_set *ports = &c->ports;
	struct nl_publish *pubs;
	struct error ignored;
	size_t i, n;

	if (nl_publish_list(nl, &pubs, &n, &ignored) < 0)
		return;
	for (i = 0; i < n; i++) {
		const struct nl_publish *p = &pubs[i];
		struct port_range exposed = { .first = p->port, .protocol = p->protocol };

		if (p->endpoint != endpoint)
			continue;
		exposed.last = p->port + p->host_port_end - p->host_port;
		port_ranges_add(&ports->exposed, &exposed);
		ports->bindings = xreallocarray(ports->bindings, ports->n_bindings + 1,
						sizeof(*ports->bindings));
		ports->bindings[ports->n_bindings++] = (struct port_binding){
			.protocol = p->protocol,
			.host = p->host,
			.host_port = p->host_port,
			.host_port_end = p->host_port_end,
			.port = p->port,
			.port_count = p->host_port_end - p->host_port + 1,
			.bound = p->host_port,
			.publish = { p->id },
		};
	}
	free(pubs);
}

static void add_endpoint(struct nl *nl, struct container *c,
			 const struct nl_endpoint *ep, const char *device,
			 const struct nl_network *net)
{
	struct attachment *a = attachment_add(c, network_name(net));

	snprintf(a->device, sizeof(a->device), "%s", device);
	memcpy(a->mac, ep->mac, sizeof(a->mac));
	memcpy(a->wanted_mac, ep->mac, sizeof(a->wanted_mac));
	a->endpoint = ep->id;
	a->address = ep->address;
	a->gateway = net->gateway;
	a->prefix = net->prefix;
	a->address6 = ep->address6;
	a->gateway6 = net->gateway6;
	a->prefix6 = net->prefix6;
	add_ports(nl, c, ep->id);
}

static const struct nl_network *network_of(const struct nl_network *nets, size_t n,
					   const struct nl_endpoint *ep)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (nets[i].ifindex == ep->network)
			return &nets[i];
	return NULL;
}

/* The endpoints are those whose MAC addresses its devices have. */
static void find_endpoints(struct nl *nl, struct container *c, int netns)
{
	struct nl_network *nets = NULL;
	struct nl_device *devices = NULL;
	struct nl_endpoint *eps = NULL;
	size_t i, j, n_nets = 0, n_devices = 0, n_eps = 0;
	const struct nl_network *net;
	struct error ignored;

	nl_network_list(nl, &nets, &n_nets, &ignored);
	nl_device_list(netns, &devices, &n_devices, &ignored);
	nl_endpoint_list(nl, &eps, &n_eps, &ignored);
	for (i = 0; i < n_devices; i++)
		for (j = 0; j < n_eps; j++) {
			net = network_of(nets, n_nets, &eps[j]);
			if (net && !memcmp(eps[j].mac, devices[i].mac, sizeof(eps[j].mac)))
				add_endpoint(nl, c, &eps[j], devices[i].name, net);
		}
	free(eps);
	free(devices);
	free(nets);
}

static void find_networks(struct container *c)
{
	struct error ignored;
	struct nl *nl;
	int netns;

	if (c->state == CONTAINER_RUNNING) {
		nl = nl_open_loaded(&ignored);
		netns = nl ? connect_open_netns(c, &ignored) : -1;
		if (netns >= 0) {
			find_endpoints(nl, c, netns);
			close(netns);
		}
		nl_disconnect(nl);
	}
	c->network = xstrdup(c->attachments.n ? c->attachments.items[0].network :
						CONTAINER_NO_NETWORK);
}

struct container *container_rebuild(const char *id)
{
	struct container *c = xcalloc(1, sizeof(*c));

	snprintf(c->id, sizeof(c->id), "%s", id);
	c->created = container_now();
	c->started = c->created;
	c->finished = c->created;
	c->state = CONTAINER_EXITED;
	c->rebuilt = true;
	c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	find_processes(c);
	c->name = find_name(c);
	c->hostname = find_hostname(c);
	find_networks(c);
	if (!c->argv)
		strv_take(&c->argv, xstrdup(UNKNOWN));
	c->env = xcalloc(1, sizeof(*c->env));
	return c;
}
