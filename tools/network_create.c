// SPDX-License-Identifier: GPL-2.0-only
/* New networks: what they are called, and which addresses they get. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "alloc.h"
#include "names.h"
#include "network.h"
#include "subnet.h"

/* The default network is ctr0, the others count on from it. */
#define DEVICE_FORMAT	"ctr%u"

/* What fits a device's alias beside a blank and the id. */
#define NAME_MAX_LEN	(sizeof(((struct nl_network *)0)->alias) - NETWORK_ID_LEN - 2)

/* Nobody has a subnet this large: such routes are default routes cut in two. */
#define ROUTE_PREFIX_MIN	8

static int make_alias(const char *name, struct nl_network *net, struct error *err)
{
	unsigned char random[NETWORK_ID_LEN / 2];
	char *at;
	size_t i;

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return error_set(err, errno, "cannot make an id: %s", strerror(errno));
	at = net->alias + sprintf(net->alias, "%s ", name);
	for (i = 0; i < sizeof(random); i++)
		at += sprintf(at, "%02x", random[i]);
	return 0;
}

static void make_device_name(struct nl_network *net, bool is_default)
{
	unsigned int number = is_default ? 0 : 1;

	do {
		snprintf(net->device, sizeof(net->device), DEVICE_FORMAT, number++);
	} while (if_nametoindex(net->device));
}

static int not_a_word(const char *name, struct error *err)
{
	return error_set(err, EINVAL,
			 "Invalid network name (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
			 name);
}

static int check_name(const char *name, const struct nl_network *nets, size_t n,
		      struct error *err)
{
	size_t i;

	if (!name_is_word(name))
		return not_a_word(name, err);
	if (strlen(name) > NAME_MAX_LEN)
		return error_set(err, ENAMETOOLONG,
				 "network name is longer than %zu characters",
				 NAME_MAX_LEN);
	for (i = 0; i < n; i++)
		if (!strcmp(network_name(&nets[i]), name))
			return error_set(err, EEXIST,
					 "network with name %s already exists", name);
	return 0;
}

/* Where the host's packets go already, over networks of ours or elsewhere. */
struct used_subnets {
	struct subnet *subnets;
	size_t n;
};

static int list_used(struct nl *nl, const struct nl_network *nets, size_t n_nets,
		     struct used_subnets *used, struct error *err)
{
	struct nl_route *routes;
	size_t i, n;

	if (nl_route_list(nl, &routes, &n, err) < 0)
		return -1;
	/* One more for the default network's. */
	used->subnets = xcalloc(n + n_nets + 1, sizeof(*used->subnets));
	used->n = 0;
	for (i = 0; i < n; i++)
		if (routes[i].prefix >= ROUTE_PREFIX_MIN)
			used->subnets[used->n++] = subnet_of(routes[i].dst,
							     routes[i].prefix);
	free(routes);
	/* Even a network which is down, and so has no route. */
	for (i = 0; i < n_nets; i++)
		if (nets[i].gateway.s_addr)
			used->subnets[used->n++] = subnet_of(nets[i].gateway,
							     nets[i].prefix);
	return 0;
}

static int check_subnet(const struct subnet *s, const struct used_subnets *used,
			struct error *err)
{
	char text[32];
	size_t i;

	for (i = 0; i < used->n; i++) {
		if (!subnet_overlap(s, &used->subnets[i]))
			continue;
		snprintf(text, sizeof(text), "%s", subnet_text(s));
		return error_set(err, EEXIST,
				 "subnet %s overlaps %s, to which the host has a route",
				 text, subnet_text(&used->subnets[i]));
	}
	return 0;
}

/* The first subnet is the default network's, whether that exists yet or not. */
static void keep_for_default(struct used_subnets *used)
{
	subnet_pick(NULL, 0, &used->subnets[used->n++]);
}

static int choose_subnet(const struct network_request *request,
			 struct used_subnets *used, struct subnet *s,
			 struct error *err)
{
	if (request->subnet) {
		if (subnet_parse(request->subnet, s, err) < 0)
			return -1;
		return check_subnet(s, used, err);
	}
	if (strcmp(request->name, NETWORK_DEFAULT))
		keep_for_default(used);
	if (subnet_pick(used->subnets, used->n, s))
		return 0;
	return error_set(err, ENOSPC,
			 "no private subnet is free: give one with --subnet");
}

static int choose_gateway(const struct network_request *request,
			  const struct subnet *s, struct nl_network *net,
			  struct error *err)
{
	net->prefix = s->prefix;
	net->gateway.s_addr = htonl(s->first + 1);
	if (!request->gateway)
		return 0;
	if (!request->subnet)
		return error_set(err, EINVAL,
				 "every ip-range or gateway must have a corresponding subnet");
	if (inet_pton(AF_INET, request->gateway, &net->gateway) != 1)
		return error_set(err, EINVAL, "invalid gateway address: %s",
				 request->gateway);
	if (!subnet_has_host(s, net->gateway))
		return error_set(err, EINVAL, "no matching subnet for gateway %s",
				 request->gateway);
	return 0;
}

/* All about the network but its device. */
static int plan(struct nl *nl, const struct network_request *request,
		struct nl_network *net, struct error *err)
{
	struct used_subnets used = { 0 };
	struct nl_network *nets;
	struct subnet subnet;
	size_t n;
	int ret;

	if (nl_network_list(nl, &nets, &n, err) < 0)
		return -1;
	ret = check_name(request->name, nets, n, err);
	if (!ret)
		ret = list_used(nl, nets, n, &used, err);
	free(nets);
	if (!ret)
		ret = choose_subnet(request, &used, &subnet, err);
	free(used.subnets);
	if (!ret)
		ret = choose_gateway(request, &subnet, net, err);
	return ret ? ret : make_alias(request->name, net, err);
}

int network_create(struct nl *nl, const struct network_request *request,
		   struct nl_network *net, struct error *err)
{
	*net = (struct nl_network){ .mtu = request->mtu };
	if (plan(nl, request, net, err) < 0)
		return -1;
	make_device_name(net, !strcmp(request->name, NETWORK_DEFAULT));
	return nl_network_create(nl, net, err);
}
