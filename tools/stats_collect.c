// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "drop_reason.h"
#include "network.h"
#include "nl_flow.h"
#include "nl_publish.h"
#include "ports.h"
#include "survey.h"
#include "traffic.h"

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

/**
 * struct all - what there is, to be told by network
 * @survey: as the kernel and the files have it
 * @with_traffic: the rest was asked for, too
 * @traffic: of the containers' devices
 * @n_traffic: how many
 * @publish_flows: of each publish of @survey, how many flows it has
 */
struct all {
	struct survey survey;
	bool with_traffic;
	struct traffic *traffic;
	size_t n_traffic;
	unsigned int *publish_flows;
};

static const char *container_name(const struct all *all, uint32_t endpoint)
{
	const struct container *c = survey_owner(&all->survey, endpoint);

	return c ? c->name : NULL;
}

static void add_traffic(json_t *json, const struct all *all, uint32_t endpoint)
{
	const struct traffic *t = traffic_of(all->traffic, all->n_traffic, endpoint);
	json_t *members;

	if (!t)
		return;
	members = json_pack("{s:s, s:I, s:I, s:I, s:I}",
			    "Device", t->device.name,
			    "ReceivedPackets", (json_int_t)t->device.received_packets,
			    "ReceivedBytes", (json_int_t)t->device.received_bytes,
			    "SentPackets", (json_int_t)t->device.sent_packets,
			    "SentBytes", (json_int_t)t->device.sent_bytes);
	json_object_update(json, members);
	json_decref(members);
}

static json_t *endpoints_json(unsigned int network, const struct all *all)
{
	const struct nl_endpoint *eps = all->survey.eps;
	json_t *list = json_array(), *json;
	size_t i;

	for (i = 0; i < all->survey.n_eps; i++) {
		if (eps[i].network != network)
			continue;
		json = json_pack("{s:s?, s:i, s:i}",
				 "Name", container_name(all, eps[i].id),
				 "Endpoint", eps[i].id,
				 "Flows", eps[i].flows);
		add_traffic(json, all, eps[i].id);
		json_array_append_new(list, json);
	}
	return list;
}

static json_t *publishes_json(unsigned int network, const struct all *all)
{
	const struct nl_publish *pubs = all->survey.pubs;
	char host[ADDRESS_TEXT_LEN];
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < all->survey.n_pubs; i++) {
		if (pubs[i].network != network)
			continue;
		json_array_append_new(list,
				      json_pack("{s:i, s:s?, s:s, s:s, s:i, s:i, s:i, s:i}",
						"Publish", pubs[i].id,
						"Container", container_name(all, pubs[i].endpoint),
						"Protocol", ports_protocol_name(pubs[i].protocol),
						"HostAddress", address_text(&pubs[i].host, host),
						"HostPort", pubs[i].host_port,
						"HostPortEnd", pubs[i].host_port_end,
						"Port", pubs[i].port,
						"Flows", all->publish_flows[i]));
	}
	return list;
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

static json_t *network_json(const struct nl_network *net, const struct all *all,
			    struct error *err)
{
	struct nl_drop *drops;
	size_t n_drops;
	json_t *json;

	if (nl_network_drops(all->survey.nl, net->ifindex, &drops, &n_drops, err) < 0)
		return NULL;
	json = json_pack("{s:s, s:i, s:I, s:I, s:o, s:o}", "Name", network_name(net),
			 "Flows", net->flows,
			 "Limit", (json_int_t)net->limits.flows,
			 "ContainerLimit", (json_int_t)net->limits.endpoint_flows,
			 "Containers", endpoints_json(net->ifindex, all),
			 "Drops", drops_json(drops, n_drops));
	if (all->with_traffic)
		json_object_set_new(json, "Publishes", publishes_json(net->ifindex, all));
	free(drops);
	return json;
}

static int compare_id(const void *key, const void *pub)
{
	uint32_t id = *(const uint32_t *)key, other = ((const struct nl_publish *)pub)->id;

	return (id > other) - (id < other);
}

static int count_flows(struct all *all, struct error *err)
{
	const struct nl_flow_filter any = { .endpoint = 0 };
	const struct survey *s = &all->survey;
	const struct nl_publish *pub;
	struct nl_flow *flows;
	size_t i, n;

	all->publish_flows = xcalloc(s->n_pubs + 1, sizeof(*all->publish_flows));
	if (!s->n_pubs)
		return 0;
	if (nl_flow_list(s->nl, &any, &flows, &n, err) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		pub = bsearch(&flows[i].publish, s->pubs, s->n_pubs, sizeof(*pub), compare_id);
		if (pub)
			all->publish_flows[pub - s->pubs]++;
	}
	free(flows);
	return 0;
}

static int take_traffic(struct all *all, struct error *err)
{
	if (!all->with_traffic)
		return 0;
	all->n_traffic = traffic_list(all->survey.containers.items,
				      all->survey.containers.n, &all->traffic);
	return count_flows(all, err);
}

static int list_networks(const struct all *all, json_t *networks, struct error *err)
{
	json_t *json;
	size_t i;

	for (i = 0; i < all->survey.n_nets; i++) {
		json = network_json(&all->survey.nets[i], all, err);
		if (!json)
			return -1;
		json_array_append_new(networks, json);
	}
	return 0;
}

json_t *stats_collect(bool traffic, struct error *err)
{
	struct all all = { .with_traffic = traffic };
	json_t *networks = json_array();
	int ret = survey_take(&all.survey, err);

	if (ret < 0) {
		json_decref(networks);
		return NULL;
	}
	ret = take_traffic(&all, err);
	if (!ret)
		ret = list_networks(&all, networks, err);
	survey_free(&all.survey);
	free(all.traffic);
	free(all.publish_flows);
	if (!ret)
		return json_pack("{s:i, s:o}", "Limit", module_parameter("flows_max"),
				 "Networks", networks);
	json_decref(networks);
	return NULL;
}

long long stats_lesser(long long own, long long other)
{
	return own && own < other ? own : other;
}
