// SPDX-License-Identifier: GPL-2.0-only
/* Which bindings unpublish is to end. */
#include <errno.h>
#include <string.h>

#include "ports.h"

static bool is_within(const struct port_binding *b, const struct port_range *r)
{
	return b->port >= r->first && b->port + b->port_count - 1 <= r->last;
}

static bool is_touched(const struct port_binding *b, const struct port_range *r)
{
	return b->port <= r->last && b->port + b->port_count - 1 >= r->first;
}

static int select_private(const struct port_set *set, const char *text,
			  bool *selected, struct error *err)
{
	struct port_range r;
	int found = 0;
	size_t i;

	if (ports_parse_range(text, &r, err) < 0)
		return -1;
	for (i = 0; i < set->n_bindings; i++) {
		const struct port_binding *b = &set->bindings[i];

		if (b->protocol != r.protocol || !is_touched(b, &r))
			continue;
		if (!is_within(b, &r))
			return error_set(err, EINVAL,
					 "%s is part of the published range %u-%u/%s: give all of it",
					 text, b->port, b->port + b->port_count - 1,
					 ports_protocol_name(b->protocol));
		selected[i] = true;
		found++;
	}
	return found;
}

/* A binding that is without an address, or without IPv6, also is where it is published. */
static bool is_host(const struct port_binding *b, const struct address *wanted)
{
	struct address host = b->host;

	if (host.family == AF_UNSPEC && wanted->family != AF_UNSPEC && !b->publish[1])
		host = ports_binding_host(b, 0);
	return !address_compare(&host, wanted);
}

/* Whether @b is what @wanted says, as it was asked for or as it turned out. */
static bool is_meant(const struct port_binding *b, const struct port_binding *wanted)
{
	/* Each of thousands is compared with each: what mostly differs comes first. */
	if (b->port != wanted->port || b->port_count != wanted->port_count ||
	    b->protocol != wanted->protocol || !is_host(b, &wanted->host))
		return false;
	if (b->host_port == wanted->host_port &&
	    b->host_port_end == wanted->host_port_end)
		return true;
	return ports_in_force(b) && ports_binding_exact(wanted) &&
	       b->bound == wanted->host_port;
}

static int select_whole(const struct port_set *set, const char *spec,
			bool *selected, struct error *err)
{
	struct port_set wanted = { 0 };
	int found = 0;
	size_t i, j;

	if (ports_parse_publish(&wanted, spec, err) < 0)
		return -1;
	for (i = 0; i < set->n_bindings; i++) {
		for (j = 0; j < wanted.n_bindings; j++) {
			if (!is_meant(&set->bindings[i], &wanted.bindings[j]))
				continue;
			selected[i] = true;
			found++;
			break;
		}
	}
	ports_free(&wanted);
	return found;
}

int ports_select(const struct port_set *set, const char *spec, bool *selected,
		 struct error *err)
{
	if (strpbrk(spec, ":="))
		return select_whole(set, spec, selected, err);
	return select_private(set, spec, selected, err);
}

static bool has_host_port(const struct port_binding *b, uint16_t port)
{
	uint16_t first = b->bound;

	if (!first && ports_binding_exact(b))
		first = b->host_port;
	return first && port >= first && port - first < b->port_count;
}

const struct port_binding *ports_by_host_port(const struct port_set *set, uint8_t protocol,
					      uint16_t port)
{
	size_t i;

	for (i = 0; i < set->n_bindings; i++)
		if ((!protocol || set->bindings[i].protocol == protocol) &&
		    has_host_port(&set->bindings[i], port))
			return &set->bindings[i];
	return NULL;
}

void ports_remove(struct port_set *set, const bool *selected)
{
	size_t i, n = 0;

	for (i = 0; i < set->n_bindings; i++)
		if (!selected[i])
			set->bindings[n++] = set->bindings[i];
	set->n_bindings = n;
	port_ranges_free(&set->claimed);
	set->claims_known = false;
}
