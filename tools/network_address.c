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
