// SPDX-License-Identifier: GPL-2.0-only
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "names.h"
#include "network_options.h"
#include "options.h"
#include "strv.h"

/* What --opt of podman network create takes, as network create of ctrnetctl does. */
static const struct {
	const char *key;
	option_take *take;
} options[] = {
	{ "mtu", network_option_mtu },
	{ "icc", network_option_icc },
	{ "masquerade", network_option_masquerade },
	{ "firewall", network_option_firewall },
	{ "routed", network_option_routed },
	{ "publish-address", network_option_publish_address },
	{ "timeout", network_option_timeout },
	{ "flow-limit", network_option_flow_limit },
	{ "endpoint-flow-limit", network_option_endpoint_flow_limit },
};

static int invalid(const char *key, const char *kind, struct cni_failure *f)
{
	return cni_fail(f, CNI_DECODING_FAILURE, "invalid %s: it must be %s", key, kind);
}

/* A member which is not there, or null, is NULL. */
static const json_t *member(const json_t *json, const char *key)
{
	const json_t *value = json_object_get(json, key);

	return json_is_null(value) ? NULL : value;
}

static int read_text(const json_t *json, const char *key, const char **text, struct cni_failure *f)
{
	const json_t *value = member(json, key);

	*text = value ? json_string_value(value) : "";
	return *text ? 0 : invalid(key, "a string", f);
}

static int set_option(struct cni_config *config, option_take *take, const char *key,
		      const char *value, struct cni_failure *f)
{
	struct error err;

	if (take(&config->network, value, &err) == 0)
		return 0;
	return cni_fail(f, CNI_INVALID_CONFIG, "invalid %s: %s", key, err.text);
}

static int unknown_option(const char *key, struct cni_failure *f)
{
	char **keys = NULL, *list;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		strv_take(&keys, xstrdup(options[i].key));
	list = strv_join(keys, ", ");
	cni_fail(f, CNI_INVALID_CONFIG, "unknown option %s: there are %s", key, list);
	free(list);
	strv_free(keys);
	return -1;
}

static int read_option(struct cni_config *config, const char *key, const json_t *value,
		       struct cni_failure *f)
{
	size_t i;

	if (!json_is_string(value))
		return invalid(key, "a string", f);
	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (!strcmp(options[i].key, key))
			return set_option(config, options[i].take, key,
					  json_string_value(value), f);
	return unknown_option(key, f);
}

static int read_options(struct cni_config *config, const json_t *network, struct cni_failure *f)
{
	const json_t *given = member(network, "options");
	const char *key;
	json_t *value;

	if (given && !json_is_object(given))
		return invalid("options", "an object", f);
	json_object_foreach((json_t *)given, key, value)
		if (read_option(config, key, value, f) < 0)
			return -1;
	return 0;
}

static int read_subnets(struct cni_config *config, const json_t *network, struct cni_failure *f)
{
	const json_t *subnets = member(network, "subnets"), *item;
	const char *subnet, *gateway;
	size_t i;

	if (subnets && !json_is_array(subnets))
		return invalid("subnets", "an array", f);
	json_array_foreach(subnets, i, item) {
		if (read_text(item, "subnet", &subnet, f) < 0 ||
		    read_text(item, "gateway", &gateway, f) < 0 ||
		    set_option(config, network_option_subnet, "subnet", subnet, f) < 0)
			return -1;
		if (*gateway &&
		    set_option(config, network_option_gateway, "gateway", gateway, f) < 0)
			return -1;
	}
	return 0;
}

static int read_flag(struct cni_config *config, const json_t *network, const char *key,
		     option_take *take, struct cni_failure *f)
{
	const json_t *value = member(network, key);

	if (value && !json_is_boolean(value))
		return invalid(key, "true or false", f);
	return json_is_true(value) ? set_option(config, take, key, "on", f) : 0;
}

/* What would be left undone is refused, and not passed over. */
static int check_network(const struct cni_config *config, const json_t *network,
			 struct cni_failure *f)
{
	struct error err;

	if (network_request_check(&config->network, &err) < 0)
		return cni_fail_error(f, CNI_INVALID_CONFIG, &err);
	if (!json_array_size(member(network, "routes")))
		return 0;
	return cni_fail(f, CNI_UNSUPPORTED_FIELD,
			"routes are not supported: ctrnet gives a container the default route");
}

static int read_name(struct cni_config *config, const json_t *network, struct cni_failure *f)
{
	if (read_text(network, "name", &config->name, f) < 0)
		return -1;
	if (!name_is_word(config->name) || network_pseudo_pick(config->name))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"%s is no name for a network to put something on", config->name);
	config->network.name = config->name;
	return 0;
}

int netavark_network_read(struct cni_config *config, const json_t *network,
			  struct cni_failure *f)
{
	const char *device;

	*config = (struct cni_config){ .version = CNI_1_1_0 };
	if (!json_is_object(network))
		return invalid("network", "an object", f);
	if (read_name(config, network, f) < 0 ||
	    read_text(network, "network_interface", &device, f) < 0 ||
	    read_subnets(config, network, f) < 0 ||
	    read_flag(config, network, "ipv6_enabled", network_option_ipv6, f) < 0 ||
	    read_flag(config, network, "internal", network_option_internal, f) < 0 ||
	    read_options(config, network, f) < 0)
		return -1;
	if (*device &&
	    set_option(config, network_option_device, "network_interface", device, f) < 0)
		return -1;
	return check_network(config, network, f);
}

static void rename_member(json_t *to, const char *name, const json_t *from, const char *key)
{
	json_t *value = json_object_get(from, key);

	if (value)
		json_object_set(to, name, value);
}

/* "tcp,udp" is a port of each. */
static int add_mapping(json_t *mappings, const json_t *given, struct cni_failure *f)
{
	char *list, *rest, *protocol;
	const char *protocols;
	json_t *mapping;

	if (read_text(given, "protocol", &protocols, f) < 0)
		return -1;
	list = xstrdup(protocols);
	rest = list;
	while ((protocol = strsep(&rest, ","))) {
		mapping = json_pack("{s:s}", "protocol", protocol);
		rename_member(mapping, "hostIP", given, "host_ip");
		rename_member(mapping, "hostPort", given, "host_port");
		rename_member(mapping, "containerPort", given, "container_port");
		rename_member(mapping, "range", given, "range");
		json_array_append_new(mappings, mapping);
	}
	free(list);
	return 0;
}

static int add_mappings(json_t *mappings, const json_t *input, struct cni_failure *f)
{
	const json_t *given = member(input, "port_mappings"), *item;
	size_t i;

	if (given && !json_is_array(given))
		return invalid("port_mappings", "an array", f);
	json_array_foreach(given, i, item)
		if (add_mapping(mappings, item, f) < 0)
			return -1;
	return 0;
}

/* As a runtime tells ctrnet-cni. */
static int fill_runtime(json_t *runtime, const json_t *input, struct cni_failure *f)
{
	const json_t *wish = member(input, "network_options");

	rename_member(runtime, "ips", wish, "static_ips");
	rename_member(runtime, "mac", wish, "static_mac");
	rename_member(runtime, "aliases", wish, "aliases");
	return add_mappings(json_object_get(runtime, "portMappings"), input, f);
}

static int read_environment(struct cni_environment *env, const json_t *input, const char *netns,
			    struct cni_failure *f)
{
	const char *name;

	*env = (struct cni_environment){ .netns = netns, .path = "" };
	if (read_text(input, "container_id", &env->container, f) < 0 ||
	    read_text(input, "container_name", &name, f) < 0 ||
	    read_text(member(input, "network_options"), "interface_name", &env->ifname, f) < 0)
		return -1;
	if (!*env->container || !*env->ifname)
		return cni_fail(f, CNI_DECODING_FAILURE,
				"container_id and network_options.interface_name must be there");
	env->args.name = *name ? xstrdup(name) : NULL;
	return cni_environment_check(env, f);
}

int netavark_call_read(struct cni_call *call, const json_t *input, const char *netns,
		       struct cni_failure *f)
{
	if (read_environment(&call->env, input, netns, f) < 0 ||
	    netavark_network_read(&call->config, member(input, "network"), f) < 0)
		return -1;
	call->config.json = json_pack("{s:{s:[]}}", "runtimeConfig", "portMappings");
	call->config.runtime = json_object_get(call->config.json, "runtimeConfig");
	return fill_runtime(json_object_get(call->config.json, "runtimeConfig"), input, f);
}

int netavark_leave_read(struct cni_call *call, const json_t *input, const char *netns,
			struct cni_failure *f)
{
	if (read_environment(&call->env, input, netns, f) < 0)
		return -1;
	return read_name(&call->config, member(input, "network"), f);
}
