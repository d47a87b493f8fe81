// SPDX-License-Identifier: GPL-2.0-only
#include "lease.h"

#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cidr.h"
#include "compiler.h"
#include "strv.h"

static int invalid(const char *what, const char *text, struct cni_failure *f)
{
	return cni_fail(f, CNI_INVALID_CONFIG, "the ipam plugin gave an invalid %s: %s", what,
			text ? text : "none");
}

/* A member which may be left out. */
static bool parse_optional(const json_t *json, const char *key, struct address *address)
{
	const char *text = json_string_value(json_object_get(json, key));

	*address = address_any(AF_UNSPEC);
	return !text || !*text || address_parse(text, address);
}

static int read_address(struct cni_lease *lease, const json_t *ip, struct cni_failure *f)
{
	const char *text = json_string_value(json_object_get(ip, "address"));
	struct address address;
	struct cni_given *given;
	unsigned int prefix;

	if (!cni_cidr_parse(text, &address, &prefix))
		return invalid("address", text, f);
	given = address.family == AF_INET ? &lease->v4 : &lease->v6;
	if (given->address.family != AF_UNSPEC)
		return cni_fail(f, CNI_INVALID_CONFIG,
				"the ipam plugin gave two addresses of one family, the second is %s: an endpoint has one",
				text);
	given->address = address;
	given->subnet = subnet_of(&address, prefix);
	if (!parse_optional(ip, "gateway", &given->gateway))
		return invalid("gateway", json_string_value(json_object_get(ip, "gateway")), f);
	return 0;
}

/* What ctrnet does not do for a route, if it is not what a route has anyway. */
static int check_route(const json_t *json, struct cni_failure *f)
{
	static const struct {
		const char *key;
		json_int_t usual;
	} rows[] = {
		{ "table", RT_TABLE_MAIN },
		{ "priority", 0 },
		{ "scope", RT_SCOPE_UNIVERSE },
		{ "mtu", 0 },
		{ "advmss", 0 },
	};
	const json_t *value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		value = json_object_get(json, rows[i].key);
		if (!value || json_is_null(value) ||
		    (json_is_integer(value) && (!json_integer_value(value) ||
						json_integer_value(value) == rows[i].usual)))
			continue;
		return cni_fail(f, CNI_UNSUPPORTED_FIELD,
				"the ipam plugin gave a route with %s, which is not supported: ctrnet sets up plain routes of the main table",
				rows[i].key);
	}
	return 0;
}

/* There is one anyway, by the network's gateway. */
static int read_default(struct cni_given *given, const struct address *gateway,
			struct cni_failure *f)
{
	char here[ADDRESS_TEXT_LEN], there[ADDRESS_TEXT_LEN];

	if (gateway->family == AF_UNSPEC || given->address.family == AF_UNSPEC)
		return 0;
	if (given->gateway.family == AF_UNSPEC)
		given->gateway = *gateway;
	if (!address_compare(&given->gateway, gateway))
		return 0;
	return cni_fail(f, CNI_UNSUPPORTED_FIELD,
			"the ipam plugin gave a default route by way of %s, which is not supported: it is by the gateway %s",
			address_text(gateway, there), address_text(&given->gateway, here));
}

static int read_route(struct cni_lease *lease, const json_t *json, struct cni_failure *f)
{
	const char *text = json_string_value(json_object_get(json, "dst"));
	struct address first, gateway;
	unsigned int prefix;

	if (!cni_cidr_parse(text, &first, &prefix))
		return invalid("route", text, f);
	if (!parse_optional(json, "gw", &gateway))
		return invalid("gw of a route", json_string_value(json_object_get(json, "gw")), f);
	if (check_route(json, f) < 0)
		return -1;
	if (!prefix)
		return read_default(first.family == AF_INET ? &lease->v4 : &lease->v6, &gateway, f);
	lease->routes = xreallocarray(lease->routes, lease->n_routes + 1,
				      sizeof(*lease->routes));
	lease->routes[lease->n_routes++] = (struct cni_route){
		.to = subnet_of(&first, prefix),
		.gateway = gateway,
	};
	return 0;
}

int cni_lease_read(struct cni_lease *lease, json_t *result, struct cni_failure *f)
{
	const json_t *item;
	size_t i;

	*lease = (struct cni_lease){ .result = result };
	json_array_foreach(json_object_get(result, "ips"), i, item)
		if (read_address(lease, item, f) < 0)
			return -1;
	json_array_foreach(json_object_get(result, "routes"), i, item)
		if (read_route(lease, item, f) < 0)
			return -1;
	if (lease->v4.address.family == AF_INET)
		return 0;
	return cni_fail(f, CNI_INVALID_CONFIG,
			"the ipam plugin gave no IPv4 address: an endpoint needs one");
}

void cni_lease_free(struct cni_lease *lease)
{
	json_decref(lease->result);
	free(lease->routes);
}

static void request_subnet(const struct cni_given *given, struct network_request *request)
{
	char text[ADDRESS_TEXT_LEN];

	if (given->address.family == AF_UNSPEC)
		return;
	strv_take(&request->subnets, xstrdup(subnet_text(&given->subnet)));
	if (given->gateway.family != AF_UNSPEC)
		strv_take(&request->gateways, xstrdup(address_text(&given->gateway, text)));
}

void cni_lease_request(const struct cni_lease *lease, struct network_request *request)
{
	request_subnet(&lease->v4, request);
	request_subnet(&lease->v6, request);
}

static int check_given(const struct cni_given *given, const struct subnet *subnet,
		       const struct address *gateway, const char *network,
		       struct cni_failure *f)
{
	char there[ADDRESS_TEXT_LEN], here[ADDRESS_TEXT_LEN];
	char *text;

	if (given->address.family == AF_UNSPEC)
		return 0;
	if (given->subnet.prefix != subnet->prefix || given->subnet.first != subnet->first) {
		text = xstrdup(subnet_text(&given->subnet));
		cni_fail(f, CNI_INVALID_CONFIG,
			 "the ipam plugin gave an address of %s, but network %s has %s", text,
			 network, subnet->prefix ? subnet_text(subnet) : "none of that family");
		free(text);
		return -1;
	}
	if (given->gateway.family != AF_UNSPEC && address_compare(&given->gateway, gateway))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"the ipam plugin says the gateway is %s, but that of network %s is %s",
				address_text(&given->gateway, there), network,
				address_text(gateway, here));
	return 0;
}

int cni_lease_check(const struct cni_lease *lease, const struct nl_network *net,
		    struct cni_failure *f)
{
	const struct subnet s4 = network_subnet(net), s6 = network_subnet6(net);
	const struct address gateway = address_v4(net->gateway);
	const struct address gateway6 = address_v6(&net->gateway6);
	const char *network = network_name(net);

	if (check_given(&lease->v4, &s4, &gateway, network, f) < 0)
		return -1;
	return check_given(&lease->v6, &s6, &gateway6, network, f);
}
