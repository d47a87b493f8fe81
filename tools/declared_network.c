// SPDX-License-Identifier: GPL-2.0-only
/* Networks which are declared: read, compared with one which is there, and written. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "compiler.h"
#include "declared.h"
#include "declared_parse.h"
#include "json_get.h"
#include "label.h"
#include "names.h"
#include "network_limits.h"
#include "network_options.h"
#include "strv.h"

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

/* Compared ----------------------------------------------------------------- */

static bool has_subnets(char *const *texts, const struct nl_network *net)
{
	struct error ignored;
	struct subnet s, has;

	for (; texts && *texts; texts++) {
		if (subnet_parse(*texts, &s, &ignored) < 0)
			return false;
		has = s.family == AF_INET ? network_subnet(net) : network_subnet6(net);
		if (has.prefix != s.prefix || has.first != s.first)
			return false;
	}
	return true;
}

static bool has_gateways(char *const *texts, const struct nl_network *net)
{
	struct address a, has;

	for (; texts && *texts; texts++) {
		if (!address_parse(*texts, &a))
			return false;
		has = a.family == AF_INET ? address_v4(net->gateway) : address_v6(&net->gateway6);
		if (address_compare(&a, &has))
			return false;
	}
	return true;
}

static bool has_pool(char *const *texts, const struct network_config *config)
{
	struct error ignored;
	struct subnet s;

	if (!texts)
		return true;
	return subnet_parse_part(*texts, &s, &ignored) == 0 &&
	       s.prefix == config->pool.prefix && s.first == config->pool.first;
}

static bool has_timeouts(const struct nl_network_change *change, const struct nl_limits *limits)
{
	unsigned int i;

	for (i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++)
		if (change->asked_timeouts & 1u << i &&
		    change->limits.timeouts[i] != limits->timeouts[i])
			return false;
	return true;
}

static bool publishes_alike(const struct network_config *a, const struct network_config *b)
{
	if (a->publish.family == AF_UNSPEC && !*a->publish_device)
		return true;
	return !address_compare(&a->publish, &b->publish) &&
	       !strcmp(a->publish_device, b->publish_device);
}

/* The key of the option in which they differ, or NULL. */
static const char *options_differ(const struct nl_network_change *change, uint32_t options)
{
	static const struct {
		uint32_t option;
		const char *key;
	} rows[] = {
		{ CTRNET_NETWORK_ICC, "icc" },
		{ CTRNET_NETWORK_MASQUERADE, "masquerade" },
		{ CTRNET_NETWORK_FIREWALL, "firewall" },
		{ CTRNET_NETWORK_ROUTED, "routed" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (change->asked & rows[i].option & (change->options ^ options))
			return rows[i].key;
	return NULL;
}

static const char *limits_differ(const struct nl_network_change *change,
				 const struct nl_limits *limits)
{
	if (!has_timeouts(change, limits))
		return "timeouts";
	if (change->asked_flows && change->limits.flows != limits->flows)
		return "flow_limit";
	if (change->asked_endpoint_flows &&
	    change->limits.endpoint_flows != limits->endpoint_flows)
		return "endpoint_flow_limit";
	return NULL;
}

static const char *configs_differ(const struct network_config *wanted,
				  const struct network_config *config)
{
	if (wanted->port_first && (wanted->port_first != config->port_first ||
				   wanted->port_last != config->port_last))
		return "port_range";
	if (!publishes_alike(wanted, config))
		return "publish_address";
	if (wanted->internal != config->internal)
		return "internal";
	if (wanted->labels && !strv_equal(wanted->labels, config->labels))
		return "labels";
	return NULL;
}

const char *declared_network_differs(const struct network_request *wanted,
				     const struct nl_network *net,
				     const struct network_config *config)
{
	const char *key;

	if (!has_subnets(wanted->subnets, net))
		return "subnets";
	if (!has_gateways(wanted->gateways, net))
		return "gateways";
	if (!has_pool(wanted->ip_ranges, config))
		return "ip_range";
	if (wanted->ipv6 && !net->prefix6)
		return "ipv6";
	if (wanted->device && strcmp(wanted->device, net->device))
		return "device";
	if (wanted->mtu && wanted->mtu != net->mtu)
		return "mtu";
	key = options_differ(&wanted->change, net->options);
	if (!key)
		key = limits_differ(&wanted->change, &net->limits);
	return key ? key : configs_differ(&wanted->config, config);
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
