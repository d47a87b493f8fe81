// SPDX-License-Identifier: GPL-2.0-only
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "alloc.h"
#include "compiler.h"
#include "cursor.h"
#include "names.h"
#include "subnet.h"

/* The default network is ctr0, the others count on from it. */
#define DEVICE_FORMAT	"ctr%u"

/* What fits a device's alias beside a blank and the id. */
#define NAME_MAX_LEN	(sizeof(((struct nl_network *)0)->alias) - NETWORK_ID_LEN - 2)

/* Nobody has a subnet this large: such routes are default routes cut in two. */
#define ROUTE_PREFIX_MIN	8

/* Length of the name in an alias "NAME ID"; 0 if it is not of that form. */
static size_t alias_name_len(const char *alias)
{
	const char *blank = strchr(alias, ' ');

	if (!blank || strlen(blank + 1) != NETWORK_ID_LEN ||
	    strspn(blank + 1, "0123456789abcdef") != NETWORK_ID_LEN)
		return 0;
	return blank - alias;
}

const char *network_name(const struct nl_network *net)
{
	static char name[sizeof(net->alias)];
	size_t len = alias_name_len(net->alias);

	if (len)
		snprintf(name, sizeof(name), "%.*s", (int)len, net->alias);
	else
		snprintf(name, sizeof(name), "%s", net->device);
	return name;
}

const char *network_id(const struct nl_network *net)
{
	static char id[NETWORK_ID_LEN + 1];
	size_t len = alias_name_len(net->alias);

	if (len)
		memcpy(id, net->alias + len + 1, sizeof(id));
	else
		snprintf(id, sizeof(id), "%0*x", NETWORK_ID_LEN, net->ifindex);
	return id;
}

bool network_is_predefined(const char *name)
{
	return !strcmp(name, NETWORK_DEFAULT) || !strcmp(name, "host") ||
	       !strcmp(name, "none");
}

static bool has_name(const struct nl_network *net, const char *name)
{
	return !strcmp(network_name(net), name);
}

static bool has_id(const struct nl_network *net, const char *id)
{
	return !strcmp(network_id(net), id);
}

static bool has_id_prefix(const struct nl_network *net, const char *prefix)
{
	return *prefix && !strncmp(network_id(net), prefix, strlen(prefix));
}

struct nl_network *network_pick(struct nl_network *nets, size_t n, const char *term,
				struct error *err)
{
	static const struct {
		bool (*matches)(const struct nl_network *net, const char *term);
		const char *by;
	} ways[] = {
		{ has_id, "on ID" },
		{ has_name, "on name" },
		{ has_id_prefix, "based on ID prefix" },
	};
	struct nl_network *found = NULL;
	unsigned int count = 0;
	size_t way, i;

	for (way = 0; !count && way < ARRAY_SIZE(ways); way++) {
		for (i = 0; i < n; i++) {
			if (!ways[way].matches(&nets[i], term))
				continue;
			found = &nets[i];
			count++;
		}
	}
	if (count == 1)
		return found;
	if (!count)
		error_set(err, ENOENT, "network %s not found", term);
	else
		error_set(err, EEXIST, "network %s is ambiguous (%u matches found %s)",
			  term, count, ways[way - 1].by);
	return NULL;
}

static int find(struct nl *nl, const char *term, struct nl_network *net,
		struct error *err)
{
	struct nl_network *nets, *found;
	size_t n;

	if (nl_network_list(nl, &nets, &n, err) < 0)
		return -1;
	found = network_pick(nets, n, term, err);
	if (found)
		*net = *found;
	free(nets);
	return found ? 0 : -1;
}

int network_get(struct nl *nl, const char *name, struct nl_network *net,
		struct error *err)
{
	const struct network_request request = { .name = NETWORK_DEFAULT };

	if (find(nl, name, net, err) == 0)
		return 0;
	if (err->code != ENOENT || strcmp(name, NETWORK_DEFAULT) ||
	    network_create(nl, &request, net, err) < 0)
		return -1;
	return find(nl, name, net, err);
}

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
		if (has_name(&nets[i], name))
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

static int compare_addresses(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The addresses of a network's gateway and endpoints, in host byte order, sorted. */
static int list_addresses(struct nl *nl, const struct nl_network *net,
			  uint32_t **addresses, size_t *n, struct error *err)
{
	struct nl_endpoint *eps;
	size_t i, n_eps;

	if (nl_endpoint_list(nl, &eps, &n_eps, err) < 0)
		return -1;
	*addresses = xcalloc(n_eps + 1, sizeof(**addresses));
	(*addresses)[0] = ntohl(net->gateway.s_addr);
	*n = 1;
	for (i = 0; i < n_eps; i++)
		if (eps[i].network == net->ifindex)
			(*addresses)[(*n)++] = ntohl(eps[i].address.s_addr);
	free(eps);
	qsort(*addresses, *n, sizeof(**addresses), compare_addresses);
	return 0;
}

int network_next_address(struct nl *nl, const struct nl_network *net,
			 struct in_addr *address, struct error *err)
{
	const struct subnet s = subnet_of(net->gateway, net->prefix);
	uint32_t *taken, candidate, count, i;
	bool found = false;
	size_t n;

	if (!net->gateway.s_addr)
		return error_set(err, EADDRNOTAVAIL, "network %s has no address",
				 network_name(net));
	if (list_addresses(nl, net, &taken, &n, err) < 0)
		return -1;
	candidate = cursor_get(subnet_text(&s));
	count = subnet_last(&s) - s.first;
	for (i = 0; i < count && !found; i++) {
		address->s_addr = htonl(++candidate);
		if (!subnet_has_host(&s, *address)) {
			candidate = s.first + 1;
			address->s_addr = htonl(candidate);
		}
		found = !bsearch(&candidate, taken, n, sizeof(*taken),
				 compare_addresses);
	}
	free(taken);
	if (!found)
		return error_set(err, ENOSPC,
				 "no available IPv4 addresses on this network's address pools: %s",
				 network_name(net));
	cursor_set(subnet_text(&s), candidate);
	return 0;
}

const struct container *network_container(struct container *const *list, size_t n,
					  uint32_t endpoint)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i]->state == CONTAINER_RUNNING &&
		    list[i]->endpoint == endpoint)
			return list[i];
	return NULL;
}

void network_mac(struct in_addr address, uint8_t mac[6])
{
	mac[0] = 0x02;
	mac[1] = 0x42;
	memcpy(mac + 2, &address, sizeof(address));
}
