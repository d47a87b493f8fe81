// SPDX-License-Identifier: GPL-2.0-only
#include "traffic.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "connect.h"

static const struct nl_device *device_named(const struct nl_device *devices, size_t n,
					    const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(devices[i].name, name))
			return &devices[i];
	return NULL;
}

static void add_container(const struct container *c, struct traffic **all, size_t *n)
{
	struct nl_device *devices = NULL;
	const struct attachment *a;
	const struct nl_device *device;
	struct error ignored;
	size_t n_devices = 0;
	int netns;

	netns = connect_open_netns(c, &ignored);
	if (netns < 0)
		return;
	nl_device_list(netns, &devices, &n_devices, &ignored);
	close(netns);
	*all = xreallocarray(*all, *n + c->attachments.n + 1, sizeof(**all));
	for (a = c->attachments.items; a < c->attachments.items + c->attachments.n; a++) {
		device = device_named(devices, n_devices, a->device);
		if (device && a->endpoint)
			(*all)[(*n)++] = (struct traffic){ a->endpoint, *device };
	}
	free(devices);
}

static int by_endpoint(const void *a, const void *b)
{
	const struct traffic *x = a, *y = b;

	return (x->endpoint > y->endpoint) - (x->endpoint < y->endpoint);
}

size_t traffic_list(struct container *const *list, size_t n, struct traffic **all)
{
	size_t i, n_all = 0;

	*all = NULL;
	for (i = 0; i < n; i++)
		if (list[i]->state == CONTAINER_RUNNING && list[i]->attachments.n)
			add_container(list[i], all, &n_all);
	if (n_all)
		qsort(*all, n_all, sizeof(**all), by_endpoint);
	return n_all;
}

const struct traffic *traffic_of(const struct traffic *all, size_t n, uint32_t endpoint)
{
	const struct traffic key = { .endpoint = endpoint };

	return n ? bsearch(&key, all, n, sizeof(*all), by_endpoint) : NULL;
}
