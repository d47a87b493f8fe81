// SPDX-License-Identifier: GPL-2.0-only
#include "reply.h"

static json_t *addresses(const json_t *result)
{
	const json_t *ips = json_object_get(result, "ips"), *ip;
	json_t *array = json_array();
	size_t i;

	json_array_foreach(ips, i, ip)
		json_array_append_new(array,
				      json_pack("{s:O, s:O}",
						"ipnet", json_object_get(ip, "address"),
						"gateway", json_object_get(ip, "gateway")));
	return array;
}

/* Of podman network create --dns; else the container has the host's. */
static json_t *dns_servers(const json_t *input)
{
	const json_t *network = json_object_get(input, "network");
	json_t *servers = json_object_get(network, "network_dns_servers");

	return json_is_array(servers) ? json_incref(servers) : json_array();
}

json_t *netavark_reply(const json_t *result, const json_t *input)
{
	const json_t *made = json_array_get(json_object_get(result, "interfaces"), 0);

	return json_pack("{s:[], s:o, s:{s:{s:O, s:o}}}",
			 "dns_search_domains",
			 "dns_server_ips", dns_servers(input),
			 "interfaces",
			 json_string_value(json_object_get(made, "name")),
			 "mac_address", json_object_get(made, "mac"),
			 "subnets", addresses(result));
}
