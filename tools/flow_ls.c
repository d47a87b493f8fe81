// SPDX-License-Identifier: GPL-2.0-only
/* The command flow ls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "containers.h"
#include "flow_command.h"
#include "network.h"
#include "nl.h"
#include "nl_flow.h"
#include "out.h"
#include "ports.h"

static const char ls_help[] =
	"Usage: ctrnetctl flow ls [OPTION]... [CONTAINER]\n"
	"List connections through the module, all or those of a container.\n\n"
	"  -p, --publish PORT[/PROTO]\n"
	"                         only those to a published port of the host\n"
	"      --peer ADDRESS     only those with this address at the far end\n"
	"      --protocol PROTO   tcp, udp, sctp, icmp or icmpv6\n"
	"      --json             for scripts\n";

/* Made of the uapi header: see enum_names.awk. */
static const char *const states[] = {
#include "flow_states.inc"
};

/**
 * struct names - what the kernel's numbers are called
 * @containers: all of them
 * @nets: all networks
 * @n_nets: how many
 */
struct names {
	struct containers containers;
	struct nl_network *nets;
	size_t n_nets;
};

static const char *state_name(unsigned int state)
{
	return state < ARRAY_SIZE(states) && states[state] ? states[state] : "unknown";
}

static const char *protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_ICMP:
		return "icmp";
	case IPPROTO_ICMPV6:
		return "icmpv6";
	default:
		return ports_protocol_name(protocol);
	}
}

static const char *endpoint_name(const struct names *names, uint32_t endpoint)
{
	const struct container *c;

	c = endpoint ? containers_by_endpoint(&names->containers, endpoint) : NULL;
	return c ? c->name : NULL;
}

/* NULL for one which has gone meanwhile. */
static const char *name_of_network(const struct names *names, unsigned int ifindex)
{
	size_t i;

	for (i = 0; i < names->n_nets; i++)
		if (names->nets[i].ifindex == ifindex)
			return network_name(&names->nets[i]);
	return NULL;
}

static char *with_port(const struct address *address, uint16_t port)
{
	char text[ADDRESS_TEXT_LEN];

	return xasprintf("%s:%u", address_text_port(address, text), port);
}

/* A container by its name, and by its own address otherwise. */
static char *end_text(const struct names *names, uint32_t endpoint,
		      const struct address *address, uint16_t port)
{
	const char *name = endpoint_name(names, endpoint);

	return name ? xasprintf("%s:%u", name, port) : with_port(address, port);
}

/* The address of the host which stands for the container's. */
static char *via_text(const struct nl_flow *flow)
{
	if (flow->publish)
		return with_port(&flow->original.destination,
				 flow->original.destination_port);
	if (flow->link)
		return xstrdup("link");
	return with_port(&flow->reply.destination, flow->reply.destination_port);
}

static char *time_text(unsigned int seconds)
{
	if (seconds < 60)
		return xasprintf("%us", seconds);
	if (seconds < 3600)
		return xasprintf("%um%02us", seconds / 60, seconds % 60);
	return xasprintf("%uh%02um", seconds / 3600, seconds / 60 % 60);
}

enum { PROTOCOL, FROM, TO, VIA, STATE, AGE, LEFT, PACKETS, BYTES, N_COLUMNS };

static const char *const headings[N_COLUMNS] = {
	"PROTOCOL", "FROM", "TO", "VIA", "STATE", "AGE", "LEFT", "PACKETS", "BYTES",
};

static void add_row(struct table *t, const struct names *names, const struct nl_flow *flow)
{
	const struct nl_flow_dir *there = &flow->original, *back = &flow->reply;
	char *cells[N_COLUMNS] = {
		[PROTOCOL] = xstrdup(protocol_name(flow->protocol)),
		[FROM] = end_text(names, back->endpoint, &there->source, there->source_port),
		[TO] = end_text(names, there->endpoint, &back->source, back->source_port),
		[VIA] = via_text(flow),
		[STATE] = xstrdup(state_name(flow->state)),
		[AGE] = time_text(flow->age),
		[LEFT] = time_text(flow->timeout),
		[PACKETS] = xasprintf("%lu/%lu", (unsigned long)there->packets,
				      (unsigned long)back->packets),
		[BYTES] = xasprintf("%lu/%lu", (unsigned long)there->bytes,
				    (unsigned long)back->bytes),
	};
	size_t i;

	table_add(t, (const char *const *)cells);
	for (i = 0; i < N_COLUMNS; i++)
		free(cells[i]);
}

static json_t *dir_json(const struct names *names, const struct nl_flow_dir *dir)
{
	char source[ADDRESS_TEXT_LEN], destination[ADDRESS_TEXT_LEN];

	return json_pack("{s:s, s:i, s:s, s:i, s:s?, s:i, s:I, s:I}",
			 "Source", address_text(&dir->source, source),
			 "SourcePort", dir->source_port,
			 "Destination", address_text(&dir->destination, destination),
			 "DestinationPort", dir->destination_port,
			 "Container", endpoint_name(names, dir->endpoint),
			 "Endpoint", dir->endpoint,
			 "Packets", (json_int_t)dir->packets,
			 "Bytes", (json_int_t)dir->bytes);
}

static json_t *flow_json(const struct names *names, const struct nl_flow *flow)
{
	return json_pack("{s:s, s:s, s:i, s:i, s:s?, s:i, s:i, s:o, s:o}",
			 "Protocol", protocol_name(flow->protocol),
			 "State", state_name(flow->state),
			 "Age", flow->age,
			 "Timeout", flow->timeout,
			 "Network", name_of_network(names, flow->network),
			 "Publish", flow->publish,
			 "Link", flow->link,
			 "Original", dir_json(names, &flow->original),
			 "Reply", dir_json(names, &flow->reply));
}

/* Youngest last, as they were made. */
static int by_age(const void *a, const void *b)
{
	const struct nl_flow *x = a, *y = b;

	return (x->age < y->age) - (x->age > y->age);
}

static void print(const struct names *names, const struct nl_flow *flows, size_t n, bool json)
{
	json_t *array = json_array();
	struct table *t = table_new(headings, N_COLUMNS);
	size_t i;

	for (i = 0; i < n; i++) {
		if (json)
			json_array_append_new(array, flow_json(names, &flows[i]));
		else
			add_row(t, names, &flows[i]);
	}
	if (json)
		out_json(array);
	else
		table_print(t);
	if (!json)
		json_decref(array);
	table_free(t);
}

static void append(struct nl_flow **all, size_t *n, const struct nl_flow *flows, size_t more)
{
	if (!more)
		return;
	*all = xreallocarray(*all, *n + more, sizeof(**all));
	memcpy(*all + *n, flows, more * sizeof(*flows));
	*n += more;
}

static int list_flows(const struct flow_choice *choice, struct nl *nl,
		      struct nl_flow **all, size_t *n, struct error *err)
{
	struct nl_flow_filter *filters;
	struct nl_flow *flows;
	size_t i, n_filters, more;
	int ret;

	ret = flow_choice_filters(choice, nl, &filters, &n_filters, err);
	for (i = 0; nl && !ret && i < n_filters; i++) {
		ret = nl_flow_list(nl, &filters[i], &flows, &more, err);
		if (ret)
			break;
		append(all, n, flows, more);
		free(flows);
	}
	free(filters);
	if (!ret && *n)
		qsort(*all, *n, sizeof(**all), by_age);
	return ret;
}

static int load_names(struct names *names, struct nl *nl, struct error *err)
{
	if (nl && nl_network_list(nl, &names->nets, &names->n_nets, err) < 0)
		return -1;
	return containers_load(&names->containers, err);
}

static void free_names(struct names *names)
{
	containers_free(&names->containers);
	free(names->nets);
}

int flow_ls(int argc, char **argv)
{
	struct flow_choice choice;
	struct names names = { .nets = NULL };
	struct nl_flow *flows = NULL;
	struct error err;
	int status, ret;
	struct nl *nl;
	size_t n = 0;

	if (!flow_choice_parse(&choice, argc, argv, "flow ls", ls_help, &status))
		return status;
	ret = nl_open_if_loaded(&nl, &err);
	if (!ret)
		ret = list_flows(&choice, nl, &flows, &n, &err);
	if (!ret)
		ret = load_names(&names, nl, &err);
	nl_disconnect(nl);
	if (!ret)
		print(&names, flows, n, choice.json);
	free_names(&names);
	free(flows);
	return ret ? out_error(&err) : EXIT_OK;
}
