// SPDX-License-Identifier: GPL-2.0-only
/* Networks which are declared: read and written. */
#include <errno.h>
#include <stdio.h>

#include <linux/ctrnet.h>

#include "compiler.h"
#include "declared.h"
#include "declared_parse.h"
#include "json_get.h"
#include "label.h"
#include "names.h"
#include "network_limits.h"
#include "network_options.h"

static int set_name(void *target, const char *name, struct error *err)
{
	struct network_request *request = target;

	if (!name_is_word(name))
		return error_set(err, EINVAL, "only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
	if (network_pseudo_pick(name))
		return error_set(err, EPERM, "%s is no network to be made", name);
	request->name = name;
	return 0;
}

/* What network_new() would only find when others are made already is found here. */

static int add_subnet(void *target, const char *text, struct error *err)
{
	struct subnet subnet;

	if (subnet_parse(text, &subnet, err) < 0)
		return -1;
	return network_option_subnet(target, text, err);
}

static int add_ip_range(void *target, const char *text, struct error *err)
{
	struct subnet subnet;

	if (subnet_parse_part(text, &subnet, err) < 0)
		return -1;
	return network_option_ip_range(target, text, err);
}

static int add_gateway(void *target, const char *text, struct error *err)
{
	struct address address;

	if (!address_parse(text, &address))
		return error_set(err, EINVAL, "invalid gateway address: %s", text);
	return network_option_gateway(target, text, err);
}

static const struct declared_key keys[] = {
	{ "name", DECLARED_WORD, set_name },
	{ "subnets", DECLARED_WORDS, add_subnet },
	{ "gateways", DECLARED_WORDS, add_gateway },
	{ "ip_range", DECLARED_WORD, add_ip_range },
	{ "ipv6", DECLARED_FLAG, network_option_ipv6 },
	{ "device", DECLARED_WORD, network_option_device },
	{ "mtu", DECLARED_NUMBER, network_option_mtu },
	{ "port_range", DECLARED_WORD, network_option_port_range },
	{ "publish_address", DECLARED_WORD, network_option_publish_address },
	{ "icc", DECLARED_SWITCH, network_option_icc },
	{ "masquerade", DECLARED_SWITCH, network_option_masquerade },
	{ "firewall", DECLARED_SWITCH, network_option_firewall },
	{ "routed", DECLARED_SWITCH, network_option_routed },
	{ "internal", DECLARED_FLAG, network_option_internal },
	{ "timeouts", DECLARED_NUMBERS, network_option_timeout },
	{ "flow_limit", DECLARED_NUMBER, network_option_flow_limit },
	{ "endpoint_flow_limit", DECLARED_NUMBER, network_option_endpoint_flow_limit },
	{ "labels", DECLARED_WORDS, network_option_label },
};

void declared_network_read(struct network_request *request, const json_t *object,
			   const char *what, char ***faults)
{
	const struct declared_reader reader = {
		.what = what,
		.keys = keys,
		.n_keys = ARRAY_SIZE(keys),
		.target = request,
		.faults = faults,
	};
	struct error err;

	declared_read(&reader, object);
	if (json_is_object(object) && !json_object_get(object, "name"))
		declared_fault(faults, "%s has no name", what);
	if (network_request_check(request, &err) < 0)
		declared_fault(faults, "%s: %s", what, err.text);
}

/* Written ------------------------------------------------------------------ */

static void write_subnet(json_t *json, const struct subnet *s, const struct address *gateway)
{
	char text[ADDRESS_TEXT_LEN];

	if (!s->prefix)
		return;
	json_array_append_new(json_object_get(json, "subnets"), json_string(subnet_text(s)));
	json_array_append_new(json_object_get(json, "gateways"),
			      json_string(address_text(gateway, text)));
}

static json_t *timeouts_json(const struct nl_limits *limits)
{
	json_t *json = json_object();
	unsigned int i;

	for (i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++)
		json_object_set_new(json, network_timeout_name(i),
				    json_integer(limits->timeouts[i]));
	return json;
}

/* What is left out is as it is in a new network. */
static void add_config(json_t *json, const struct network_config *config)
{
	char publish[ADDRESS_TEXT_LEN];

	address_text(&config->publish, publish);
	if (*config->publish_device || *publish)
		json_object_set_new(json, "publish_address",
				    json_string(*config->publish_device ?
						config->publish_device : publish));
	if (config->port_first)
		json_object_set_new(json, "port_range",
				    json_sprintf("%u-%u", config->port_first,
						 config->port_last));
	if (config->pool.prefix)
		json_object_set_new(json, "ip_range",
				    json_string(subnet_text(&config->pool)));
	if (config->internal)
		json_object_set_new(json, "internal", json_true());
	if (config->labels)
		json_object_set_new(json, "labels", strings_to_json(config->labels));
}

static json_t *option(const struct nl_network *net, uint32_t option)
{
	return json_boolean(net->options & option);
}

json_t *declared_network_json(const struct nl_network *net,
			      const struct network_config *config)
{
	const struct subnet v4 = network_subnet(net), v6 = network_subnet6(net);
	const struct address gateway = address_v4(net->gateway);
	const struct address gateway6 = address_v6(&net->gateway6);
	json_t *json = json_pack("{s:s, s:s, s:[], s:[], s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:I}",
				 "name", network_name(net),
				 "device", net->device,
				 "subnets", "gateways",
				 "mtu", (json_int_t)net->mtu,
				 "icc", option(net, CTRNET_NETWORK_ICC),
				 "masquerade", option(net, CTRNET_NETWORK_MASQUERADE),
				 "firewall", option(net, CTRNET_NETWORK_FIREWALL),
				 "routed", option(net, CTRNET_NETWORK_ROUTED),
				 "timeouts", timeouts_json(&net->limits),
				 "flow_limit", (json_int_t)net->limits.flows,
				 "endpoint_flow_limit",
				 (json_int_t)net->limits.endpoint_flows);

	write_subnet(json, &v4, &gateway);
	write_subnet(json, &v6, &gateway6);
	add_config(json, config);
	return json;
}
