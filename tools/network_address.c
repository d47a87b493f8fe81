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

/* How many IPv6 addresses are tried after the first choice; it is free but for wishes. */
#define IPV6_TRIES	4096

/* The addresses of a network's gateway and endpoints, in one family, sorted. */
struct taken {
	address_number *addresses;
	size_t n;
};

static int compare_numbers(const void *a, const void *b)
{
	address_number x = *(const address_number *)a;
	address_number y = *(const address_number *)b;

	return (x > y) - (x < y);
}

static bool is_taken(const struct taken *taken, const struct address *address)
{
	const address_number number = subnet_number(address);

	return bsearch(&number, taken->addresses, taken->n,
		       sizeof(*taken->addresses), compare_numbers);
}

static struct address endpoint_address(const struct nl_endpoint *ep, sa_family_t family)
{
	return family == AF_INET ? address_v4(ep->address) : address_v6(&ep->address6);
}

static void list_taken(const struct nl_network *net, sa_family_t family,
		       const struct nl_endpoint *eps, size_t n, struct taken *taken)
{
	struct address address = family == AF_INET ? address_v4(net->gateway) :
						     address_v6(&net->gateway6);
	size_t i;

	taken->addresses = xcalloc(n + 1, sizeof(*taken->addresses));
	taken->addresses[0] = subnet_number(&address);
	taken->n = 1;
	for (i = 0; i < n; i++) {
		address = endpoint_address(&eps[i], family);
		if (eps[i].network == net->ifindex && address.family == family)
			taken->addresses[taken->n++] = subnet_number(&address);
	}
	qsort(taken->addresses, taken->n, sizeof(*taken->addresses), compare_numbers);
}

/*
 * The next free one after the last one given, so that an address is not
 * another's at once; of @pool only, a part of the subnet or all of it.
 */
static int next_address(const struct subnet *s, const struct subnet *pool,
			const struct taken *taken, struct address *address)
{
	uint32_t first = pool->first, count = subnet_last(pool) - pool->first + 1;
	uint32_t offset = cursor_get(subnet_text(pool)) - first;
	uint32_t i;

	for (i = 0; i < count; i++) {
		offset = offset < count - 1 ? offset + 1 : 0;
		*address = subnet_address(pool, offset);
		if (!subnet_has_host(s, address) || is_taken(taken, address))
			continue;
		cursor_set(subnet_text(pool), first + offset);
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
	network_config_clear(&config);
	return config.pool.prefix && subnet_contains(s, &config.pool) ?
		       config.pool : *s;
}

static int check_subnet(const struct nl_network *net, const struct subnet *s,
			const struct address *wanted, struct error *err)
{
	char text[ADDRESS_TEXT_LEN];

	if (s->prefix && subnet_has_host(s, wanted))
		return 0;
	return error_set(err, EINVAL,
			 "no configured subnet of network %s contains IP address %s",
			 network_name(net), address_text(wanted, text));
}

static int check_wanted(const struct nl_network *net, const struct subnet *s,
			const struct taken *taken, const struct address *wanted,
			struct error *err)
{
	char text[ADDRESS_TEXT_LEN];

	if (check_subnet(net, s, wanted, err) < 0)
		return -1;
	if (is_taken(taken, wanted))
		return error_set(err, EADDRINUSE,
				 "Address already in use: %s on network %s",
				 address_text(wanted, text), network_name(net));
	return 0;
}

int network_check_wishes(const struct nl_network *net, const struct attachment *a,
			 struct error *err)
{
	const struct address wanted = address_v4(a->wanted);
	const struct address wanted6 = address_v6(&a->wanted6);
	const struct subnet s = network_subnet(net), s6 = network_subnet6(net);

	if (wanted.family != AF_UNSPEC && check_subnet(net, &s, &wanted, err) < 0)
		return -1;
	return wanted6.family == AF_UNSPEC ? 0 : check_subnet(net, &s6, &wanted6, err);
}

static int none_available(const struct nl_network *net, const char *family,
			  struct error *err)
{
	return error_set(err, ENOSPC,
			 "no available %s addresses on this network's address pools: %s",
			 family, network_name(net));
}

static int choose_ipv4(const struct nl_network *net, const struct taken *taken,
		       struct attachment *a, struct error *err)
{
	const struct subnet s = network_subnet(net);
	const struct subnet pool = pool_of(net, &s);
	struct address address = address_v4(a->wanted);

	if (address.family == AF_UNSPEC) {
		if (next_address(&s, &pool, taken, &address) < 0)
			return none_available(net, "IPv4", err);
	} else if (check_wanted(net, &s, taken, &address, err) < 0) {
		return -1;
	}
	a->address = address.v4;
	return 0;
}

/* As many addresses after the first one of its subnet as the IPv4 address is. */
static int pair_address(const struct subnet *s, address_number offset,
			const struct taken *taken, struct address *address)
{
	unsigned int try;

	for (try = 0; try < IPV6_TRIES; try++) {
		*address = subnet_address(s, offset + try);
		if (subnet_has_host(s, address) && !is_taken(taken, address))
			return 0;
	}
	return -1;
}

static int choose_ipv6(const struct nl_network *net, const struct taken *taken,
		       struct attachment *a, struct error *err)
{
	const struct address ipv4 = address_v4(a->address);
	const struct subnet s = network_subnet6(net), s4 = network_subnet(net);
	struct address address = address_v6(&a->wanted6);

	if (address.family == AF_UNSPEC) {
		if (!s.prefix)
			return 0;
		if (pair_address(&s, subnet_number(&ipv4) - s4.first, taken,
				 &address) < 0)
			return none_available(net, "IPv6", err);
	} else if (check_wanted(net, &s, taken, &address, err) < 0) {
		return -1;
	}
	a->address6 = address.v6;
	return 0;
}

int network_take_addresses(struct nl *nl, const struct nl_network *net,
			   struct attachment *a, struct error *err)
{
	struct taken taken, taken6;
	struct nl_endpoint *eps;
	size_t n;
	int ret;

	if (!net->prefix)
		return error_set(err, EADDRNOTAVAIL, "network %s has no address",
				 network_name(net));
	if (nl_endpoint_list(nl, &eps, &n, err) < 0)
		return -1;
	list_taken(net, AF_INET, eps, n, &taken);
	list_taken(net, AF_INET6, eps, n, &taken6);
	free(eps);
	ret = choose_ipv4(net, &taken, a, err);
	if (!ret)
		ret = choose_ipv6(net, &taken6, a, err);
	free(taken.addresses);
	free(taken6.addresses);
	return ret;
}
