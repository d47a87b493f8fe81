/* SPDX-License-Identifier: GPL-2.0-only */
/* What a plugin for addresses has given: its result, and what that means here. */
#ifndef CTRNET_CNI_LEASE_H
#define CTRNET_CNI_LEASE_H

#include <jansson.h>
#include <netinet/in.h>

#include "address.h"
#include "failure.h"
#include "network.h"
#include "subnet.h"

/**
 * struct cni_given - an address of one family
 * @address: it; none if there is none
 * @subnet: the one which it is of
 * @gateway: of that; none if it is not said
 */
struct cni_given {
	struct address address;
	struct subnet subnet;
	struct address gateway;
};

/**
 * struct cni_route - a route which is no default route
 * @to: where it leads
 * @gateway: by way of it; none for the network's own
 */
struct cni_route {
	struct subnet to;
	struct address gateway;
};

/**
 * struct cni_lease - what was given; all zero if nobody was asked
 * @result: the plugin's own words
 * @v4: an IPv4 address
 * @v6: an IPv6 address
 * @routes: more routes
 * @n_routes: how many
 */
struct cni_lease {
	json_t *result;
	struct cni_given v4;
	struct cni_given v6;
	struct cni_route *routes;
	size_t n_routes;
};

/* Takes the reference. Refused if it is more than an endpoint can have. */
int cni_lease_read(struct cni_lease *lease, json_t *result, struct cni_failure *f);
void cni_lease_free(struct cni_lease *lease);
/* What a network has to be which is yet to be made: its subnets and gateways. */
void cni_lease_request(const struct cni_lease *lease, struct network_request *request);
/* Refused if they do not go with the network. */
int cni_lease_check(const struct cni_lease *lease, const struct nl_network *net,
		    struct cni_failure *f);

#endif
