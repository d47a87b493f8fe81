// SPDX-License-Identifier: GPL-2.0-only
/* How ports are shown: ps compacts them, port and inspect list them singly. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "ports.h"

/**
 * struct run - consecutive ports which are shown as one entry
 * @host: the host's address
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 * @host_port: the host's first port; 0 if the ports are only exposed
 * @port: the container's first port
 * @count: how many ports
 */
struct run {
	struct address host;
	uint8_t protocol;
	unsigned int host_port;
	unsigned int port;
	unsigned int count;
};

struct runs {
	struct run *runs;
	size_t n;
};

/* Room is doubled when it is full, at powers of two. */
static void add_run(struct runs *r, const struct run *run)
{
	if (!(r->n & (r->n - 1)))
		r->runs = xreallocarray(r->runs, r->n ? r->n * 2 : 1, sizeof(*r->runs));
	r->runs[r->n++] = *run;
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* Runs which may be joined become neighbours. */
static int compare_for_join(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	int order = address_compare(&x->host, &y->host);

	if (!order)
		order = compare_numbers(x->protocol, y->protocol);
	if (!order)
		order = compare_numbers(x->host_port, y->host_port);
	return order ? order : compare_numbers(x->port, y->port);
}

static int compare_for_print(const void *a, const void *b)
{
	const struct run *x = a, *y = b;
	int order = address_compare(&x->host, &y->host);

	if (!order)
		order = compare_numbers(x->host_port, y->host_port);
	if (!order)
		order = compare_numbers(x->port, y->port);
	return order ? order : compare_numbers(x->protocol, y->protocol);
}

/* Same address, protocol and offset, and the next port. */
static bool follows_on(const struct run *a, const struct run *b)
{
	if (!a->host_port != !b->host_port ||
	    (a->host_port && a->host_port + a->count != b->host_port))
		return false;
	return !address_compare(&a->host, &b->host) && a->protocol == b->protocol &&
	       a->port + a->count == b->port;
}

static void join_runs(struct runs *r)
{
	size_t i, n = 0;

	if (!r->n)
		return;
	qsort(r->runs, r->n, sizeof(*r->runs), compare_for_join);
	for (i = 1; i < r->n; i++) {
		if (follows_on(&r->runs[n], &r->runs[i]))
			r->runs[n].count += r->runs[i].count;
		else
			r->runs[++n] = r->runs[i];
	}
	r->n = n + 1;
	qsort(r->runs, r->n, sizeof(*r->runs), compare_for_print);
}

static struct runs published_runs(const struct port_set *set, size_t first)
{
	struct runs r = { 0 };
	const struct port_binding *b;
	unsigned int rule;

	for (b = set->bindings + first; b < set->bindings + set->n_bindings; b++)
		for (rule = 0; rule < PORT_RULES; rule++)
			if (b->publish[rule])
				add_run(&r, &(struct run){
					ports_binding_host(b, rule), b->protocol,
					b->bound, b->port, b->port_count });
	return r;
}

/* Those which are not published. */
static struct runs exposed_runs(const struct port_set *set, const struct runs *published)
{
	struct port_ranges bound = { 0 }, rest;
	struct runs r = { 0 };
	const struct run *run;
	size_t i;

	for (run = published->runs; run < published->runs + published->n; run++)
		port_ranges_add(&bound, &(struct port_range){
			run->port, run->port + run->count - 1, run->protocol });
	rest = port_ranges_without(&set->exposed, &bound);
	for (i = 0; i < rest.n; i++)
		add_run(&r, &(struct run){
			.protocol = rest.items[i].protocol,
			.port = rest.items[i].first,
			.count = port_range_count(&rest.items[i]),
		});
	port_ranges_free(&rest);
	port_ranges_free(&bound);
	return r;
}

static void print_range(FILE *out, unsigned int first, unsigned int count)
{
	fprintf(out, "%u", first);
	if (count > 1)
		fprintf(out, "-%u", first + count - 1);
}

static void print_runs(FILE *out, const struct runs *r, bool *begun)
{
	char address[ADDRESS_TEXT_LEN];
	const struct run *run;

	for (run = r->runs; run < r->runs + r->n; run++) {
		if (*begun)
			fputs(", ", out);
		*begun = true;
		if (run->host_port) {
			address_text_port(&run->host, address);
			fprintf(out, "%s:", *address ? address : "*");
			print_range(out, run->host_port, run->count);
			fputs("->", out);
		}
		print_range(out, run->port, run->count);
		fprintf(out, "/%s", ports_protocol_name(run->protocol));
	}
}

static bool is_twin(const struct run *a, const struct run *b)
{
	return a->host.family != b->host.family && a->protocol == b->protocol &&
	       a->host_port == b->host_port && a->port == b->port &&
	       a->count == b->count && address_is_any(&a->host) &&
	       address_is_any(&b->host);
}

/* What is in both families gets no family, and is kept once. */
static void merge_families(struct runs *r)
{
	size_t i, j, n = 0;

	for (i = 0; i < r->n; i++) {
		for (j = 0; j < n && !is_twin(&r->runs[j], &r->runs[i]); j++)
			;
		if (j < n)
			r->runs[j].host.family = AF_UNSPEC;
		else
			r->runs[n++] = r->runs[i];
	}
	r->n = n;
}

static char *format(const struct port_set *set, bool live, bool merged)
{
	struct runs published, exposed;
	bool begun = false;
	char *text;
	size_t len;
	FILE *out;

	if (!live)
		return xstrdup("");
	published = published_runs(set, 0);
	join_runs(&published);
	exposed = exposed_runs(set, &published);
	join_runs(&exposed);
	if (merged)
		merge_families(&published);

	out = xopen_memstream(&text, &len);
	print_runs(out, &published, &begun);
	print_runs(out, &exposed, &begun);
	fclose(out);
	free(published.runs);
	free(exposed.runs);
	return text;
}

char *ports_format(const struct port_set *set, bool live)
{
	return format(set, live, false);
}

char *ports_format_merged(const struct port_set *set, bool live)
{
	return format(set, live, true);
}

static int compare_mappings(const void *a, const void *b)
{
	const struct port_mapping *x = a, *y = b;
	int order = compare_numbers(x->port, y->port);

	if (!order)
		order = compare_numbers(x->protocol, y->protocol);
	if (!order)
		order = address_compare(&x->host, &y->host);
	return order ? order : compare_numbers(x->host_port, y->host_port);
}

static size_t sort_mappings(struct port_mapping *m, size_t n, struct port_mapping **mappings)
{
	if (n)
		qsort(m, n, sizeof(*m), compare_mappings);
	*mappings = m;
	return n;
}

size_t ports_mapped_ranges(const struct port_set *set, size_t first,
			   struct port_mapping **mappings)
{
	struct runs published = published_runs(set, first);
	struct port_mapping *m = xcalloc(published.n + 1, sizeof(*m));
	size_t i;

	for (i = 0; i < published.n; i++)
		m[i] = (struct port_mapping){
			published.runs[i].host, published.runs[i].host_port,
			published.runs[i].port, published.runs[i].count,
			published.runs[i].protocol };
	free(published.runs);
	return sort_mappings(m, i, mappings);
}

size_t ports_mappings(const struct port_set *set, size_t first,
		      struct port_mapping **mappings)
{
	struct runs published = published_runs(set, first);
	struct port_mapping *m;
	const struct run *run;
	size_t n = 0, i;

	for (i = 0; i < published.n; i++)
		n += published.runs[i].count;
	m = xcalloc(n + 1, sizeof(*m));
	n = 0;
	for (run = published.runs; run < published.runs + published.n; run++)
		for (i = 0; i < run->count; i++)
			m[n++] = (struct port_mapping){
				run->host, run->host_port + i, run->port + i, 1,
				run->protocol };
	free(published.runs);
	return sort_mappings(m, n, mappings);
}

static const char *member_name(uint16_t port, uint8_t protocol)
{
	static char name[16];

	snprintf(name, sizeof(name), "%u/%s", port, ports_protocol_name(protocol));
	return name;
}

static json_t *mapping_json(const struct port_mapping *m)
{
	char address[ADDRESS_TEXT_LEN], port[8];

	address_text(&m->host, address);
	snprintf(port, sizeof(port), "%u", m->host_port);
	return json_pack("{s:s, s:s}", "HostIp", address, "HostPort", port);
}

/* Appends to the lists which @ports has, or makes them. */
static void add_mappings(json_t *ports, const struct port_mapping *m, size_t n)
{
	const char *name;
	json_t *list;
	size_t i;

	for (i = 0; i < n; i++) {
		name = member_name(m[i].port, m[i].protocol);
		list = json_object_get(ports, name);
		if (!json_is_array(list)) {
			list = json_array();
			json_object_set_new(ports, name, list);
		}
		json_array_append_new(list, mapping_json(&m[i]));
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Go prints maps by their keys, as text. */
static json_t *by_name(json_t *ports)
{
	const char **names = xcalloc(json_object_size(ports) + 1, sizeof(*names));
	json_t *sorted = json_object(), *list;
	const char *name;
	size_t i, n = 0;

	json_object_foreach(ports, name, list)
		names[n++] = name;
	qsort(names, n, sizeof(*names), compare_names);
	for (i = 0; i < n; i++)
		json_object_set(sorted, names[i], json_object_get(ports, names[i]));
	free(names);
	json_decref(ports);
	return sorted;
}

json_t *ports_mappings_json(const struct port_mapping *mappings, size_t n)
{
	json_t *ports = json_object();

	add_mappings(ports, mappings, n);
	return by_name(ports);
}

json_t *ports_json(const struct port_set *set)
{
	struct port_mapping *mappings;
	json_t *ports = json_object();
	struct port_exposed *each;
	const char *name;
	size_t i, n;

	n = ports_each(&set->exposed, &each);
	for (i = 0; i < n; i++) {
		name = member_name(each[i].port, each[i].protocol);
		json_object_set_new(ports, name, json_null());
	}
	free(each);
	n = ports_mappings(set, 0, &mappings);
	add_mappings(ports, mappings, n);
	free(mappings);
	return by_name(ports);
}

char *ports_binding_spec(const struct port_binding *b)
{
	uint16_t first = b->bound ? b->bound : b->host_port, more = b->port_count - 1;
	const char *protocol = ports_protocol_name(b->protocol);
	char text[ADDRESS_TEXT_LEN], host[ADDRESS_TEXT_LEN + 1] = "";

	if (b->host.family != AF_UNSPEC)
		snprintf(host, sizeof(host), "%s:", address_text_port(&b->host, text));
	if (!more)
		return xasprintf("%s%u:%u/%s", host, first, b->port, protocol);
	return xasprintf("%s%u-%u:%u-%u/%s", host, first, first + more, b->port,
			 b->port + more, protocol);
}
