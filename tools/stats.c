// SPDX-License-Identifier: GPL-2.0-only
/* The command stats. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "containers.h"
#include "drop_reason.h"
#include "network.h"
#include "nl.h"
#include "options.h"
#include "out.h"

/* 0 if it cannot be read. */
static unsigned int module_parameter(const char *name)
{
	char *path = xasprintf("/sys/module/ctrnet/parameters/%s", name);
	FILE *file = fopen(path, "re");
	unsigned int value = 0;

	if (file && fscanf(file, "%u", &value) != 1)
		value = 0;
	if (file)
		fclose(file);
	free(path);
	return value;
}

/* What there is, to be told by network. */
struct all {
	struct containers containers;
	struct nl_endpoint *eps;
	size_t n_eps;
};

static json_t *endpoints_json(unsigned int network, const struct all *all)
{
	const struct nl_endpoint *eps = all->eps;
	json_t *json = json_array();
	const struct container *c;
	size_t i;

	for (i = 0; i < all->n_eps; i++) {
		if (eps[i].network != network)
			continue;
		c = containers_by_endpoint(all->containers.items, all->containers.n,
					   eps[i].id);
		json_array_append_new(json, json_pack("{s:s?, s:i, s:i}",
						      "Name", c ? c->name : NULL,
						      "Endpoint", eps[i].id,
						      "Flows", eps[i].flows));
	}
	return json;
}

static json_t *drops_json(const struct nl_drop *drops, size_t n)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(json,
				      json_pack("{s:s, s:I, s:s}",
						"Reason", drop_reason_name(drops[i].reason),
						"Packets", (json_int_t)drops[i].packets,
						"Meaning", drop_reason_text(drops[i].reason)));
	return json;
}

static json_t *network_json(struct nl *nl, const struct nl_network *net,
			    const struct all *all, struct error *err)
{
	struct nl_drop *drops;
	size_t n_drops;
	json_t *json;

	if (nl_network_drops(nl, net->ifindex, &drops, &n_drops, err) < 0)
		return NULL;
	json = json_pack("{s:s, s:i, s:I, s:I, s:o, s:o}", "Name", network_name(net),
			 "Flows", net->flows,
			 "Limit", (json_int_t)net->limits.flows,
			 "ContainerLimit", (json_int_t)net->limits.endpoint_flows,
			 "Containers", endpoints_json(net->ifindex, all),
			 "Drops", drops_json(drops, n_drops));
	free(drops);
	return json;
}

static int list_networks(struct nl *nl, json_t *networks, struct error *err)
{
	struct nl_network *nets = NULL;
	struct all all = { .n_eps = 0 };
	size_t i, n_nets = 0;
	json_t *json;
	int ret;

	ret = nl_network_list(nl, &nets, &n_nets, err);
	if (!ret)
		ret = nl_endpoint_list(nl, &all.eps, &all.n_eps, err);
	if (!ret)
		ret = containers_load(&all.containers, err);
	for (i = 0; !ret && i < n_nets; i++) {
		json = network_json(nl, &nets[i], &all, err);
		if (json)
			json_array_append_new(networks, json);
		else
			ret = -1;
	}
	containers_free(&all.containers);
	free(all.eps);
	free(nets);
	return ret;
}

/* A module which is not loaded has none. */
static int networks_json(json_t *networks, struct error *err)
{
	struct nl *nl;
	int ret = nl_open_if_loaded(&nl, err);

	if (nl)
		ret = list_networks(nl, networks, err);
	nl_disconnect(nl);
	return ret;
}

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void add_row(struct table *t, const char *network, const char *name, long long flows,
		    long long limit)
{
	char *count = xasprintf("%lld", flows), *most = xasprintf("%lld", limit);

	table_add(t, (const char *const[]){ network, name, count, most });
	free(count);
	free(most);
}

/* A limit of its own, if that is less than what holds anyway. */
static long long lesser(long long own, long long other)
{
	return own && own < other ? own : other;
}

static void print_flows(const json_t *stats)
{
	static const char *const headings[] = { "NETWORK", "CONTAINER", "FLOWS", "LIMIT" };
	struct table *t = table_new(headings, ARRAY_SIZE(headings));
	json_t *network, *container;
	long long limit, own;
	size_t i, j;

	json_array_foreach(json_object_get(stats, "Networks"), i, network) {
		limit = lesser(number(network, "Limit"), number(stats, "Limit"));
		own = lesser(number(network, "ContainerLimit"), limit);
		add_row(t, member(network, "Name"), "", number(network, "Flows"), limit);
		json_array_foreach(json_object_get(network, "Containers"), j, container)
			add_row(t, member(network, "Name"),
				member(container, "Name") ? member(container, "Name") : "-",
				number(container, "Flows"), own);
	}
	table_print(t);
	table_free(t);
}

static void print_drops(const json_t *stats)
{
	static const char *const headings[] = { "NETWORK", "DROPPED", "REASON", "MEANING" };
	struct table *t = table_new(headings, ARRAY_SIZE(headings));
	json_t *network, *drop;
	size_t i, j;

	json_array_foreach(json_object_get(stats, "Networks"), i, network) {
		json_array_foreach(json_object_get(network, "Drops"), j, drop) {
			char *packets = xasprintf("%lld", number(drop, "Packets"));

			table_add(t, (const char *const[]){
				  member(network, "Name"), packets,
				  member(drop, "Reason"), member(drop, "Meaning") });
			free(packets);
		}
	}
	table_print(t);
	table_free(t);
}

static int show(bool json)
{
	json_t *networks = json_array(), *stats;
	struct error err;

	if (networks_json(networks, &err) < 0) {
		json_decref(networks);
		return out_error(&err);
	}

	stats = json_pack("{s:i, s:o}", "Limit", module_parameter("flows_max"),
			  "Networks", networks);
	if (json) {
		out_json(stats);
		return EXIT_OK;
	}
	print_flows(stats);
	putchar('\n');
	print_drops(stats);
	json_decref(stats);
	return EXIT_OK;
}

int cmd_stats(int argc, char **argv)
{
	static const struct command_line line = { .command = "stats" };
	bool json = false;
	const struct option_slot slots[] = {
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return show(json);
}
