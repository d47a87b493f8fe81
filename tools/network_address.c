// SPDX-License-Identifier: GPL-2.0-only
/* Addresses for new endpoints. */
#include <arpa/inet.h>
#include <errno.h>

#include "cursor.h"
#include "network.h"
#include "nl_endpoint.h"
#include "subnet.h"

/* How many IPv6 addresses are tried after the first choice; it is free but for wishes. */
#define IPV6_TRIES	4096

/* Who is asked which addresses of a network are taken, and what came of it. */
struct choice {
	struct nl *nl;
	const struct nl_network *net;
	struct error *err;
};

static bool is_gateway(const struct nl_network *net, const struct address *address)
{
	const struct address gateway = address->family == AF_INET ?
		address_v4(net->gateway) : address_v6(&net->gateway6);

	return !address_compare(&gateway, address);
}

/* 1 if somebody has it, 0 if not, or -1. One at a time: mostly the first is free. */
static int is_taken(const struct choice *choice, const struct address *address)
{
	struct nl_endpoint ep;

	if (is_gateway(choice->net, address) ||
	    nl_endpoint_find(choice->nl, address, &ep, choice->err) == 0)
		return 1;
	return choice->err->code == ENOENT ? 0 : -1;
}

static int none_available(const struct choice *choice, const char *family)
{
	return error_set(choice->err, ENOSPC,
			 "no available %s addresses on this network's address pools: %s",
			 family, network_name(choice->net));
}

/* The next free one of @pool, a part of the subnet or all of it, after the one at @offset. */
static int find_free(const struct choice *choice, const struct subnet *s,
		     const struct subnet *pool, uint32_t *offset, struct address *address)
{
	uint32_t i, count = subnet_last(pool) - pool->first + 1;
	int taken;

	for (i = 0; i < count; i++) {
		*offset = *offset < count - 1 ? *offset + 1 : 0;
		*address = subnet_address(pool, *offset);
		if (!subnet_has_host(s, address))
			continue;
		taken = is_taken(choice, address);
		if (taken <= 0)
			return taken;
	}
	return none_available(choice, "IPv4");
}

/* After the last one given, so that an address is not another's at once. */
static int next_address(const struct choice *choice, const struct subnet *s,
			const struct subnet *pool, struct address *address)
{
	uint32_t first = pool->first;
	uint32_t offset = cursor_get(subnet_text(pool)) - first;

	if (find_free(choice, s, pool, &offset, address) < 0)
		return -1;
	cursor_set(subnet_text(pool), first + offset);
	return 0;
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

static int check_wanted(const struct choice *choice, const struct subnet *s,
			const struct address *wanted)
{
	char text[ADDRESS_TEXT_LEN];
	int taken;

	if (check_subnet(choice->net, s, wanted, choice->err) < 0)
		return -1;
	taken = is_taken(choice, wanted);
	if (taken <= 0)
		return taken;
	return error_set(choice->err, EADDRINUSE, "Address already in use: %s on network %s",
			 address_text(wanted, text), network_name(choice->net));
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

static int choose_ipv4(const struct choice *choice, struct attachment *a)
{
	const struct subnet s = network_subnet(choice->net);
	const struct subnet pool = pool_of(choice->net, &s);
	struct address address = address_v4(a->wanted);
	int ret;

	if (address.family == AF_UNSPEC)
		ret = next_address(choice, &s, &pool, &address);
	else
		ret = check_wanted(choice, &s, &address);
	if (!ret)
		a->address = address.v4;
	return ret;
}

/* As many addresses after the first one of its subnet as the IPv4 address is. */
static int pair_address(const struct choice *choice, const struct subnet *s,
			address_number offset, struct address *address)
{
	unsigned int try;
	int taken;

	for (try = 0; try < IPV6_TRIES; try++) {
		*address = subnet_address(s, offset + try);
		if (!subnet_has_host(s, address))
			continue;
		taken = is_taken(choice, address);
		if (taken <= 0)
			return taken;
	}
	return none_available(choice, "IPv6");
}

static int choose_ipv6(const struct choice *choice, struct attachment *a)
{
	const struct address ipv4 = address_v4(a->address);
	const struct subnet s = network_subnet6(choice->net), s4 = network_subnet(choice->net);
	struct address address = address_v6(&a->wanted6);
	int ret;

	if (address.family == AF_UNSPEC && !s.prefix)
		return 0;
	if (address.family == AF_UNSPEC)
		ret = pair_address(choice, &s, subnet_number(&ipv4) - s4.first, &address);
	else
		ret = check_wanted(choice, &s, &address);
	if (!ret)
		a->address6 = address.v6;
	return ret;
}

int network_check_room(struct nl *nl, const struct nl_network *net, struct error *err)
{
	const struct subnet s = network_subnet(net), pool = pool_of(net, &s);
	const struct choice choice = { .nl = nl, .net = net, .err = err };
	uint32_t offset = cursor_get(subnet_text(&pool)) - pool.first;
	struct address address;

	return find_free(&choice, &s, &pool, &offset, &address);
}

int network_take_addresses(struct nl *nl, const struct nl_network *net,
			   struct attachment *a, struct error *err)
{
	const struct choice choice = { .nl = nl, .net = net, .err = err };

	if (!net->prefix)
		return error_set(err, EADDRNOTAVAIL, "network %s has no address",
				 network_name(net));
	return choose_ipv4(&choice, a) < 0 ? -1 : choose_ipv6(&choice, a);
}
