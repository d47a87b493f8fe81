// SPDX-License-Identifier: GPL-2.0-only
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "compiler.h"
#include "flow_event.h"
#include "mac.h"
#include "network.h"
#include "nl_endpoint.h"
#include "nl_link.h"
#include "nl_monitor.h"
#include "nl_publish.h"
#include "ports.h"

#define ADDED	"added"
#define CHANGED	"changed"
#define REMOVED	"removed"

/* What has happened, by whether it was there before; which is noted. */
static const char *action(const struct nl_event *event, struct event_name_list *seen,
			  uint32_t id)
{
	if (event->gone) {
		event_name_forget(seen, id);
		return REMOVED;
	}
	if (event_name_find(seen, id))
		return CHANGED;
	event_name_set(seen, id, NULL);
	return ADDED;
}

static json_t *options_json(uint32_t options)
{
	return json_pack("{s:b, s:b, s:b, s:b}",
			 "Icc", !!(options & CTRNET_NETWORK_ICC),
			 "Masquerade", !!(options & CTRNET_NETWORK_MASQUERADE),
			 "Firewall", !!(options & CTRNET_NETWORK_FIREWALL),
			 "Routed", !!(options & CTRNET_NETWORK_ROUTED));
}

static json_t *device_json(const struct nl_event *event, struct event_names *names,
			   struct event_names *seen)
{
	const struct nl_network *net = &event->network;
	const char *did = action(event, &seen->networks, net->ifindex);

	/* Whatever else of the device has changed. */
	if (!strcmp(did, CHANGED))
		return NULL;
	if (event->gone)
		event_name_forget(&names->networks, net->ifindex);
	else
		event_name_set(&names->networks, net->ifindex, network_name(net));
	return json_pack("{s:s, s:s, s:i, s:s, s:s}", "Object", "network", "Action", did,
			 "Id", net->ifindex, "Name", network_name(net),
			 "Device", net->device);
}

static json_t *network_json(const struct nl_event *event, struct event_names *names,
			    struct event_names *seen)
{
	const struct nl_network *net = &event->network;

	if (*net->device)
		return device_json(event, names, seen);
	return json_pack("{s:s, s:s, s:i, s:s?, s:o}", "Object", "network", "Action", CHANGED,
			 "Id", net->ifindex,
			 "Name", event_name_of(&names->networks, net->ifindex),
			 "Options", options_json(net->options));
}

static json_t *addresses_json(const struct nl_endpoint *ep)
{
	const struct address v4 = address_v4(ep->address), v6 = address_v6(&ep->address6);
	char text[ADDRESS_TEXT_LEN];
	json_t *list = json_array();

	if (v4.family != AF_UNSPEC)
		json_array_append_new(list, json_string(address_text(&v4, text)));
	if (v6.family != AF_UNSPEC)
		json_array_append_new(list, json_string(address_text(&v6, text)));
	return list;
}

static json_t *endpoint_json(const struct nl_event *event, struct event_names *names,
			     struct event_names *seen)
{
	const struct nl_endpoint *ep = &event->endpoint;
	char mac[MAC_TEXT_LEN];
	json_t *json;

	json = json_pack("{s:s, s:s, s:i, s:s?, s:s?, s:s, s:o}", "Object", "endpoint",
			 "Action", action(event, &seen->endpoints, ep->id),
			 "Id", ep->id,
			 "Network", event_name_of(&names->networks, ep->network),
			 "Container", event_name_of(&names->endpoints, ep->id),
			 "Mac", mac_text(ep->mac, mac),
			 "Addresses", addresses_json(ep));
	if (event->gone)
		event_name_forget(&names->endpoints, ep->id);
	return json;
}

/* Nothing of a publish changes while it is there. */
static json_t *publish_json(const struct nl_event *event, const struct event_names *names)
{
	const struct nl_publish *pub = &event->publish;
	char host[ADDRESS_TEXT_LEN];

	return json_pack("{s:s, s:s, s:i, s:s?, s:s?, s:s, s:s, s:i, s:i, s:i}",
			 "Object", "publish", "Action", event->gone ? REMOVED : ADDED,
			 "Id", pub->id,
			 "Network", event_name_of(&names->networks, pub->network),
			 "Container", event_name_of(&names->endpoints, pub->endpoint),
			 "Protocol", ports_protocol_name(pub->protocol),
			 "HostAddress", address_text(&pub->host, host),
			 "HostPort", pub->host_port,
			 "HostPortEnd", pub->host_port_end,
			 "Port", pub->port);
}

static json_t *exposed_json(const struct nl_link *link)
{
	char text[PORTS_RANGE_LEN];
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < link->n_exposed; i++) {
		const struct port_range range = {
			.first = link->exposed[i].first,
			.last = link->exposed[i].last,
			.protocol = link->exposed[i].protocol,
		};

		json_array_append_new(list, json_string(ports_range_text(&range, text)));
	}
	return list;
}

static json_t *link_json(const struct nl_event *event, const struct event_names *names,
			 struct event_names *seen)
{
	const struct nl_link *link = &event->link;

	return json_pack("{s:s, s:s, s:i, s:s?, s:s?, s:s?, s:o}", "Object", "link",
			 "Action", action(event, &seen->links, link->id),
			 "Id", link->id,
			 "Network", event_name_of(&names->networks, event->link_network),
			 "Recipient", event_name_of(&names->endpoints, link->recipient),
			 "Source", event_name_of(&names->endpoints, link->source),
			 "Exposed", exposed_json(link));
}

json_t *event_json(const struct nl_event *event, struct event_names *names,
		   struct event_names *seen)
{
	switch (event->object) {
	case NL_OBJECT_NETWORK:
		return network_json(event, names, seen);
	case NL_OBJECT_ENDPOINT:
		return endpoint_json(event, names, seen);
	case NL_OBJECT_PUBLISH:
		return publish_json(event, names);
	default:
		return link_json(event, names, seen);
	}
}

/* In words ----------------------------------------------------------------- */

/* "-" for who has no name. */
static const char *member(const json_t *event, const char *key)
{
	const char *text = json_string_value(json_object_get(event, key));

	return text ? text : "-";
}

static int number(const json_t *event, const char *key)
{
	return json_integer_value(json_object_get(event, key));
}

/* Its strings, each after a separator. */
static char *joined(const json_t *list, const char *separator)
{
	char *text = xstrdup(""), *longer;
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item) {
		longer = xasprintf("%s%s%s", text, separator, json_string_value(item));
		free(text);
		text = longer;
	}
	return text;
}

static char *options_text(const json_t *options)
{
	json_t *list = json_array(), *on;
	const char *name;
	char *text;

	json_object_foreach((json_t *)options, name, on)
		if (json_is_true(on))
			json_array_append_new(list, json_string(name));
	text = joined(list, " ");
	json_decref(list);
	return text;
}

static char *network_text(const json_t *event)
{
	const json_t *options = json_object_get(event, "Options");
	char *does, *text;

	if (!options)
		return xasprintf("network %s %s, device %s", member(event, "Action"),
				 member(event, "Name"), member(event, "Device"));
	does = options_text(options);
	text = xasprintf("network %s %s:%s", member(event, "Action"), member(event, "Name"),
			 *does ? does : " -");
	free(does);
	return text;
}

static char *endpoint_text(const json_t *event)
{
	char *addresses = joined(json_object_get(event, "Addresses"), " ");
	char *text;

	text = xasprintf("endpoint %s %s on %s: %s%s", member(event, "Action"),
			 member(event, "Container"), member(event, "Network"),
			 member(event, "Mac"), addresses);
	free(addresses);
	return text;
}

static char *publish_text(const json_t *event)
{
	const int first = number(event, "HostPort"), last = number(event, "HostPortEnd");
	const char *host = member(event, "HostAddress");
	const bool is_v6 = strchr(host, ':');
	char end[16] = "", inner_end[16] = "";

	if (last != first) {
		snprintf(end, sizeof(end), "-%d", last);
		snprintf(inner_end, sizeof(inner_end), "-%d", number(event, "Port") + last - first);
	}
	return xasprintf("publish %s %s%s%s:%d%s -> %s:%d%s/%s on %s", member(event, "Action"),
			 is_v6 ? "[" : "", host, is_v6 ? "]" : "", first, end,
			 member(event, "Container"), number(event, "Port"), inner_end,
			 member(event, "Protocol"), member(event, "Network"));
}

static char *link_text(const json_t *event)
{
	char *exposed = joined(json_object_get(event, "Exposed"), " ");
	char *text;

	text = xasprintf("link %s %s -> %s on %s:%s", member(event, "Action"),
			 member(event, "Recipient"), member(event, "Source"),
			 member(event, "Network"), *exposed ? exposed : " -");
	free(exposed);
	return text;
}

char *event_text(const json_t *event)
{
	static const struct {
		const char *object;
		char *(*text)(const json_t *event);
	} objects[] = {
		{ "network", network_text },
		{ "endpoint", endpoint_text },
		{ "publish", publish_text },
		{ "link", link_text },
		{ "flow", flow_event_text },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(objects); i++)
		if (!strcmp(objects[i].object, member(event, "Object")))
			return objects[i].text(event);
	return xasprintf("%s %s", member(event, "Object"), member(event, "Action"));
}
