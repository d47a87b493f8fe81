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
#include "options.h"
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

int network_option_subnet(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	(void)err;
	strv_take(&r->subnets, xstrdup(value));
	return 0;
}

int network_option_gateway(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	(void)err;
	strv_take(&r->gateways, xstrdup(value));
	return 0;
}

int network_option_ip_range(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	(void)err;
	strv_take(&r->ip_ranges, xstrdup(value));
	return 0;
}

int network_option_ipv6(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	(void)value;
	(void)err;
	r->ipv6 = true;
	return 0;
}

int network_option_mtu(void *request, const char *text, struct error *err)
{
	struct network_request *r = request;
	unsigned long mtu;
	char *end;

	if (!parse_number(text, &end, MTU_MIN, MTU_MAX, &mtu) || *end)
		return error_set(err, EINVAL, "invalid MTU '%s'", text);
	r->mtu = mtu;
	return 0;
}

int network_option_port_range(void *request, const char *text, struct error *err)
{
	struct network_request *r = request;
	unsigned long first, last;
	char *end;

	if (!parse_number(text, &end, 1, UINT16_MAX, &first) || *end != '-' ||
	    !parse_number(end + 1, &end, first, UINT16_MAX, &last) || *end)
		return error_set(err, EINVAL,
				 "invalid port range '%s': it is FIRST-LAST, such as 49000-49900",
				 text);
	r->config.port_first = first;
	r->config.port_last = last;
	return 0;
}

int network_option_publish_address(void *request, const char *text, struct error *err)
{
	struct network_request *r = request;
	struct address *publish = &r->config.publish;
	char *device = r->config.publish_device;

	r->asked_publish = true;
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

int network_option_device(void *request, const char *text, struct error *err)
{
	struct network_request *r = request;

	if (!*text || strlen(text) >= IF_NAMESIZE || strpbrk(text, "/: \t\n") ||
	    !strcmp(text, ".") || !strcmp(text, ".."))
		return error_set(err, EINVAL, "invalid device name '%s'", text);
	r->device = text;
	return 0;
}

int network_option_driver(void *request, const char *driver, struct error *err)
{
	(void)request;
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

int network_option_icc(void *request, const char *text, struct error *err)
{
	return set_switch(request, CTRNET_NETWORK_ICC, "icc", text, err);
}

int network_option_masquerade(void *request, const char *text, struct error *err)
{
	return set_switch(request, CTRNET_NETWORK_MASQUERADE, "masquerade", text, err);
}

int network_option_firewall(void *request, const char *text, struct error *err)
{
	return set_switch(request, CTRNET_NETWORK_FIREWALL, "firewall", text, err);
}

int network_option_no_firewall(void *request, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	ask(request, CTRNET_NETWORK_FIREWALL, false);
	return 0;
}

int network_option_routed(void *request, const char *text, struct error *err)
{
	return set_switch(request, CTRNET_NETWORK_ROUTED, "routed", text, err);
}

int network_option_internal(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	(void)value;
	(void)err;
	r->config.internal = true;
	/* What was asked for before is a conflict, and not forgotten. */
	if (!(r->change.asked & CTRNET_NETWORK_MASQUERADE))
		ask(r, CTRNET_NETWORK_MASQUERADE, false);
	return 0;
}

int network_option_label(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	return label_add(&r->config.labels, value, err);
}

int network_option_timeout(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	return network_timeout_parse(&r->change, value, err);
}

int network_option_flow_limit(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	return network_flow_limit_parse(&r->change, value, err);
}

int network_option_endpoint_flow_limit(void *request, const char *value, struct error *err)
{
	struct network_request *r = request;

	return network_endpoint_flow_limit_parse(&r->change, value, err);
}

/* Docker's names for the same. */
static const struct {
	const char *name;
	option_take *take;
} driver_options[] = {
	{ "com.docker.network.driver.mtu", network_option_mtu },
	{ "com.docker.network.bridge.name", network_option_device },
	{ "com.docker.network.bridge.enable_icc", network_option_icc },
	{ "com.docker.network.bridge.enable_ip_masquerade", network_option_masquerade },
	{ "com.docker.network.bridge.host_binding_ipv4", network_option_publish_address },
};

int network_option_opt(void *request, const char *text, struct error *err)
{
	size_t i, len = strcspn(text, "=");

	for (i = 0; text[len] && i < ARRAY_SIZE(driver_options); i++)
		if (strlen(driver_options[i].name) == len &&
		    !strncmp(driver_options[i].name, text, len))
			return driver_options[i].take(request, text + len + 1, err);
	return error_set(err, EINVAL, "unknown driver option: %s", text);
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

bool network_request_changes(const struct network_request *request)
{
	const struct nl_network_change *change = &request->change;

	return change->asked || change->asked_timeouts || change->asked_flows ||
	       change->asked_endpoint_flows || request->config.port_first ||
	       request->asked_publish;
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
