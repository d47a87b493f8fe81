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

enum { KEY_NAME = 1 };

static const struct declared_key keys[] = {
	{ "name", DECLARED_WORD, KEY_NAME },
	{ "subnets", DECLARED_WORDS, NETWORK_OPT_SUBNET },
	{ "gateways", DECLARED_WORDS, NETWORK_OPT_GATEWAY },
	{ "ip_range", DECLARED_WORD, NETWORK_OPT_IP_RANGE },
	{ "ipv6", DECLARED_FLAG, NETWORK_OPT_IPV6 },
	{ "device", DECLARED_WORD, NETWORK_OPT_DEVICE },
	{ "mtu", DECLARED_NUMBER, NETWORK_OPT_MTU },
	{ "port_range", DECLARED_WORD, NETWORK_OPT_PORT_RANGE },
	{ "publish_address", DECLARED_WORD, NETWORK_OPT_PUBLISH_ADDRESS },
	{ "icc", DECLARED_SWITCH, NETWORK_OPT_ICC },
	{ "masquerade", DECLARED_SWITCH, NETWORK_OPT_MASQUERADE },
	{ "firewall", DECLARED_SWITCH, NETWORK_OPT_FIREWALL },
	{ "routed", DECLARED_SWITCH, NETWORK_OPT_ROUTED },
	{ "internal", DECLARED_FLAG, NETWORK_OPT_INTERNAL },
	{ "timeouts", DECLARED_NUMBERS, NETWORK_OPT_TIMEOUT },
	{ "flow_limit", DECLARED_NUMBER, NETWORK_OPT_FLOW_LIMIT },
	{ "endpoint_flow_limit", DECLARED_NUMBER, NETWORK_OPT_ENDPOINT_FLOW_LIMIT },
	{ "labels", DECLARED_WORDS, NETWORK_OPT_LABEL },
};

static int set_name(struct network_request *request, const char *name, struct error *err)
{
	if (!name_is_word(name))
		return error_set(err, EINVAL, "only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
	if (network_pseudo_pick(name))
		return error_set(err, EPERM, "%s is no network to be made", name);
	request->name = name;
	return 0;
}

/* What network_new() would only find when others are made already. */
static int check_address(int option, const char *text, struct error *err)
{
	struct address address;
	struct subnet subnet;

	if (option == NETWORK_OPT_SUBNET)
		return subnet_parse(text, &subnet, err);
	if (option == NETWORK_OPT_IP_RANGE)
		return subnet_parse_part(text, &subnet, err);
	if (option == NETWORK_OPT_GATEWAY && !address_parse(text, &address))
		return error_set(err, EINVAL, "invalid gateway address: %s", text);
	return 0;
}

static int set(void *target, int option, const char *text, struct error *err)
{
	struct network_request *request = target;

	if (option == KEY_NAME)
		return set_name(request, text, err);
	if (check_address(option, text, err) < 0)
		return -1;
	return network_option(request, option, text, err);
}

void declared_network_read(struct network_request *request, const json_t *object,
			   const char *what, char ***faults)
{
	const struct declared_reader reader = {
		.what = what,
		.keys = keys,
		.n_keys = ARRAY_SIZE(keys),
		.set = set,
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

static void add_subnet(json_t *json, const struct subnet *s, const struct address *gateway)
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

	add_subnet(json, &v4, &gateway);
	add_subnet(json, &v6, &gateway6);
	add_config(json, config);
	return json;
}
