// SPDX-License-Identifier: GPL-2.0-only
#include "prometheus.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "compiler.h"
#include "drop_reason.h"
#include "stats.h"

/* What a container's metrics are told by which no file knows. */
#define NO_NAME	""

static const char *member(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : NO_NAME;
}

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* With what the format wants a backslash before. */
static void put_label(FILE *out, const char *name, const char *value, bool first)
{
	fprintf(out, "%s%s=\"", first ? "{" : ",", name);
	for (; *value; value++) {
		if (*value == '\n')
			fputs("\\n", out);
		else if (*value == '"' || *value == '\\')
			fprintf(out, "\\%c", *value);
		else
			fputc(*value, out);
	}
	fputc('"', out);
}

/**
 * struct label - a label of a sample
 * @name: as Prometheus has it
 * @value: any text
 */
struct label {
	const char *name;
	const char *value;
};

static void put_sample(FILE *out, const char *metric, const struct label *labels, size_t n,
		       long long value)
{
	size_t i;

	fputs(metric, out);
	for (i = 0; i < n; i++)
		put_label(out, labels[i].name, labels[i].value, i == 0);
	fprintf(out, "%s %lld\n", n ? "}" : "", value);
}

/**
 * struct metric - one family of samples
 * @name: its name
 * @type: "gauge" or "counter"
 * @help: what it is
 * @put: writes the samples of one network; NULL if it has just one sample, of all
 * @key: the member of the JSON object which has the value
 */
struct metric {
	const char *name;
	const char *type;
	const char *help;
	void (*put)(FILE *out, const struct metric *m, const json_t *stats,
		    const json_t *network);
	const char *key;
};

static void put_network(FILE *out, const struct metric *m, const json_t *stats,
			const json_t *network)
{
	const struct label labels[] = { { "network", member(network, "Name") } };

	(void)stats;
	put_sample(out, m->name, labels, ARRAY_SIZE(labels), number(network, m->key));
}

static void put_network_limit(FILE *out, const struct metric *m, const json_t *stats,
			      const json_t *network)
{
	const struct label labels[] = { { "network", member(network, "Name") } };

	put_sample(out, m->name, labels, ARRAY_SIZE(labels),
		   stats_lesser(number(network, m->key), number(stats, "Limit")));
}

static void put_network_containers(FILE *out, const struct metric *m, const json_t *stats,
				   const json_t *network)
{
	const struct label labels[] = { { "network", member(network, "Name") } };

	(void)stats;
	put_sample(out, m->name, labels, ARRAY_SIZE(labels),
		   json_array_size(json_object_get(network, m->key)));
}

static long long packets_for(const json_t *network, const char *reason)
{
	const json_t *drop;
	size_t i;

	json_array_foreach(json_object_get(network, "Drops"), i, drop)
		if (!strcmp(member(drop, "Reason"), reason))
			return number(drop, "Packets");
	return 0;
}

/* Also those of which there were none: a rate needs what was before the first one. */
static void put_drops(FILE *out, const struct metric *m, const json_t *stats,
		      const json_t *network)
{
	unsigned int reason;

	(void)stats;
	for (reason = 1; reason <= CTRNET_DROP_MAX; reason++) {
		const char *name = drop_reason_name(reason);
		const struct label labels[] = {
			{ "network", member(network, "Name") },
			{ "reason", name },
		};

		put_sample(out, m->name, labels, ARRAY_SIZE(labels), packets_for(network, name));
	}
}

/* Not those which no file knows: two could not be told from each other. */
static void put_containers(FILE *out, const struct metric *m, const json_t *stats,
			   const json_t *network)
{
	const json_t *container, *value;
	size_t i;

	(void)stats;
	json_array_foreach(json_object_get(network, "Containers"), i, container) {
		const struct label labels[] = {
			{ "network", member(network, "Name") },
			{ "container", member(container, "Name") },
		};

		value = json_object_get(container, m->key);
		if (value && *member(container, "Name"))
			put_sample(out, m->name, labels, ARRAY_SIZE(labels),
				   json_integer_value(value));
	}
}

static void put_publishes(FILE *out, const struct metric *m, const json_t *stats,
			  const json_t *network)
{
	char port[16], port_end[16], inner[16];
	const json_t *publish;
	size_t i;

	(void)stats;
	json_array_foreach(json_object_get(network, "Publishes"), i, publish) {
		const struct label labels[] = {
			{ "network", member(network, "Name") },
			{ "container", member(publish, "Container") },
			{ "protocol", member(publish, "Protocol") },
			{ "host_address", member(publish, "HostAddress") },
			{ "host_port", port },
			{ "host_port_end", port_end },
			{ "port", inner },
		};

		snprintf(port, sizeof(port), "%lld", number(publish, "HostPort"));
		snprintf(port_end, sizeof(port_end), "%lld", number(publish, "HostPortEnd"));
		snprintf(inner, sizeof(inner), "%lld", number(publish, "Port"));
		put_sample(out, m->name, labels, ARRAY_SIZE(labels), number(publish, m->key));
	}
}

static const struct metric metrics[] = {
	{ "ctrnet_flows_limit", "gauge",
	  "Flows which there may be in all.", NULL, "Limit" },
	{ "ctrnet_network_flows", "gauge",
	  "Flows of the network.", put_network, "Flows" },
	{ "ctrnet_network_flows_limit", "gauge",
	  "Flows which the network may have.", put_network_limit, "Limit" },
	{ "ctrnet_network_containers", "gauge",
	  "Containers on the network.", put_network_containers, "Containers" },
	{ "ctrnet_network_dropped_packets_total", "counter",
	  "Packets dropped, by the reason.", put_drops, "Drops" },
	{ "ctrnet_container_flows", "gauge",
	  "Flows of the container on the network.", put_containers, "Flows" },
	{ "ctrnet_container_received_bytes_total", "counter",
	  "Bytes which the container has received.", put_containers, "ReceivedBytes" },
	{ "ctrnet_container_received_packets_total", "counter",
	  "Packets which the container has received.", put_containers, "ReceivedPackets" },
	{ "ctrnet_container_sent_bytes_total", "counter",
	  "Bytes which the container has sent.", put_containers, "SentBytes" },
	{ "ctrnet_container_sent_packets_total", "counter",
	  "Packets which the container has sent.", put_containers, "SentPackets" },
	{ "ctrnet_publish_flows", "gauge",
	  "Flows which have come through the published port.", put_publishes, "Flows" },
};

static void put_metric(FILE *out, const struct metric *m, const json_t *stats)
{
	const json_t *network;
	size_t i;

	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", m->name, m->help, m->name, m->type);
	if (!m->put) {
		put_sample(out, m->name, NULL, 0, number(stats, m->key));
		return;
	}
	json_array_foreach(json_object_get(stats, "Networks"), i, network)
		m->put(out, m, stats, network);
}

char *prometheus_text(const json_t *stats)
{
	char *text = NULL;
	size_t i, size;
	FILE *out = xopen_memstream(&text, &size);

	for (i = 0; i < ARRAY_SIZE(metrics); i++)
		put_metric(out, &metrics[i], stats);
	fclose(out);
	return text;
}
