// SPDX-License-Identifier: GPL-2.0-only
/* The command port. */
#include "port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "containers.h"
#include "nl.h"
#include "nl_publish.h"
#include "options.h"
#include "out.h"
#include "socket_owner.h"

static const char port_options[] =
	"      --who PORT[/PROTO] tell which container or process has a port of the host\n"
	"      --json             for scripts\n";

void port_print(const struct port_mapping *m, size_t n, bool with_port)
{
	char host[ADDRESS_TEXT_LEN], line[PORTS_MAPPING_LEN];
	size_t i;

	for (i = 0; i < n; i++) {
		/* Mostly the same for all. */
		if (!i || address_compare(&m[i].host, &m[i - 1].host))
			address_text_port(&m[i].host, host);
		puts(ports_mapping_text(&m[i], host, with_port, line));
	}
}

int port_miss(const char *port, const char *term, struct error *err)
{
	return error_set(err, ENOENT, "No public port '%s' published for %s", port,
			 term);
}

/* Keep the mappings of one port of the container, in their order. */
static size_t keep_private(struct port_mapping *m, size_t n,
			   const struct port_exposed *port)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if (m[i].port == port->port && m[i].protocol == port->protocol)
			m[kept++] = m[i];
	return kept;
}

/* What is published of a container, or of one port of it. */
static int find_mappings(const char *term, const char *private,
			 struct port_mapping **mappings, size_t *n,
			 struct error *err)
{
	struct port_exposed port;
	struct container *c;

	if (containers_find_one(term, &c, err) < 0)
		return -1;
	container_confirm_ports(&c, 1);
	*n = ports_mappings(&c->ports, 0, mappings);
	container_free(c);
	if (!private)
		return 0;
	if (ports_parse_private(private, &port, err) < 0)
		return -1;
	*n = keep_private(*mappings, *n, &port);
	return *n ? 0 : port_miss(private, term, err);
}

static json_t *holder_json(const struct nl_publish *pub, unsigned int port)
{
	const char *name = containers_name_of_endpoint(pub->endpoint);
	char address[ADDRESS_TEXT_LEN];

	return json_pack("{s:s, s:i, s:s, s:s?, s:i}",
			 "HostIp", address_text(&pub->host, address),
			 "HostPort", port,
			 "Protocol", ports_protocol_name(pub->protocol),
			 "Container", name,
			 "Port", pub->port + port - pub->host_port);
}

/* Containers which have the port of the host, by what the kernel knows. */
static int list_holders(const struct port_exposed *port, json_t *holders,
			struct error *err)
{
	struct nl_publish *pubs = NULL;
	size_t i, n = 0;
	struct nl *nl;
	int ret;

	ret = nl_open_if_loaded(&nl, err);
	if (nl)
		ret = nl_publish_list(nl, &pubs, &n, err);
	nl_disconnect(nl);
	for (i = 0; i < n; i++)
		if (pubs[i].protocol == port->protocol &&
		    pubs[i].host_port <= port->port &&
		    pubs[i].host_port_end >= port->port)
			json_array_append_new(holders, holder_json(&pubs[i], port->port));
	free(pubs);
	return ret;
}

static void add_process(const struct port_exposed *port, json_t *holders)
{
	const struct address any = address_any(AF_UNSPEC);
	struct socket_owner owner;

	if (socket_owner_find(port->protocol, &any, port->port, port->port, &owner))
		json_array_append_new(holders,
				      json_pack("{s:i, s:s, s:s, s:i}",
						"HostPort", port->port,
						"Protocol", ports_protocol_name(port->protocol),
						"Process", owner.name, "Pid", owner.pid));
}

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void print_holder(const json_t *holder)
{
	char text[ADDRESS_TEXT_LEN];
	struct address host;

	if (member(holder, "Process")) {
		printf("process %s[%d]\n", member(holder, "Process"), number(holder, "Pid"));
		return;
	}
	address_parse(member(holder, "HostIp"), &host);
	printf("container %s, %s:%d->%d/%s\n",
	       member(holder, "Container") ? member(holder, "Container") : "unknown",
	       address_text_port(&host, text), number(holder, "HostPort"),
	       number(holder, "Port"), member(holder, "Protocol"));
}

static void print_holders(json_t *holders)
{
	json_t *holder;
	size_t i;

	json_array_foreach(holders, i, holder)
		print_holder(holder);
	json_decref(holders);
}

/* --who: which container or process has a port of the host. */
static int who(const char *text, bool json)
{
	json_t *holders = json_array();
	struct port_exposed port;
	struct error err;
	int ret;

	ret = ports_parse_private(text, &port, &err);
	if (!ret)
		ret = list_holders(&port, holders, &err);
	if (!ret)
		add_process(&port, holders);
	if (!ret && !json_array_size(holders))
		ret = error_set(&err, ENOENT, "nobody has port %s", text);
	if (ret) {
		json_decref(holders);
		return out_error(&err);
	}
	if (json)
		out_json(holders);
	else
		print_holders(holders);
	return EXIT_OK;
}

static int show(const char *term, const char *private, bool json)
{
	struct port_mapping *mappings = NULL;
	struct error err;
	size_t n;
	int ret;

	ret = find_mappings(term, private, &mappings, &n, &err);
	if (!ret && json)
		out_json(ports_mappings_json(mappings, n));
	else if (!ret)
		port_print(mappings, n, !private);
	free(mappings);
	return ret ? out_error(&err) : EXIT_OK;
}

static int cmd_port(int argc, char **argv)
{
	static const struct command_line line = { .command = "port", .most = OPTIONS_ANY };
	const char *host_port = NULL;
	bool json = false;
	const struct option_slot slots[] = {
		{ "who", .value = &host_port },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	if (host_port && !argc)
		return who(host_port, json);
	if (host_port)
		return out_usage_error("port", "--who takes no container");
	if (argc < 1 || argc > 2)
		return out_usage_error("port",
				       "'ctrnetctl port' requires at least 1 and at most 2 arguments");
	return show(argv[0], argv[1], json);
}

const struct command command_port = {
	.name = "port",
	.function = cmd_port,
	.arguments = "[--json] CONTAINER [PORT[/PROTO]] | --who PORT[/PROTO]",
	.summary = "Show which ports of the host lead to a container",
	.options = port_options,
};
