// SPDX-License-Identifier: GPL-2.0-only
/* The command stats. */
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "options.h"
#include "out.h"
#include "prometheus.h"

static const char stats_options[] =
	"      --prometheus       as metrics, for node_exporter's textfile collector\n"
	"      --json             for scripts\n";

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

static void print_flows(const json_t *stats)
{
	static const char *const headings[] = { "NETWORK", "CONTAINER", "FLOWS", "LIMIT" };
	struct table *t = table_new(headings, ARRAY_SIZE(headings));
	json_t *network, *container;
	long long limit, own;
	size_t i, j;

	json_array_foreach(json_object_get(stats, "Networks"), i, network) {
		limit = stats_lesser(number(network, "Limit"), number(stats, "Limit"));
		own = stats_lesser(number(network, "ContainerLimit"), limit);
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

static void print_tables(const json_t *stats)
{
	print_flows(stats);
	putchar('\n');
	print_drops(stats);
}

static void print_metrics(const json_t *stats)
{
	char *text = prometheus_text(stats);

	fputs(text, stdout);
	free(text);
}

static int cmd_stats(int argc, char **argv)
{
	static const struct command_line line = { .command = "stats" };
	bool json = false, prometheus = false;
	const struct option_slot slots[] = {
		{ "json", .flag = &json },
		{ "prometheus", .flag = &prometheus },
		{ .name = NULL }
	};
	struct error err;
	json_t *stats;
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	if (json && prometheus)
		return out_usage_error("stats", "--json and --prometheus exclude each other");

	stats = stats_collect(prometheus, &err);
	if (!stats)
		return out_error(&err);
	if (json) {
		out_json(stats);
		return EXIT_OK;
	}
	if (prometheus)
		print_metrics(stats);
	else
		print_tables(stats);
	json_decref(stats);
	return EXIT_OK;
}

const struct command command_stats = {
	.name = "stats",
	.function = cmd_stats,
	.arguments = "[--json | --prometheus]",
	.summary = "Show flows, their limits, and why packets were dropped",
	.options = stats_options,
};
