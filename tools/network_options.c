// SPDX-License-Identifier: GPL-2.0-only
#include "network_options.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "compiler.h"
#include "label.h"
#include "network_command.h"
#include "network_limits.h"
#include "strv.h"

/* The least an IPv4 host must take, and the most a packet can have. */
#define MTU_MIN	68
#define MTU_MAX	65535

static bool parse_number(const char *text, char **end, unsigned long min,
			 unsigned long max, unsigned long *value)
{
	*value = strtoul(text, end, 10);
	return *text >= '0' && *text <= '9' && *value >= min && *value <= max;
}

static int set_mtu(struct network_request *request, const char *text,
		   struct error *err)
{
	unsigned long mtu;
	char *end;

	if (!parse_number(text, &end, MTU_MIN, MTU_MAX, &mtu) || *end)
		return error_set(err, EINVAL, "invalid MTU '%s'", text);
	request->mtu = mtu;
	return 0;
}

static int set_port_range(struct network_request *request, const char *text,
			  struct error *err)
{
	unsigned long first, last;
	char *end;

	if (!parse_number(text, &end, 1, UINT16_MAX, &first) || *end != '-' ||
	    !parse_number(end + 1, &end, first, UINT16_MAX, &last) || *end)
		return error_set(err, EINVAL,
				 "invalid port range '%s': it is FIRST-LAST, such as 49000-49900",
				 text);
	request->config.port_first = first;
	request->config.port_last = last;
	return 0;
}

static int set_publish_address(struct network_request *request, const char *text,
			       struct error *err)
{
	struct address *publish = &request->config.publish;
	char *device = request->config.publish_device;

	request->asked_publish = true;
	*device = '\0';
	if (!address_parse(text, publish)) {
		if (!if_nametoindex(text))
			return error_set(err, EINVAL,
					 "invalid IP address: %s, nor is there a device of that name",
					 text);
		*publish = address_any(AF_UNSPEC);
		snprintf(device, IF_NAMESIZE, "%s", text);
		return 0;
	}
	/* All is what it is anyway, and then it is IPv6 too. */
	if (publish->family == AF_INET && address_is_any(publish))
		*publish = address_any(AF_UNSPEC);
	return 0;
}

static int set_device(struct network_request *request, const char *text,
		      struct error *err)
{
	if (!*text || strlen(text) >= IF_NAMESIZE || strpbrk(text, "/: \t\n") ||
	    !strcmp(text, ".") || !strcmp(text, ".."))
		return error_set(err, EINVAL, "invalid device name '%s'", text);
	request->device = text;
	return 0;
}

static int set_driver(const char *driver, struct error *err)
{
	if (!strcmp(driver, NETWORK_DRIVER))
		return 0;
	return error_set(err, EINVAL, "no such driver: %s (only " NETWORK_DRIVER ")",
			 driver);
}

static bool parse_switch(const char *text, bool *on)
{
	static const struct {
		const char *word;
		bool on;
	} words[] = {
		{ "on", true }, { "true", true }, { "1", true },
		{ "off", false }, { "false", false }, { "0", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(text, words[i].word)) {
			*on = words[i].on;
			return true;
		}
	}
	return false;
}

static void ask(struct network_request *request, uint32_t option, bool on)
{
	struct nl_network_change *change = &request->change;

	change->asked |= option;
	change->options = on ? change->options | option : change->options & ~option;
}

/* @text is NULL for an option without argument, which is on. */
static int set_switch(struct network_request *request, uint32_t option,
		      const char *name, const char *text, struct error *err)
{
	bool on = true;

	if (text && !parse_switch(text, &on))
		return error_set(err, EINVAL, "invalid --%s %s: it is on or off", name,
				 text);
	ask(request, option, on);
	return 0;
}

/* Docker's names for the same. */
static const struct {
	const char *name;
	int opt;
} driver_options[] = {
	{ "com.docker.network.driver.mtu", NETWORK_OPT_MTU },
	{ "com.docker.network.bridge.name", NETWORK_OPT_DEVICE },
	{ "com.docker.network.bridge.enable_icc", NETWORK_OPT_ICC },
	{ "com.docker.network.bridge.enable_ip_masquerade", NETWORK_OPT_MASQUERADE },
	{ "com.docker.network.bridge.host_binding_ipv4", NETWORK_OPT_PUBLISH_ADDRESS },
};

static int set_driver_option(struct network_request *request, const char *text,
			     struct error *err)
{
	size_t i, len = strcspn(text, "=");

	for (i = 0; text[len] && i < ARRAY_SIZE(driver_options); i++)
		if (strlen(driver_options[i].name) == len &&
		    !strncmp(driver_options[i].name, text, len))
			return network_option(request, driver_options[i].opt,
					      text + len + 1, err);
	return error_set(err, EINVAL, "unknown driver option: %s", text);
}

int network_option(struct network_request *request, int opt, const char *value,
		   struct error *err)
{
	switch (opt) {
	case NETWORK_OPT_SUBNET:
		strv_take(&request->subnets, xstrdup(value));
		return 0;
	case NETWORK_OPT_GATEWAY:
		strv_take(&request->gateways, xstrdup(value));
		return 0;
	case NETWORK_OPT_IP_RANGE:
		strv_take(&request->ip_ranges, xstrdup(value));
		return 0;
	case NETWORK_OPT_IPV6:
		request->ipv6 = true;
		return 0;
	case NETWORK_OPT_MTU:
		return set_mtu(request, value, err);
	case NETWORK_OPT_PORT_RANGE:
		return set_port_range(request, value, err);
	case NETWORK_OPT_PUBLISH_ADDRESS:
		return set_publish_address(request, value, err);
	case NETWORK_OPT_ICC:
		return set_switch(request, CTRNET_NETWORK_ICC, "icc", value, err);
	case NETWORK_OPT_MASQUERADE:
		return set_switch(request, CTRNET_NETWORK_MASQUERADE, "masquerade",
				  value, err);
	case NETWORK_OPT_FIREWALL:
		return set_switch(request, CTRNET_NETWORK_FIREWALL, "firewall",
				  value, err);
	case NETWORK_OPT_NO_FIREWALL:
		ask(request, CTRNET_NETWORK_FIREWALL, false);
		return 0;
	case NETWORK_OPT_ROUTED:
		return set_switch(request, CTRNET_NETWORK_ROUTED, "routed", value,
				  err);
	case NETWORK_OPT_INTERNAL:
		request->config.internal = true;
		/* What was asked for before is a conflict, and not forgotten. */
		if (!(request->change.asked & CTRNET_NETWORK_MASQUERADE))
			ask(request, CTRNET_NETWORK_MASQUERADE, false);
		return 0;
	case NETWORK_OPT_LABEL:
		return label_add(&request->config.labels, value, err);
	case NETWORK_OPT_TIMEOUT:
		return network_timeout_parse(&request->change, value, err);
	case NETWORK_OPT_FLOW_LIMIT:
		return network_flow_limit_parse(&request->change, value, err);
	case NETWORK_OPT_ENDPOINT_FLOW_LIMIT:
		return network_endpoint_flow_limit_parse(&request->change, value, err);
	case NETWORK_OPT_DEVICE:
		return set_device(request, value, err);
	case NETWORK_OPT_DRIVER:
		return set_driver(value, err);
	case NETWORK_OPT_OPT:
		return set_driver_option(request, value, err);
	}
	return 0;
}

int network_request_check(const struct network_request *request, struct error *err)
{
	if (request->config.internal && request->change.options & CTRNET_NETWORK_ROUTED)
		return error_set(err, EINVAL,
				 "conflicting options: a network is internal or routed");
	if (request->config.internal && request->change.options & CTRNET_NETWORK_MASQUERADE)
		return error_set(err, EINVAL,
				 "conflicting options: what is internal is not masqueraded");
	return 0;
}

void network_request_change(const struct network_request *request,
			    struct network_config *config)
{
	const struct network_config *wanted = &request->config;

	if (wanted->port_first) {
		config->port_first = wanted->port_first;
		config->port_last = wanted->port_last;
	}
	if (request->asked_publish) {
		config->publish = wanted->publish;
		memcpy(config->publish_device, wanted->publish_device,
		       sizeof(config->publish_device));
	}
}

void network_request_clear(struct network_request *request)
{
	strv_free(request->subnets);
	strv_free(request->gateways);
	strv_free(request->ip_ranges);
	network_config_clear(&request->config);
}
