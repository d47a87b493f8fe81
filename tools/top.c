// SPDX-License-Identifier: GPL-2.0-only
/* The command top. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ages.h"
#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "flow_rates.h"
#include "nl.h"
#include "nl_flow.h"
#include "options.h"
#include "out.h"
#include "stats.h"

static const char top_options[] =
	"  -d, --delay SECONDS    between two looks: 2\n"
	"  -n, --count N          end after N of them\n"
	"      --json             for scripts, an object for each\n"
	"\n"
	"Where it is not a terminal, tables follow each other.\n";

#define DELAY	2

/* Home, and away with what was below. */
#define CLEAR_SCREEN	"\033[H\033[J"

/**
 * struct look - what was there at one time
 * @time: when
 * @stats: as stats_collect() tells it
 * @flows: all flows, sorted
 * @n_flows: how many
 */
struct look {
	int64_t time;
	json_t *stats;
	struct nl_flow *flows;
	size_t n_flows;
};

static int list_flows(struct look *l, struct error *err)
{
	const struct nl_flow_filter any = { .endpoint = 0 };
	struct nl *nl;
	int ret = nl_open_if_loaded(&nl, err);

	if (nl)
		ret = nl_flow_list(nl, &any, &l->flows, &l->n_flows, err);
	nl_disconnect(nl);
	flow_rates_sort(l->flows, l->n_flows);
	return ret;
}

static int look(struct look *l, struct error *err)
{
	*l = (struct look){ .time = container_now() };
	l->stats = stats_collect(true, err);
	return l->stats ? list_flows(l, err) : -1;
}

static void forget(struct look *l)
{
	json_decref(l->stats);
	free(l->flows);
	*l = (struct look){ .time = 0 };
}

static const char *member(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "-";
}

static json_int_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* The member of an array which has the same number there; NULL if none has. */
static const json_t *same(const json_t *list, const char *key, json_int_t value)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
		if (number(item, key) == value)
			return item;
	return NULL;
}

static const json_t *same_network(const json_t *stats, const char *name)
{
	const json_t *network;
	size_t i;

	json_array_foreach(json_object_get(stats, "Networks"), i, network)
		if (!strcmp(member(network, "Name"), name))
			return network;
	return NULL;
}

/* By the second; 0 of what was not there before. */
static json_int_t rate(json_int_t before, json_int_t after, int64_t nanoseconds)
{
	return after > before ? (after - before) * INT64_C(1000000000) / nanoseconds : 0;
}

static json_int_t rate_of(const json_t *before, const json_t *after, const char *key,
			  int64_t nanoseconds)
{
	return before ? rate(number(before, key), number(after, key), nanoseconds) : 0;
}

static json_int_t dropped(const json_t *network)
{
	const json_t *drop;
	json_int_t sum = 0;
	size_t i;

	json_array_foreach(json_object_get(network, "Drops"), i, drop)
		sum += number(drop, "Packets");
	return sum;
}

/* What happened between two looks, each second, as "top --json" prints it. */
struct report {
	const struct look *before;
	const struct look *after;
	int64_t nanoseconds;
	json_t *networks;
	json_t *containers;
	json_t *publishes;
};

/* What a counter of a container has gained each second, as a member of that name. */
static void set_rate(const struct report *r, json_t *row, const char *name,
		     const json_t *before, const json_t *after, const char *counter)
{
	json_object_set_new(row, name,
			    json_integer(rate_of(before, after, counter, r->nanoseconds)));
}

static void add_containers(struct report *r, const json_t *was, const json_t *network)
{
	const json_t *c, *before;
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(network, "Containers"), i, c) {
		before = same(json_object_get(was, "Containers"), "Endpoint",
			      number(c, "Endpoint"));
		row = json_pack("{s:s, s:s, s:I}", "Network", member(network, "Name"),
				"Name", member(c, "Name"), "Flows", number(c, "Flows"));
		set_rate(r, row, "Received", before, c, "ReceivedBytes");
		set_rate(r, row, "ReceivedPackets", before, c, "ReceivedPackets");
		set_rate(r, row, "Sent", before, c, "SentBytes");
		set_rate(r, row, "SentPackets", before, c, "SentPackets");
		json_array_append_new(r->containers, row);
	}
}

static void add_publishes(struct report *r, const json_t *network)
{
	const struct look *before = r->before, *after = r->after;
	const int64_t time = r->nanoseconds;
	struct flow_rate done;
	json_t *p;
	size_t i;

	json_array_foreach(json_object_get(network, "Publishes"), i, p) {
		done = flow_rates_between(before->flows, before->n_flows, after->flows,
					  after->n_flows, number(p, "Publish"));
		json_object_set_new(p, "Received", json_integer(rate(0, done.in, time)));
		json_object_set_new(p, "Sent", json_integer(rate(0, done.out, time)));
		json_object_set_new(p, "Packets", json_integer(rate(0, done.packets, time)));
		json_array_append(r->publishes, p);
	}
}

static void add_network(struct report *r, const json_t *network)
{
	const json_t *was = same_network(r->before->stats, member(network, "Name"));

	json_array_append_new(r->networks,
			      json_pack("{s:s, s:I, s:I}", "Name", member(network, "Name"),
					"Flows", number(network, "Flows"),
					"Dropped", was ? rate(dropped(was), dropped(network),
							      r->nanoseconds) : 0));
	add_containers(r, was, network);
	add_publishes(r, network);
}

static json_t *report_json(const struct look *before, const struct look *after)
{
	struct report r = {
		.before = before,
		.after = after,
		.nanoseconds = after->time > before->time ? after->time - before->time : 1,
		.networks = json_array(),
		.containers = json_array(),
		.publishes = json_array(),
	};
	char *time = age_timestamp(after->time);
	const json_t *network;
	json_t *json;
	size_t i;

	json_array_foreach(json_object_get(after->stats, "Networks"), i, network)
		add_network(&r, network);
	json = json_pack("{s:s, s:o, s:o, s:o}", "Time", time, "Networks", r.networks,
			 "Containers", r.containers, "Publishes", r.publishes);
	free(time);
	return json;
}

/* As tables ---------------------------------------------------------------- */

/* "1.2 MB", as Docker's stats has it. */
static char *bytes_text(json_int_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double value = bytes;
	size_t unit = 0;

	for (; value >= 1000 && unit < ARRAY_SIZE(units) - 1; unit++)
		value /= 1000;
	return xasprintf(unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

static char *number_text(const json_t *object, const char *key)
{
	return xasprintf("%lld", (long long)number(object, key));
}

#define COLUMNS	6

/* Cells which are freed. */
static void add_row(struct table *t, char *cells[COLUMNS])
{
	size_t i;

	table_add(t, (const char *const *)cells);
	for (i = 0; i < COLUMNS; i++)
		free(cells[i]);
}

static void print_networks(const json_t *report)
{
	static const char *const headings[] = { "NETWORK", "FLOWS", "DROPPED/S" };
	struct table *t = table_new(headings, ARRAY_SIZE(headings));
	const json_t *network;
	size_t i;

	json_array_foreach(json_object_get(report, "Networks"), i, network) {
		char *flows = number_text(network, "Flows");
		char *drops = number_text(network, "Dropped");

		table_add(t, (const char *const[]){ member(network, "Name"), flows, drops });
		free(flows);
		free(drops);
	}
	table_print(t);
	table_free(t);
}

static void print_containers(const json_t *report)
{
	static const char *const headings[COLUMNS] = {
		"CONTAINER", "NETWORK", "RECEIVED/S", "SENT/S", "PACKETS/S", "FLOWS",
	};
	struct table *t = table_new(headings, COLUMNS);
	const json_t *c;
	size_t i;

	json_array_foreach(json_object_get(report, "Containers"), i, c) {
		char *cells[COLUMNS] = {
			xstrdup(member(c, "Name")), xstrdup(member(c, "Network")),
			bytes_text(number(c, "Received")), bytes_text(number(c, "Sent")),
			xasprintf("%lld/%lld", (long long)number(c, "ReceivedPackets"),
				  (long long)number(c, "SentPackets")),
			number_text(c, "Flows"),
		};

		add_row(t, cells);
	}
	table_print(t);
	table_free(t);
}

static char *published_text(const json_t *p)
{
	const long long first = number(p, "HostPort"), last = number(p, "HostPortEnd");
	const char *host = member(p, "HostAddress");
	const bool is_v6 = strchr(host, ':');
	char *end = last > first ? xasprintf("-%lld", last) : xstrdup("");
	char *text;

	text = xasprintf("%s%s%s:%lld%s/%s", is_v6 ? "[" : "", host, is_v6 ? "]" : "", first,
			 end, member(p, "Protocol"));
	free(end);
	return text;
}

static void print_publishes(const json_t *report)
{
	static const char *const headings[COLUMNS] = {
		"PUBLISHED", "CONTAINER", "RECEIVED/S", "SENT/S", "PACKETS/S", "FLOWS",
	};
	struct table *t = table_new(headings, COLUMNS);
	const json_t *p;
	size_t i;

	json_array_foreach(json_object_get(report, "Publishes"), i, p) {
		char *cells[COLUMNS] = {
			published_text(p), xstrdup(member(p, "Container")),
			bytes_text(number(p, "Received")), bytes_text(number(p, "Sent")),
			number_text(p, "Packets"), number_text(p, "Flows"),
		};

		add_row(t, cells);
	}
	table_print(t);
	table_free(t);
}

static void print_tables(const json_t *report)
{
	printf("%s\n", isatty(STDOUT_FILENO) ? CLEAR_SCREEN : "");
	print_networks(report);
	putchar('\n');
	print_containers(report);
	putchar('\n');
	print_publishes(report);
	out_flush();
}

/**
 * struct top_options - what is to be shown
 * @delay: seconds between two looks
 * @count: how many times; 0 for ever
 * @json: for scripts
 */
struct top_options {
	unsigned long delay;
	unsigned long count;
	bool json;
};

static void show(const struct look *before, const struct look *after, bool json)
{
	json_t *report = report_json(before, after);

	if (json) {
		out_json_line(report);
		return;
	}
	print_tables(report);
	json_decref(report);
}

static int go_on(const struct top_options *o, struct error *err)
{
	const struct timespec pause = { .tv_sec = o->delay };
	struct look before, after;
	unsigned long done;
	int ret = look(&before, err);

	for (done = 0; !ret && (!o->count || done < o->count); done++) {
		nanosleep(&pause, NULL);
		ret = look(&after, err);
		if (!ret)
			show(&before, &after, o->json);
		forget(&before);
		before = after;
	}
	forget(&before);
	return ret;
}

/* From 1 on. */
static bool parse_number(const char *text, unsigned long *value)
{
	char *end;

	if (!text)
		return true;
	*value = strtoul(text, &end, 10);
	return *text >= '1' && *text <= '9' && !*end && *value <= 1000000;
}

static int cmd_top(int argc, char **argv)
{
	static const struct command_line line = { .command = "top" };
	struct top_options o = { .delay = DELAY };
	const char *delay = NULL, *count = NULL;
	const struct option_slot slots[] = {
		{ "delay", 'd', .value = &delay },
		{ "count", 'n', .value = &count },
		{ "json", .flag = &o.json },
		{ .name = NULL }
	};
	struct error err;
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	if (!parse_number(delay, &o.delay))
		return out_usage_error("top", "'%s' is no number of seconds", delay);
	if (!parse_number(count, &o.count))
		return out_usage_error("top", "'%s' is no number of times", count);
	return go_on(&o, &err) < 0 ? out_error(&err) : EXIT_OK;
}

const struct command command_top = {
	.name = "top",
	.function = cmd_top,
	.arguments = "[OPTION]...",
	.summary = "Show live what containers and published ports do",
	.options = top_options,
};
