// SPDX-License-Identifier: GPL-2.0-only
/* Sets of ports, and what specifications add to them. */
#include "ports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "ports_conflict.h"
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

/* Where both have ports: of all addresses, those of the other one's family. */
static struct address host_beside(const struct port_binding *b,
				  const struct port_binding *other)
{
	return ports_binding_host(b, other->host.family == AF_INET6);
}

/* @has came first, and has what @wants asks for. */
static int port_taken(const struct port_binding *has, const struct port_binding *wants,
		      struct error *err)
{
	uint16_t port = has->host_port > wants->host_port ? has->host_port : wants->host_port;
	struct address asked = host_beside(wants, has), held = host_beside(has, wants);

	return ports_refuse_taken(&asked, &held, port, "the same container", err);
}

/* The host's ports of an exact binding. */
static struct port_range claim_of(const struct port_binding *b)
{
	return (struct port_range){ b->host_port, b->host_port_end, b->protocol };
}

static void claim(struct port_set *set, const struct port_binding *b)
{
	const struct port_range range = claim_of(b);

	if (ports_binding_exact(b))
		port_ranges_add(&set->claimed, &range);
}

static void know_claims(struct port_set *set)
{
	size_t i;

	for (i = 0; !set->claims_known && i < set->n_bindings; i++)
		claim(set, &set->bindings[i]);
	set->claims_known = true;
}

static int check_overlap(struct port_set *set, const struct port_binding *b,
			 struct error *err)
{
	const struct port_range range = claim_of(b);
	const struct port_binding *a;

	if (!ports_binding_exact(b))
		return 0;
	know_claims(set);
	/* Mostly nobody has them, on whatever address. */
	if (!port_ranges_meet(&set->claimed, &range))
		return 0;
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

/* Whether there is room for one more range. */
static int check_exposable(const struct port_set *set, const struct port_range *range,
			   struct error *err)
{
	if (port_ranges_with(&set->exposed, range) <= PORTS_RANGES_MAX)
		return 0;
	return error_set(err, E2BIG,
			 "cannot expose port %u/%s: a container exposes at most %d ranges of ports",
			 range->first, ports_protocol_name(range->protocol),
			 PORTS_RANGES_MAX);
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
		claim(set, &b);
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

int port_spec_add(struct port_set *set, const struct port_spec *spec, struct error *err)
{
	if (check_exposable(set, &spec->container, err) < 0 ||
	    add_bindings(set, spec, err) < 0)
		return -1;
	port_ranges_add(&set->exposed, &spec->container);
	return 0;
}

int ports_parse_publish(struct port_set *set, const char *spec, struct error *err)
{
	struct port_spec parsed;

	if (port_spec_parse(spec, &parsed, err) < 0)
		return -1;
	return port_spec_add(set, &parsed, err);
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
	port_ranges_add(&set->exposed, &range);
	return 0;
}

static int compare_exposed(const void *a, const void *b)
{
	const struct port_exposed *x = a, *y = b;

	return x->port != y->port ? x->port - y->port : x->protocol - y->protocol;
}

size_t ports_each(const struct port_ranges *ranges, struct port_exposed **each)
{
	struct port_exposed *e = xcalloc(port_ranges_count(ranges) + 1, sizeof(*e));
	const struct port_range *r;
	unsigned int port;
	size_t n = 0;

	for (r = ranges->items; r < ranges->items + ranges->n; r++)
		for (port = r->first; port <= r->last; port++)
			e[n++] = (struct port_exposed){ port, r->protocol };
	qsort(e, n, sizeof(*e), compare_exposed);
	*each = e;
	return n;
}

/* The container's ports to which a binding leads. */
static struct port_range bound_range(const struct port_binding *b)
{
	return (struct port_range){ b->port, b->port + b->port_count - 1, b->protocol };
}

struct port_ranges ports_bound(const struct port_set *set)
{
	struct port_ranges bound = { 0 };
	struct port_range range;
	size_t i;

	for (i = 0; i < set->n_bindings; i++) {
		range = bound_range(&set->bindings[i]);
		port_ranges_add(&bound, &range);
	}
	return bound;
}

void ports_expose_bound(struct port_set *set)
{
	struct port_range range;
	size_t i;

	for (i = 0; i < set->n_bindings; i++) {
		range = bound_range(&set->bindings[i]);
		/* Not those of a damaged file. */
		if (range.first && range.first <= range.last)
			port_ranges_add(&set->exposed, &range);
	}
}

void ports_publish_all(struct port_set *set)
{
	struct port_ranges bound = ports_bound(set);
	struct port_ranges rest = port_ranges_without(&set->exposed, &bound);
	struct port_exposed *each;
	size_t i, n = ports_each(&rest, &each);

	reserve_bindings(set, n);
	for (i = 0; i < n; i++)
		add_binding(set, &(struct port_binding){
			.protocol = each[i].protocol,
			.port = each[i].port,
			.port_count = 1,
		});
	free(each);
	port_ranges_free(&rest);
	port_ranges_free(&bound);
}

void ports_released(struct port_set *set)
{
	size_t i;

	for (i = 0; i < set->n_bindings; i++)
		memset(set->bindings[i].publish, 0, sizeof(set->bindings[i].publish));
}

void ports_free(struct port_set *set)
{
	port_ranges_free(&set->exposed);
	port_ranges_free(&set->claimed);
	free(set->bindings);
	*set = (struct port_set){ 0 };
}
