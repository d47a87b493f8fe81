// SPDX-License-Identifier: GPL-2.0-only
#include "result.h"

#include <string.h>

#include "alloc.h"
#include "mac.h"
#include "subnet.h"

/* Append to an array which may not be there yet. */
static void append(json_t *result, const char *key, json_t *item)
{
	json_t *array = json_object_get(result, key);

	if (!json_is_array(array)) {
		json_object_set_new(result, key, json_array());
		array = json_object_get(result, key);
	}
	json_array_append_new(array, item);
}

static json_t *interface(const struct cni_call *call, const struct cni_made *made)
{
	char mac[MAC_TEXT_LEN];
	json_t *json = json_pack("{s:s, s:s, s:s}",
				 "name", made->attachment->device,
				 "mac", mac_text(made->attachment->mac, mac),
				 "sandbox", call->env.netns);

	if (call->config.version >= CNI_1_1_0)
		json_object_set_new(json, "mtu", json_integer(made->mtu));
	return json;
}

static json_t *ip(const struct cni_call *call, const struct address *address,
		  unsigned int prefix, const struct address *gateway, size_t interface)
{
	char text[ADDRESS_TEXT_LEN], by[ADDRESS_TEXT_LEN];
	char *cidr = xasprintf("%s/%u", address_text(address, text), prefix);
	json_t *json = json_pack("{s:s, s:s, s:I}", "address", cidr,
				 "gateway", address_text(gateway, by),
				 "interface", (json_int_t)interface);

	free(cidr);
	if (call->config.version < CNI_1_0_0)
		json_object_set_new(json, "version",
				    json_string(address->family == AF_INET ? "4" : "6"));
	return json;
}

static json_t *route(const char *to, const struct address *gateway)
{
	char by[ADDRESS_TEXT_LEN];

	return json_pack("{s:s, s:s}", "dst", to, "gw", address_text(gateway, by));
}

/* Of one family. */
static void add_family(json_t *result, const struct cni_call *call,
		       const struct cni_made *made, size_t interface, sa_family_t family)
{
	const struct attachment *a = made->attachment;
	const bool v4 = family == AF_INET;
	const struct address address = v4 ? address_v4(a->address) : address_v6(&a->address6);
	const struct address gateway = v4 ? address_v4(a->gateway) : address_v6(&a->gateway6);

	if (address.family == AF_UNSPEC)
		return;
	append(result, "ips", ip(call, &address, v4 ? a->prefix : a->prefix6, &gateway, interface));
	if (v4 ? made->default4 : made->default6)
		append(result, "routes", route(v4 ? "0.0.0.0/0" : "::/0", &gateway));
}

static void add_routes(json_t *result, const struct cni_made *made)
{
	const struct cni_route *r;
	struct address gateway;

	for (r = made->lease->routes; r < made->lease->routes + made->lease->n_routes; r++) {
		gateway = r->gateway;
		if (gateway.family == AF_UNSPEC)
			gateway = r->to.family == AF_INET ?
					  address_v4(made->attachment->gateway) :
					  address_v6(&made->attachment->gateway6);
		append(result, "routes", route(subnet_text(&r->to), &gateway));
	}
}

/* A member under its name in a result; one which is not there changes nothing. */
static void copy(json_t *to, const char *key, const json_t *from, const char *named)
{
	json_t *value = json_object_get(from, named);

	if (json_is_array(value) ? json_array_size(value) : json_is_string(value))
		json_object_set(to, key, value);
}

/* What the runtime says comes before what the configuration does, and that before a lease. */
static void add_dns(json_t *result, const struct cni_call *call, const struct cni_lease *lease)
{
	static const char *const keys[] = { "nameservers", "domain", "search", "options" };
	const json_t *given = json_object_get(lease->result, "dns");
	const json_t *config = json_object_get(call->config.json, "dns");
	const json_t *runtime = json_object_get(call->config.runtime, "dns");
	json_t *dns = json_object_get(result, "dns");
	size_t i;

	if (!json_is_object(dns)) {
		json_object_set_new(result, "dns", json_object());
		dns = json_object_get(result, "dns");
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		copy(dns, keys[i], given, keys[i]);
		copy(dns, keys[i], config, keys[i]);
	}
	copy(dns, "nameservers", runtime, "servers");
	copy(dns, "search", runtime, "searches");
	copy(dns, "options", runtime, "options");
}

json_t *cni_result(const struct cni_call *call, const struct cni_made *made)
{
	json_t *result = call->config.previous ? json_deep_copy(call->config.previous) :
						 json_object();
	size_t number = json_array_size(json_object_get(result, "interfaces"));

	json_object_set_new(result, "cniVersion",
			    json_string(cni_versions[call->config.version]));
	append(result, "interfaces", interface(call, made));
	add_family(result, call, made, number, AF_INET);
	add_family(result, call, made, number, AF_INET6);
	add_routes(result, made);
	add_dns(result, call, made->lease);
	return result;
}
