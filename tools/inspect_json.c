// SPDX-License-Identifier: GPL-2.0-only
#include "inspect.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "ages.h"
#include "alloc.h"
#include "container_json.h"
#include "label.h"
#include "log.h"
#include "mac.h"

/* Makes the JSON string of a malloc'ed one. */
static json_t *take_string(char *text)
{
	json_t *json = json_string(text);

	free(text);
	return json;
}

/* What does not apply is an empty string, as in Docker. */
static json_t *address_json(struct in_addr address)
{
	char text[INET_ADDRSTRLEN] = "";

	if (address.s_addr)
		inet_ntop(AF_INET, &address, text, sizeof(text));
	return json_string(text);
}

static json_t *ipv6_json(const struct in6_addr *address)
{
	const struct address a = address_v6(address);
	char text[ADDRESS_TEXT_LEN];

	return json_string(address_text(&a, text));
}

static json_t *mac_json(const struct attachment *a)
{
	char mac[MAC_TEXT_LEN];

	return json_string(a->address.s_addr ? mac_text(a->mac, mac) : "");
}

static json_t *time_json(int64_t time)
{
	/* Docker's word for never. */
	return time ? take_string(age_timestamp(time)) :
		      json_string("0001-01-01T00:00:00Z");
}

static json_t *state_json(const struct container *c)
{
	bool running = c->state == CONTAINER_RUNNING;

	return json_pack("{s:s, s:b, s:i, s:i, s:o, s:o}",
			 "Status", container_state_name(c),
			 "Running", running,
			 "Pid", running ? c->pid : 0,
			 "ExitCode", c->exit_code,
			 "StartedAt", time_json(c->started),
			 "FinishedAt", time_json(c->finished));
}

static char *port_name(unsigned int port, uint8_t protocol)
{
	return xasprintf("%u/%s", port, ports_protocol_name(protocol));
}

static json_t *exposed_json(const struct port_set *ports)
{
	json_t *exposed = json_object();
	struct port_exposed *each;
	size_t i, n;

	n = ports_each(&ports->exposed, &each);
	for (i = 0; i < n; i++) {
		char *name = port_name(each[i].port, each[i].protocol);

		json_object_set_new(exposed, name, json_object());
		free(name);
	}
	free(each);
	return exposed;
}

static json_t *config_json(const struct container *c)
{
	return json_pack("{s:s, s:b, s:b, s:s, s:o, s:o, s:o, s:s, s:s, s:o}",
			 "Hostname", c->hostname,
			 "Tty", c->tty,
			 "OpenStdin", c->interactive,
			 "User", c->user ? c->user : "",
			 "Env", strings_to_json(c->env),
			 "Cmd", strings_to_json(c->argv),
			 "ExposedPorts", exposed_json(&c->ports),
			 "Image", container_image(c),
			 "WorkingDir", c->workdir ? c->workdir : "",
			 "Labels", label_json(c->labels));
}

/* The host's ports that were asked for: "" any, "8000-8010" any of these. */
static char *wanted_host_port(const struct port_binding *b, unsigned int i)
{
	if (!b->host_port)
		return xstrdup("");
	if (!ports_binding_exact(b))
		return xasprintf("%u-%u", b->host_port, b->host_port_end);
	return xasprintf("%u", b->host_port + i);
}

static void add_wanted(json_t *wanted, const struct port_binding *b,
		       unsigned int i)
{
	char *name = port_name(b->port + i, b->protocol);
	json_t *bindings = json_object_get(wanted, name);
	char host[ADDRESS_TEXT_LEN];
	json_t *binding;

	if (!bindings) {
		bindings = json_array();
		json_object_set_new(wanted, name, bindings);
	}
	free(name);
	binding = json_pack("{s:s, s:o}",
			    "HostIp", address_text(&b->host, host),
			    "HostPort", take_string(wanted_host_port(b, i)));
	json_array_append_new(bindings, binding);
}

static json_t *wanted_bindings_json(const struct port_set *ports)
{
	json_t *wanted = json_object();
	unsigned int i;
	size_t n;

	for (n = 0; n < ports->n_bindings; n++)
		for (i = 0; i < ports->bindings[n].port_count; i++)
			add_wanted(wanted, &ports->bindings[n], i);
	return wanted;
}

static json_t *links_json(const struct container *c)
{
	json_t *links;
	char *link;
	size_t i;

	if (!c->n_links)
		return json_null();
	links = json_array();
	for (i = 0; i < c->n_links; i++) {
		link = xasprintf("/%s:/%s/%s", c->links[i].source, c->name,
				 c->links[i].alias);
		json_array_append_new(links, take_string(link));
	}
	return links;
}

static json_t *binds_json(const struct container *c)
{
	json_t *binds = json_array();
	size_t i;

	for (i = 0; i < c->n_volumes; i++) {
		const struct volume *v = &c->volumes[i];

		json_array_append_new(binds,
				      take_string(xasprintf("%s:%s%s", v->source,
							    v->destination,
							    v->read_only ? ":ro" : "")));
	}
	return binds;
}

static json_t *host_config_json(const struct container *c)
{
	return json_pack("{s:o, s:s, s:o, s:o, s:b}",
			 "Binds", binds_json(c),
			 "NetworkMode", c->network,
			 "PortBindings", wanted_bindings_json(&c->ports),
			 "Links", links_json(c),
			 "AutoRemove", c->auto_remove);
}

static json_t *endpoint_json(const struct attachment *a)
{
	bool connected = a->address.s_addr;
	bool has_ipv6 = !IN6_IS_ADDR_UNSPECIFIED(&a->address6);

	return json_pack("{s:o, s:i, s:o, s:o, s:i, s:o, s:o}",
			 "IPAddress", address_json(a->address),
			 "IPPrefixLen", connected ? a->prefix : 0,
			 "Gateway", connected ? address_json(a->gateway) :
						json_string(""),
			 "GlobalIPv6Address", ipv6_json(&a->address6),
			 "GlobalIPv6PrefixLen", has_ipv6 ? a->prefix6 : 0,
			 "IPv6Gateway", has_ipv6 ? ipv6_json(&a->gateway6) :
						   json_string(""),
			 "MacAddress", mac_json(a));
}

static json_t *networks_json(const struct container *c)
{
	json_t *networks = json_object();
	const struct attachment *a;
	json_t *endpoint;
	size_t i;

	for (i = 0; i < c->attachments.n; i++) {
		a = &c->attachments.items[i];
		endpoint = endpoint_json(a);
		json_object_set_new(endpoint, "Aliases", strings_to_json(a->aliases));
		json_object_set_new(networks, a->network, endpoint);
	}
	return networks;
}

static json_t *network_settings_json(const struct container *c)
{
	json_t *settings = endpoint_json(attachment_primary(c));

	json_object_set_new(settings, "Ports",
			    c->state == CONTAINER_RUNNING ?
				    ports_json(&c->ports) : json_object());
	json_object_set_new(settings, "Networks", networks_json(c));
	return settings;
}

json_t *inspect_json(const struct container *c)
{
	char *name = xasprintf("/%s", c->name);

	return json_pack("{s:s,s:o,s:o,s:s,s:o,s:o,s:s,s:o,s:o,s:o,s:o,s:s,s:o,s:o,s:o}",
			 "Id", c->id,
			 "Name", take_string(name),
			 "Created", time_json(c->created),
			 "Path", c->argv[0],
			 "Args", strings_to_json(c->argv + 1),
			 "State", state_json(c),
			 "Image", container_image(c),
			 "ResolvConfPath", take_string(container_path(c, "resolv.conf")),
			 "HostnamePath", take_string(container_path(c, "hostname")),
			 "HostsPath", take_string(container_path(c, "hosts")),
			 "LogPath", take_string(container_path(c, LOG_FILE)),
			 "RootPath", c->rootfs,
			 "Config", config_json(c),
			 "HostConfig", host_config_json(c),
			 "NetworkSettings", network_settings_json(c));
}
