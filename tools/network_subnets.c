// SPDX-License-Identifier: GPL-2.0-only
#include "network_subnets.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "nl_route.h"
#include "subnet.h"

/* Nobody has a subnet this large: such routes are default routes cut in two. */
#define ROUTE_PREFIX_MIN	8

/* One of each family. */
enum { IPV4, IPV6, FAMILIES };

/* Where the host's packets go already; networks of ours first. */
struct used_subnets {
	const struct nl_network *nets;
	size_t n_nets;
	struct nl_route *routes;
	size_t n_routes;
	struct subnet *subnets;		/* of all of them that are networks or narrow routes */
	size_t n;
};

/* What is wanted, by family. */
struct wishes {
	struct subnet subnet[FAMILIES];
	struct address gateway[FAMILIES];
	struct subnet pool[FAMILIES];
};

static bool has_subnet(const struct wishes *w, int family)
{
	return w->subnet[family].prefix;
}

/* Of the networks too, even those which are down and so have no route. */
static int list_used(struct nl *nl, const struct nl_network *nets, size_t n_nets,
		     struct used_subnets *used, struct error *err)
{
	size_t i;

	used->nets = nets;
	used->n_nets = n_nets;
	if (nl_route_list(nl, &used->routes, &used->n_routes, err) < 0)
		return -1;
	/* One more for the default network's. */
	used->subnets = xcalloc(used->n_routes + FAMILIES * n_nets + 1,
				sizeof(*used->subnets));
	for (i = 0; i < n_nets; i++) {
		if (nets[i].prefix)
			used->subnets[used->n++] = network_subnet(&nets[i]);
		if (nets[i].prefix6)
			used->subnets[used->n++] = network_subnet6(&nets[i]);
	}
	for (i = 0; i < used->n_routes; i++)
		if (used->routes[i].prefix >= ROUTE_PREFIX_MIN)
			used->subnets[used->n++] = subnet_of(&used->routes[i].dst,
							     used->routes[i].prefix);
	return 0;
}

static void free_used(struct used_subnets *used)
{
	free(used->routes);
	free(used->subnets);
}

static int overlaps(const char *text, const struct subnet *other, const char *whose,
		    const char *name, struct error *err)
{
	return error_set(err, EEXIST, "subnet %s overlaps %s%s %s", text,
			 subnet_text(other), whose, name);
}

static int check_networks(const struct subnet *s, const char *text,
			  const struct used_subnets *used, struct error *err)
{
	struct subnet other;
	size_t i;

	for (i = 0; i < used->n_nets; i++) {
		other = s->family == AF_INET ? network_subnet(&used->nets[i]) :
					       network_subnet6(&used->nets[i]);
		if (other.prefix && subnet_overlap(s, &other))
			return overlaps(text, &other, " of network",
					network_name(&used->nets[i]), err);
	}
	return 0;
}

static int check_routes(const struct subnet *s, const char *text,
			const struct used_subnets *used, struct error *err)
{
	const struct nl_route *r = used->routes;
	char device[IF_NAMESIZE];
	struct subnet other;
	size_t i;

	for (i = 0; i < used->n_routes; i++, r++) {
		other = subnet_of(&r->dst, r->prefix);
		if (r->prefix < ROUTE_PREFIX_MIN || !subnet_overlap(s, &other))
			continue;
		return overlaps(text, &other, ", to which the host has a route by",
				if_indextoname(r->ifindex, device) ? device : "?",
				err);
	}
	return 0;
}

static int check_free(const struct subnet *s, const struct used_subnets *used,
		      struct error *err)
{
	char text[SUBNET_TEXT_LEN];

	snprintf(text, sizeof(text), "%s", subnet_text(s));
	if (check_networks(s, text, used, err) < 0)
		return -1;
	return check_routes(s, text, used, err);
}

/* The first subnet is the default network's, whether that exists yet or not. */
static void keep_for_default(struct used_subnets *used)
{
	subnet_pick(NULL, 0, &used->subnets[used->n++]);
}

static int no_subnet_free(struct error *err)
{
	return error_set(err, ENOSPC,
			 "no private subnet is free: give one with --subnet");
}

/* Every network has IPv4 addresses, and IPv6 ones if it is asked for them. */
static int pick_missing(const struct network_request *request, struct wishes *w,
			struct used_subnets *used, struct error *err)
{
	if (strcmp(request->name, NETWORK_DEFAULT))
		keep_for_default(used);
	if (!has_subnet(w, IPV4) &&
	    !subnet_pick(used->subnets, used->n, &w->subnet[IPV4]))
		return no_subnet_free(err);
	if (request->ipv6 && !has_subnet(w, IPV6) &&
	    !subnet_pick_ipv6(used->subnets, used->n, &w->subnet[IPV6]))
		return no_subnet_free(err);
	return 0;
}

static int parse_subnets(char *const *texts, struct wishes *w,
			 const struct used_subnets *used, struct error *err)
{
	struct subnet s;
	int family;

	for (; texts && *texts; texts++) {
		if (subnet_parse(*texts, &s, err) < 0)
			return -1;
		family = s.family == AF_INET6 ? IPV6 : IPV4;
		if (has_subnet(w, family))
			return error_set(err, EINVAL,
					 "a network has one subnet of each family: %s is one more",
					 *texts);
		if (check_free(&s, used, err) < 0)
			return -1;
		w->subnet[family] = s;
	}
	return 0;
}

static int parse_gateways(char *const *texts, struct wishes *w, struct error *err)
{
	struct address gateway;
	int family;

	for (; texts && *texts; texts++) {
		if (!address_parse(*texts, &gateway))
			return error_set(err, EINVAL, "invalid gateway address: %s",
					 *texts);
		family = gateway.family == AF_INET6 ? IPV6 : IPV4;
		if (!has_subnet(w, family) ||
		    !subnet_has_host(&w->subnet[family], &gateway))
			return error_set(err, EINVAL,
					 "no matching subnet for gateway %s", *texts);
		w->gateway[family] = gateway;
	}
	return 0;
}

static int parse_pools(char *const *texts, struct wishes *w, struct error *err)
{
	struct subnet pool;

	for (; texts && *texts; texts++) {
		if (subnet_parse_part(*texts, &pool, err) < 0)
			return -1;
		if (pool.family != AF_INET)
			return error_set(err, EINVAL,
					 "range %s: only IPv4 addresses are given out from ranges",
					 *texts);
		if (!has_subnet(w, IPV4) ||
		    !subnet_contains(&w->subnet[IPV4], &pool))
			return error_set(err, EINVAL,
					 "no matching subnet for range %s", *texts);
		w->pool[IPV4] = pool;
	}
	return 0;
}

static int parse_wishes(const struct network_request *request, struct wishes *w,
			const struct used_subnets *used, struct error *err)
{
	if ((request->gateways || request->ip_ranges) && !request->subnets)
		return error_set(err, EINVAL,
				 "every ip-range or gateway must have a corresponding subnet");
	if (parse_subnets(request->subnets, w, used, err) < 0 ||
	    parse_gateways(request->gateways, w, err) < 0)
		return -1;
	return parse_pools(request->ip_ranges, w, err);
}

/* The first address, unless another one was wanted. */
static struct address gateway_of(const struct wishes *w, int family)
{
	if (w->gateway[family].family != AF_UNSPEC)
		return w->gateway[family];
	return subnet_address(&w->subnet[family], 1);
}

static void fill(const struct wishes *w, struct nl_network *net,
		 struct network_config *config)
{
	net->gateway = gateway_of(w, IPV4).v4;
	net->prefix = w->subnet[IPV4].prefix;
	if (has_subnet(w, IPV6)) {
		net->gateway6 = gateway_of(w, IPV6).v6;
		net->prefix6 = w->subnet[IPV6].prefix;
	}
	config->pool = w->pool[IPV4];
}

int network_choose_subnets(struct nl *nl, const struct nl_network *nets, size_t n,
			   const struct network_request *request,
			   struct nl_network *net, struct network_config *config,
			   struct error *err)
{
	struct used_subnets used = { .n = 0 };
	struct wishes w = { 0 };
	int ret;

	ret = list_used(nl, nets, n, &used, err);
	if (!ret)
		ret = parse_wishes(request, &w, &used, err);
	if (!ret)
		ret = pick_missing(request, &w, &used, err);
	if (!ret)
		fill(&w, net, config);
	free_used(&used);
	return ret;
}
