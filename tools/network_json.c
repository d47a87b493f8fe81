// SPDX-License-Identifier: GPL-2.0-only
#include "network_json.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "ages.h"
#include "alloc.h"
#include "containers.h"
#include "device_address.h"
#include "drop_reason.h"
#include "label.h"
#include "mac.h"
#include "network.h"
#include "network_limits.h"
#include "nl_endpoint.h"
#include "subnet.h"

static json_t *drops_json(const struct nl_drop *drops, size_t n)
{
	json_t *json = json_object();
	size_t i;

	for (i = 0; i < n; i++)
		json_object_set_new(json, drop_reason_name(drops[i].reason),
				    json_integer(drops[i].packets));
	return json;
}

/* "172.17.0.2/16", or "" for no address. Returns @text. */
static const char *with_prefix(const struct address *address, unsigned int prefix,
			       char text[SUBNET_TEXT_LEN])
{
	char plain[ADDRESS_TEXT_LEN];

	text[0] = '\0';
	if (address->family != AF_UNSPEC)
		snprintf(text, SUBNET_TEXT_LEN, "%s/%u", address_text(address, plain),
			 prefix);
	return text;
}

static json_t *endpoint_json(const struct nl_network *net,
			     const struct nl_endpoint *ep, const char *name)
{
	const struct address address = address_v4(ep->address);
	const struct address address6 = address_v6(&ep->address6);
	char mac[MAC_TEXT_LEN], id[16], text[SUBNET_TEXT_LEN], text6[SUBNET_TEXT_LEN];

	snprintf(id, sizeof(id), "%u", ep->id);
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "Name", name, "EndpointID", id,
			 "MacAddress", mac_text(ep->mac, mac),
			 "IPv4Address", with_prefix(&address, net->prefix, text),
			 "IPv6Address", with_prefix(&address6, net->prefix6, text6));
}

/* By the container's id; "ep-ID" for endpoints which the tool did not make. */
static json_t *containers_json(const struct nl_network *net,
			       const struct nl_endpoint *eps, size_t n_eps,
			       const struct containers *all)
{
	json_t *json = json_object();
	const struct container *c;
	char key[32];
	size_t i;

	for (i = 0; i < n_eps; i++) {
		if (eps[i].network != net->ifindex)
			continue;
		c = containers_by_endpoint(all, eps[i].id);
		snprintf(key, sizeof(key), "ep-%u", eps[i].id);
		json_object_set_new(json, c ? c->id : key,
				    endpoint_json(net, &eps[i], c ? c->name : ""));
	}
	return json;
}

static json_t *ip_config_json(const struct subnet *s, const struct address *gateway)
{
	char text[ADDRESS_TEXT_LEN];

	return json_pack("{s:s, s:s}", "Subnet", subnet_text(s), "Gateway",
			 address_text(gateway, text));
}

static json_t *ipam_json(const struct nl_network *net,
			 const struct network_config *config)
{
	const struct address gateway = { .family = AF_INET, .v4 = net->gateway };
	const struct address gateway6 = { .family = AF_INET6, .v6 = net->gateway6 };
	const struct subnet s = network_subnet(net), s6 = network_subnet6(net);
	json_t *configs = json_array(), *ip;

	if (s.prefix) {
		ip = ip_config_json(&s, &gateway);
		if (config->pool.prefix)
			json_object_set_new(ip, "IPRange",
					    json_string(subnet_text(&config->pool)));
		json_array_append_new(configs, ip);
	}
	if (s6.prefix)
		json_array_append_new(configs, ip_config_json(&s6, &gateway6));
	return json_pack("{s:s, s:n, s:o}", "Driver", "default", "Options", "Config",
			 configs);
}

static const char *option(const struct nl_network *net, uint32_t bit)
{
	return net->options & bit ? "true" : "false";
}

static json_t *options_json(const struct nl_network *net,
			    const struct network_config *config)
{
	bool is_default = !strcmp(network_name(net), NETWORK_DEFAULT);
	char mtu[16], ports[16], publish[ADDRESS_TEXT_LEN];
	struct address at = config->publish;
	struct error ignored;
	json_t *json;

	if (*config->publish_device)
		device_address(config->publish_device, &at, &ignored);

	address_text(&at, publish);

	snprintf(mtu, sizeof(mtu), "%u", net->mtu);
	json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
			 "com.docker.network.bridge.default_bridge",
			 is_default ? "true" : "false",
			 "com.docker.network.bridge.enable_icc",
			 option(net, CTRNET_NETWORK_ICC),
			 "com.docker.network.bridge.enable_ip_masquerade",
			 option(net, CTRNET_NETWORK_MASQUERADE),
			 "com.docker.network.bridge.host_binding_ipv4",
			 *publish ? publish : "0.0.0.0",
			 "com.docker.network.bridge.name", net->device,
			 "com.docker.network.driver.mtu", mtu,
			 "ctrnet.firewall", option(net, CTRNET_NETWORK_FIREWALL),
			 "ctrnet.routed", option(net, CTRNET_NETWORK_ROUTED));
	network_limits_json(json, &net->limits);
	if (*config->publish_device)
		json_object_set_new(json, "ctrnet.publish_device",
				    json_string(config->publish_device));
	if (config->port_first) {
		snprintf(ports, sizeof(ports), "%u-%u", config->port_first,
			 config->port_last);
		json_object_set_new(json, "ctrnet.port_range", json_string(ports));
	}
	return json;
}

static json_t *created_json(const struct network_config *config)
{
	char *text = config->created ? age_timestamp(config->created) : xstrdup("");
	json_t *json = json_string(text);

	free(text);
	return json;
}

json_t *network_json(struct nl *nl, const struct nl_network *net,
		     const struct network_config *config,
		     const struct containers *all, struct error *err)
{
	struct nl_endpoint *eps = NULL;
	struct nl_drop *drops;
	size_t n_eps, n_drops;
	json_t *json = NULL;

	if (nl_network_drops(nl, net->ifindex, &drops, &n_drops, err) < 0)
		return NULL;
	if (nl_endpoint_list(nl, &eps, &n_eps, err) == 0)
		json = json_pack("{s:s, s:s, s:o, s:s, s:s, s:b, s:b, s:o, s:b, s:o, s:o, s:o, s:o}",
				 "Name", network_name(net),
				 "Id", network_id(net),
				 "Created", created_json(config),
				 "Scope", "local",
				 "Driver", "bridge",
				 "EnableIPv4", true,
				 "EnableIPv6", net->prefix6 != 0,
				 "IPAM", ipam_json(net, config),
				 "Internal", config->internal,
				 "Containers", containers_json(net, eps, n_eps, all),
				 "Options", options_json(net, config),
				 "Drops", drops_json(drops, n_drops),
				 "Labels", label_json(config->labels));
	free(drops);
	free(eps);
	return json;
}

/* Of the host's network, or of none: those which are to be there. */
static json_t *pseudo_containers_json(const struct network_pseudo *pseudo,
				      const struct containers *all)
{
	json_t *json = json_object();
	const struct container *c;
	size_t i;

	for (i = 0; i < all->n; i++) {
		c = all->items[i];
		if (c->state == CONTAINER_RUNNING && !strcmp(c->network, pseudo->name))
			json_object_set_new(json, c->id,
					    json_pack("{s:s, s:s, s:s, s:s, s:s}",
						      "Name", c->name,
						      "EndpointID", "",
						      "MacAddress", "",
						      "IPv4Address", "",
						      "IPv6Address", ""));
	}
	return json;
}

json_t *network_pseudo_json(const struct network_pseudo *pseudo,
			    const struct containers *all)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:{s:s, s:n, s:[]}, s:b, s:o, s:{}, s:{}}",
			 "Name", pseudo->name,
			 "Id", pseudo->id,
			 "Created", "",
			 "Scope", "local",
			 "Driver", pseudo->driver,
			 "EnableIPv4", true,
			 "EnableIPv6", false,
			 "IPAM", "Driver", "default", "Options", "Config",
			 "Internal", false,
			 "Containers", pseudo_containers_json(pseudo, all),
			 "Options", "Labels");
}
