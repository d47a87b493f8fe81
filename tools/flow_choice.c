// SPDX-License-Identifier: GPL-2.0-only
/* Which flows "ctrnetctl flow" is about. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "containers.h"
#include "flow_command.h"
#include "nl_flow.h"
#include "nl_publish.h"
#include "options.h"
#include "ports.h"

bool flow_choice_parse(struct flow_choice *choice, int argc, char **argv,
		       const char *name, const char *help, int *status)
{
	const struct command_line line = { .command = name, .help = help, .most = 1 };
	const struct option_slot slots[] = {
		{ "publish", 'p', .value = &choice->publish },
		{ "peer", .value = &choice->peer },
		{ "protocol", .value = &choice->protocol },
		{ "json", .flag = &choice->json },
		{ .name = NULL }
	};

	*choice = (struct flow_choice){ 0 };
	if (!options_parse(&line, slots, &argc, &argv, status))
		return false;
	choice->container = argv[0];
	return true;
}

static int parse_protocol(const char *text, uint8_t *protocol, struct error *err)
{
	static const struct {
		const char *name;
		uint8_t protocol;
	} names[] = {
		{ "tcp", IPPROTO_TCP },
		{ "udp", IPPROTO_UDP },
		{ "sctp", IPPROTO_SCTP },
		{ "icmp", IPPROTO_ICMP },
		{ "icmpv6", IPPROTO_ICMPV6 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcasecmp(text, names[i].name)) {
			*protocol = names[i].protocol;
			return 0;
		}
	}
	return error_set(err, EINVAL,
			 "'%s' is no protocol of flows: tcp, udp, sctp, icmp or icmpv6",
			 text);
}

/* The part which each filter has. */
static int parse_common(const struct flow_choice *choice, struct nl_flow_filter *common,
			struct error *err)
{
	*common = (struct nl_flow_filter){ 0 };
	if (choice->peer && !address_parse(choice->peer, &common->peer))
		return error_set(err, EINVAL, "'%s' is no address", choice->peer);
	if (choice->protocol)
		return parse_protocol(choice->protocol, &common->protocol, err);
	return 0;
}

/* Endpoints of the container, of which the kernel may know that there are none now. */
static int find_endpoints(const char *term, uint32_t **ids, size_t *n, struct error *err)
{
	struct container *c;
	size_t i;

	if (containers_find_one(term, &c, err) < 0)
		return -1;
	container_confirm_ports(&c, 1);
	*ids = xcalloc(c->attachments.n + 1, sizeof(**ids));
	for (i = 0; c->state == CONTAINER_RUNNING && i < c->attachments.n; i++)
		if (c->attachments.items[i].endpoint)
			(*ids)[(*n)++] = c->attachments.items[i].endpoint;
	container_free(c);
	return 0;
}

/* Publishes which have the port of the host. */
static int find_publishes(struct nl *nl, const char *text, uint32_t **ids, size_t *n,
			  struct error *err)
{
	struct nl_publish *pubs = NULL;
	struct port_exposed port;
	size_t i, n_pubs = 0;

	if (ports_parse_private(text, &port, err) < 0 ||
	    (nl && nl_publish_list(nl, &pubs, &n_pubs, err) < 0))
		return -1;
	*ids = xcalloc(n_pubs + 1, sizeof(**ids));
	for (i = 0; i < n_pubs; i++)
		if (pubs[i].protocol == port.protocol &&
		    pubs[i].host_port <= port.port && port.port <= pubs[i].host_port_end)
			(*ids)[(*n)++] = pubs[i].id;
	free(pubs);
	return *n ? 0 : error_set(err, ENOENT, "nobody publishes port %s of the host", text);
}

/* Each of some with each of others; where all are meant, the one that is 0. */
static void combine(const struct nl_flow_filter *common,
		    const uint32_t *endpoints, size_t n_endpoints,
		    const uint32_t *publishes, size_t n_publishes,
		    struct nl_flow_filter *filters)
{
	size_t i, j;

	for (i = 0; i < n_endpoints; i++) {
		for (j = 0; j < n_publishes; j++) {
			*filters = *common;
			filters->endpoint = endpoints[i];
			filters->publish = publishes[j];
			filters++;
		}
	}
}

int flow_choice_filters(const struct flow_choice *choice, struct nl *nl,
			struct nl_flow_filter **filters, size_t *n,
			struct error *err)
{
	uint32_t *endpoints = xcalloc(1, sizeof(*endpoints));
	uint32_t *publishes = xcalloc(1, sizeof(*publishes));
	size_t n_endpoints = 1, n_publishes = 1;
	struct nl_flow_filter common;
	int ret;

	*filters = NULL;
	*n = 0;
	ret = parse_common(choice, &common, err);
	if (!ret && choice->container) {
		free(endpoints);
		endpoints = NULL;
		n_endpoints = 0;
		ret = find_endpoints(choice->container, &endpoints, &n_endpoints, err);
	}
	if (!ret && choice->publish) {
		free(publishes);
		publishes = NULL;
		n_publishes = 0;
		ret = find_publishes(nl, choice->publish, &publishes, &n_publishes, err);
	}
	if (!ret) {
		*n = n_endpoints * n_publishes;
		*filters = xcalloc(*n + 1, sizeof(**filters));
		combine(&common, endpoints, n_endpoints, publishes, n_publishes, *filters);
	}
	free(endpoints);
	free(publishes);
	return ret;
}
