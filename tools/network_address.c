// SPDX-License-Identifier: GPL-2.0-only
/* Addresses for new endpoints. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cursor.h"
#include "network.h"
#include "subnet.h"

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

/* The addresses which endpoints have, or must not have, already. */
struct taken {
	uint32_t *addresses;
	size_t n;
};

static bool is_taken(const struct taken *taken, uint32_t address)
{
	return bsearch(&address, taken->addresses, taken->n,
		       sizeof(*taken->addresses), compare_addresses);
}

/*
 * The next free one after the last one given, so that an address is not
 * another's at once; of @pool only, a part of the subnet or all of it.
 */
static int next_address(const struct subnet *s, const struct subnet *pool,
			const struct taken *taken, struct in_addr *address)
{
	uint32_t first = pool->first, count = subnet_last(pool) - pool->first + 1;
	uint32_t offset = cursor_get(subnet_text(pool)) - first;
	struct address candidate;
	uint32_t i;

	for (i = 0; i < count; i++) {
		offset = offset < count - 1 ? offset + 1 : 0;
		candidate = subnet_address(pool, offset);
		if (!subnet_has_host(s, &candidate) ||
		    is_taken(taken, first + offset))
			continue;
		cursor_set(subnet_text(pool), first + offset);
		*address = candidate.v4;
		return 0;
	}
	return -1;
}

/* The part of the subnet of which addresses are given out. */
static struct subnet pool_of(const struct nl_network *net, const struct subnet *s)
{
	struct network_config config;
	struct error ignored;

	network_config_load(network_id(net), &config, &ignored);
	return config.pool.prefix && subnet_contains(s, &config.pool) ?
		       config.pool : *s;
}

static int choose(const struct nl_network *net, const struct taken *taken,
		  struct in_addr wanted, struct in_addr *address, struct error *err)
{
	const struct address host = { .family = AF_INET, .v4 = wanted };
	const struct subnet s = network_subnet(net);
	const struct subnet pool = pool_of(net, &s);

	if (!wanted.s_addr) {
		if (next_address(&s, &pool, taken, address) == 0)
			return 0;
		return error_set(err, ENOSPC,
				 "no available IPv4 addresses on this network's address pools: %s",
				 network_name(net));
	}
	if (!subnet_has_host(&s, &host))
		return error_set(err, EINVAL,
				 "no configured subnet of network %s contains IP address %s",
				 network_name(net), inet_ntoa(wanted));
	if (is_taken(taken, ntohl(wanted.s_addr)))
		return error_set(err, EADDRINUSE,
				 "Address already in use: %s on network %s",
				 inet_ntoa(wanted), network_name(net));
	*address = wanted;
	return 0;
}

int network_take_address(struct nl *nl, const struct nl_network *net,
			 struct in_addr wanted, struct in_addr *address,
			 struct error *err)
{
	struct taken taken;
	int ret;

	if (!net->gateway.s_addr)
		return error_set(err, EADDRNOTAVAIL, "network %s has no address",
				 network_name(net));
	if (list_addresses(nl, net, &taken.addresses, &taken.n, err) < 0)
		return -1;
	ret = choose(net, &taken, wanted, address, err);
	free(taken.addresses);
	return ret;
}
