// SPDX-License-Identifier: GPL-2.0-only
/* Sets of ports, and what specifications add to them. */
#include "ports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "ports_spec.h"

bool ports_in_force(const struct port_binding *b)
{
	return b->publish[0] || b->publish[1];
}

struct address ports_binding_host(const struct port_binding *b, unsigned int rule)
{
	if (b->host.family != AF_UNSPEC)
		return b->host;
	if (b->at.family != AF_UNSPEC)
		return b->at;
	return address_any(rule ? AF_INET6 : AF_INET);
}

bool ports_binding_exact(const struct port_binding *b)
{
	return b->host_port && b->host_port_end - b->host_port + 1 == b->port_count;
}

/* Whether no two sockets could have the ports of both, were they bound to them. */
static bool bindings_overlap(const struct port_binding *a,
			     const struct port_binding *b)
{
	return ports_binding_exact(a) && ports_binding_exact(b) &&
	       a->protocol == b->protocol &&
	       address_overlap(&a->host, &b->host) &&
	       a->host_port <= b->host_port_end && b->host_port <= a->host_port_end;
}

static int port_taken(const struct port_binding *a, const struct port_binding *b,
		      struct error *err)
{
	uint16_t port = a->host_port > b->host_port ? a->host_port : b->host_port;
	struct address host = ports_binding_host(a, 0);
	char address[ADDRESS_TEXT_LEN];

	return error_set(err, EEXIST,
			 "Bind for %s:%u failed: port is already allocated (by the same container)",
			 address_text(&host, address), port);
}

static int check_overlap(const struct port_set *set, const struct port_binding *b,
			 struct error *err)
{
	const struct port_binding *a;

	for (a = set->bindings; a < set->bindings + set->n_bindings; a++)
		if (bindings_overlap(a, b))
			return port_taken(a, b, err);
	return 0;
}

/* Room for so many more: there may be one for each of 65535 ports. */
static void reserve_bindings(struct port_set *set, size_t more)
{
	set->bindings = xreallocarray(set->bindings, set->n_bindings + more + 1,
				      sizeof(*set->bindings));
}

static void add_binding(struct port_set *set, const struct port_binding *b)
{
	set->bindings[set->n_bindings++] = *b;
}

static int add_bindings(struct port_set *set, const struct port_spec *spec,
			struct error *err)
{
	struct port_binding b = {
		.protocol = spec->container.protocol,
		.host = spec->address,
		.host_port = spec->host.first,
		.host_port_end = spec->host.last,
		.port = spec->container.first,
		.port_count = port_range_count(&spec->container),
	};
	unsigned int port;

	reserve_bindings(set, b.host_port ? 1 : b.port_count);
	if (b.host_port) {
		if (check_overlap(set, &b, err) < 0)
			return -1;
		add_binding(set, &b);
		return 0;
	}
	/* Any ports need not be neighbours: each gets a binding of its own. */
	b.port_count = 1;
	for (port = spec->container.first; port <= spec->container.last; port++) {
		b.port = port;
		add_binding(set, &b);
	}
	return 0;
}

static int compare_exposed(const void *a, const void *b)
{
	const struct port_exposed *x = a, *y = b;

	return x->port != y->port ? x->port - y->port : x->protocol - y->protocol;
}

void ports_expose(struct port_set *set, const struct port_range *ranges,
		  size_t n_ranges)
{
	const struct port_range *r, *end = ranges + n_ranges;
	size_t i, n = set->n_exposed, total = n;
	struct port_exposed *e;
	unsigned int port;

	for (r = ranges; r < end; r++)
		total += port_range_count(r);
	if (!total)
		return;
	e = xreallocarray(set->exposed, total, sizeof(*e));
	for (r = ranges; r < end; r++)
		for (port = r->first; port <= r->last; port++)
			e[n++] = (struct port_exposed){ port, r->protocol };
	qsort(e, n, sizeof(*e), compare_exposed);

	set->exposed = e;
	set->n_exposed = 0;
	for (i = 0; i < n; i++)
		if (!i || compare_exposed(&e[i], &e[i - 1]))
			e[set->n_exposed++] = e[i];
}

size_t ports_exposed_ranges(const struct port_set *set,
			    struct port_range **ranges)
{
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP };
	struct port_range *r = NULL;
	size_t i, p, n = 0;

	for (p = 0; p < ARRAY_SIZE(protocols); p++) {
		size_t begin = n;

		for (i = 0; i < set->n_exposed; i++) {
			const struct port_exposed *e = &set->exposed[i];

			if (e->protocol != protocols[p])
				continue;
			if (n > begin && r[n - 1].last + 1 == e->port) {
				r[n - 1].last = e->port;
				continue;
			}
			r = xreallocarray(r, n + 1, sizeof(*r));
			r[n++] = (struct port_range){ e->port, e->port, e->protocol };
		}
	}
	*ranges = r;
	return n;
}

/* Whether there is room for one more range. */
static int check_exposable(const struct port_set *set, const struct port_range *range,
			   struct error *err)
{
	struct port_set with = { 0 };
	struct port_range *ranges;
	size_t n;

	n = ports_exposed_ranges(set, &ranges);
	ports_expose(&with, ranges, n);
	free(ranges);
	ports_expose(&with, range, 1);
	n = ports_exposed_ranges(&with, &ranges);
	free(ranges);
	ports_free(&with);
	if (n <= PORTS_RANGES_MAX)
		return 0;
	return error_set(err, E2BIG,
			 "cannot expose port %u/%s: a container exposes at most %d ranges of ports",
			 range->first, ports_protocol_name(range->protocol),
			 PORTS_RANGES_MAX);
}

int ports_parse_publish(struct port_set *set, const char *spec, struct error *err)
{
	struct port_spec parsed;

	if (port_spec_parse(spec, &parsed, err) < 0 ||
	    check_exposable(set, &parsed.container, err) < 0 ||
	    add_bindings(set, &parsed, err) < 0)
		return -1;
	ports_expose(set, &parsed.container, 1);
	return 0;
}

int ports_parse_expose(struct port_set *set, const char *spec, struct error *err)
{
	struct port_range range;

	if (strchr(spec, ':'))
		return error_set(err, EINVAL,
				 "invalid port format for --expose: %s", spec);
	if (ports_parse_range(spec, &range, err) < 0)
		return error_prefix(err, "invalid range format for --expose");
	if (check_exposable(set, &range, err) < 0)
		return -1;
	ports_expose(set, &range, 1);
	return 0;
}

/* Whether one of the first @n bindings leads to the port. */
static bool has_binding(const struct port_set *set, size_t n,
			const struct port_exposed *e)
{
	const struct port_binding *b;

	for (b = set->bindings; b < set->bindings + n; b++)
		if (b->protocol == e->protocol && e->port >= b->port &&
		    e->port - b->port < b->port_count)
			return true;
	return false;
}

void ports_publish_all(struct port_set *set)
{
	size_t i, n = set->n_bindings;

	reserve_bindings(set, set->n_exposed);
	for (i = 0; i < set->n_exposed; i++) {
		const struct port_exposed *e = &set->exposed[i];
		struct port_binding b = {
			.protocol = e->protocol,
			.port = e->port,
			.port_count = 1,
		};

		if (!has_binding(set, n, e))
			add_binding(set, &b);
	}
}

void ports_released(struct port_set *set)
{
	size_t i;

	for (i = 0; i < set->n_bindings; i++)
		memset(set->bindings[i].publish, 0, sizeof(set->bindings[i].publish));
}

void ports_free(struct port_set *set)
{
	free(set->exposed);
	free(set->bindings);
	*set = (struct port_set){ 0 };
}
