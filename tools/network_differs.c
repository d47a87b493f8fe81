// SPDX-License-Identifier: GPL-2.0-only
#include "network_differs.h"

#include <string.h>

#include <linux/ctrnet.h>

#include "compiler.h"
#include "strv.h"
#include "subnet.h"

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

const char *network_differs(const struct network_request *wanted, const struct nl_network *net,
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
