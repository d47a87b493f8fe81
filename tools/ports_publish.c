// SPDX-License-Identifier: GPL-2.0-only
/* Bindings into the kernel, and the choice of ports where there is one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cursor.h"
#include "ports.h"
#include "ports_conflict.h"

/*
 * Where any port is taken from. An outgoing connection of the host may have
 * one of them: then the next one is tried.
 */
#define ANY_PORT_FIRST	49000
#define ANY_PORT_LAST	49900

#define RESERVED_PORTS	"/proc/sys/net/ipv4/ip_local_reserved_ports"

#define N_PORTS		(UINT16_MAX + 1)

/**
 * struct publisher - what the bindings of one call have in common
 * @nl: the kernel
 * @target: where they lead
 * @holder: who has an endpoint
 * @known: what the kernel has published, if it was asked, and this call has
 * @n_known: how many
 * @listed: it was asked
 * @refused: the last rule which the kernel refused
 * @err: why
 */
struct publisher {
	struct nl *nl;
	const struct ports_target *target;
	const char *(*holder)(uint32_t endpoint);
	struct nl_publish *known;
	size_t n_known;
	bool listed;
	struct nl_publish refused;
	struct error *err;
};

/**
 * struct group - bindings which get the same port of the host
 * @members: they differ only in their address
 * @n: how many
 */
struct group {
	struct port_binding **members;
	size_t n;
};

/* Once for all bindings: there may be many of both. */
static int list_known(struct publisher *p)
{
	if (p->listed)
		return 0;
	if (nl_publish_list(p->nl, &p->known, &p->n_known, p->err) < 0)
		return -1;
	p->listed = true;
	return 0;
}

static void add_known(struct publisher *p, const struct nl_publish *pub)
{
	if (!p->listed)
		return;
	p->known = xreallocarray(p->known, p->n_known + 1, sizeof(*p->known));
	p->known[p->n_known++] = *pub;
}

/* All of IPv6 only where it leads somewhere. */
static unsigned int rules_of(const struct publisher *p, const struct port_binding *b)
{
	return b->host.family == AF_UNSPEC && b->at.family == AF_UNSPEC &&
		p->target->ipv6 ? 2 : 1;
}

static int publish_rule(struct publisher *p, struct port_binding *b,
			unsigned int rule, uint16_t first)
{
	struct nl_publish pub = {
		.endpoint = p->target->endpoint,
		.protocol = b->protocol,
		.host = ports_binding_host(b, rule),
		.host_port = first,
		.host_port_end = first + b->port_count - 1,
		.port = b->port,
	};

	p->refused = pub;
	if (pub.host.family == AF_INET6 && !p->target->ipv6)
		return error_set(p->err, EAFNOSUPPORT,
				 "the container has no IPv6 address");
	if (nl_publish_add(p->nl, &pub, p->err) < 0)
		return -1;
	b->publish[rule] = pub.id;
	add_known(p, &pub);
	return 0;
}

/* What is known of it stays known as nobody's: its port is not tried again in this call. */
static void take_back(struct publisher *p, struct port_binding *b)
{
	struct error ignored;
	size_t i;

	for (i = 0; i < p->n_known; i++)
		if (p->known[i].id == b->publish[0] || p->known[i].id == b->publish[1])
			p->known[i].endpoint = 0;
	ports_unpublish(p->nl, b, &ignored);
}

static int publish_binding(struct publisher *p, struct port_binding *b,
			   uint16_t first)
{
	unsigned int rule, rules = rules_of(p, b);

	for (rule = 0; rule < rules; rule++) {
		if (publish_rule(p, b, rule, first) == 0)
			continue;
		take_back(p, b);
		return -1;
	}
	b->bound = first;
	return 0;
}

/* The group at one port: all or none. */
static int publish_at(struct publisher *p, const struct group *g, uint16_t first)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		if (publish_binding(p, g->members[i], first) == 0)
			continue;
		while (i > 0)
			take_back(p, g->members[--i]);
		return -1;
	}
	return 0;
}

static int explain(const struct publisher *p)
{
	ports_explain(p->nl, &p->refused, p->holder, p->err);
	return -1;
}

static void take(bool *taken, unsigned long first, unsigned long last)
{
	for (; first <= last && first < N_PORTS; first++)
		taken[first] = true;
}

/* "49152,49160-49170": ports which the administrator keeps for some service. */
static void take_reserved(bool *taken)
{
	FILE *file = fopen(RESERVED_PORTS, "re");
	unsigned long first, last;
	char *text = NULL, *at;
	size_t size = 0;

	if (!file)
		return;
	if (getline(&text, &size, file) > 0) {
		for (at = text; *at >= '0' && *at <= '9'; at += *at == ',') {
			first = strtoul(at, &at, 10);
			last = *at == '-' ? strtoul(at + 1, &at, 10) : first;
			take(taken, first, last);
		}
	}
	free(text);
	fclose(file);
}

/* Whether the publish has ports which one of the group could not have. */
static bool compete(const struct publisher *p, const struct nl_publish *pub,
		    const struct group *g)
{
	struct address host;
	unsigned int rule;
	size_t i;

	for (i = 0; i < g->n; i++) {
		for (rule = 0; rule < rules_of(p, g->members[i]); rule++) {
			host = ports_binding_host(g->members[i], rule);
			if (pub->protocol == g->members[i]->protocol &&
			    address_overlap(&pub->host, &host))
				return true;
		}
	}
	return false;
}

/* The ports which are not worth a try, one flag each; NULL on error. */
static bool *taken_ports(struct publisher *p, const struct group *g)
{
	bool *taken;
	size_t i;

	if (list_known(p) < 0)
		return NULL;
	taken = xcalloc(N_PORTS, sizeof(*taken));
	for (i = 0; i < p->n_known; i++)
		if (compete(p, &p->known[i], g))
			take(taken, p->known[i].host_port, p->known[i].host_port_end);
	if (!g->members[0]->host_port)
		take_reserved(taken);
	return taken;
}

/**
 * struct choice - the range of which a group takes any port
 * @first: its first port
 * @count: how many ports
 * @cursor: name of its cursor
 */
struct choice {
	unsigned int first;
	unsigned int count;
	char cursor[96];
};

static void choice_of(const struct publisher *p, const struct port_binding *b,
		      struct choice *choice)
{
	struct address host = ports_binding_host(b, 0);
	char address[ADDRESS_TEXT_LEN];
	unsigned int last;

	if (b->host_port) {
		choice->first = b->host_port;
		last = b->host_port_end;
	} else if (p->target->any_first &&
		   p->target->any_first <= p->target->any_last) {
		choice->first = p->target->any_first;
		last = p->target->any_last;
	} else {
		choice->first = ANY_PORT_FIRST;
		last = ANY_PORT_LAST;
	}
	choice->count = last - choice->first + 1;
	snprintf(choice->cursor, sizeof(choice->cursor), "ports %s/%s %u-%u",
		 address_text(&host, address), ports_protocol_name(b->protocol),
		 choice->first, last);
}

/* Whether a port may be had later on, or another one now. */
static bool port_is_held(const struct error *err)
{
	return err->code == EEXIST || err->code == EADDRINUSE;
}

static bool is_listed(const uint32_t *list, size_t n, uint32_t value)
{
	size_t i;

	for (i = 0; i < n && list[i] != value; i++)
		;
	return i < n;
}

/* The endpoints which have ports of the choice, each once; malloc'ed. */
static uint32_t *list_holders(const struct publisher *p, const struct group *g,
			      const struct choice *choice, size_t *n)
{
	uint32_t *holders = xcalloc(p->n_known + 1, sizeof(*holders));
	const struct nl_publish *pub;

	*n = 0;
	for (pub = p->known; pub < p->known + p->n_known; pub++)
		if (pub->endpoint && pub->host_port < choice->first + choice->count &&
		    pub->host_port_end >= choice->first && compete(p, pub, g) &&
		    !is_listed(holders, *n, pub->endpoint))
			holders[(*n)++] = pub->endpoint;
	return holders;
}

/* @in_use is what a process of the host has of it, if any, with a host port. */
static int none_left(struct publisher *p, const struct group *g,
		     const struct choice *choice, const struct nl_publish *in_use)
{
	struct ports_range_conflict conflict = {
		.first = choice->first,
		.last = choice->first + choice->count - 1,
		.protocol = g->members[0]->protocol,
		.self = p->target->endpoint,
		.in_use = in_use->host_port ? in_use : NULL,
	};

	conflict.holders = list_holders(p, g, choice, &conflict.n_holders);
	ports_explain_range(&conflict, p->holder, p->err);
	free(conflict.holders);
	return -1;
}

/* Try each free port once, from the one after the cursor on. */
static int try_ports(struct publisher *p, const struct group *g,
		     const struct choice *choice, const bool *taken)
{
	unsigned int start = cursor_get(choice->cursor) + 1 - choice->first;
	struct nl_publish in_use = { .host_port = 0 };
	unsigned int i, port;

	if (start >= choice->count)
		start = 0;
	for (i = 0; i < choice->count; i++) {
		port = choice->first + (start + i) % choice->count;
		if (taken[port])
			continue;
		if (publish_at(p, g, port) == 0) {
			cursor_set(choice->cursor, port);
			return 0;
		}
		if (!port_is_held(p->err))
			return explain(p);
		if (p->err->code == EADDRINUSE)
			in_use = p->refused;
	}
	return none_left(p, g, choice, &in_use);
}

static int publish_any(struct publisher *p, const struct group *g)
{
	unsigned int preferred = g->members[0]->bound;
	struct choice choice;
	bool *taken;
	int ret;

	choice_of(p, g->members[0], &choice);
	taken = taken_ports(p, g);
	if (!taken)
		return -1;
	if (preferred - choice.first < choice.count && !taken[preferred] &&
	    publish_at(p, g, preferred) == 0)
		ret = 0;
	else
		ret = try_ports(p, g, &choice, taken);
	free(taken);
	return ret;
}

static int publish_exact(struct publisher *p, const struct group *g)
{
	if (publish_at(p, g, g->members[0]->host_port) == 0)
		return 0;
	return explain(p);
}

/* Those without a choice first; then what may be of one group is together. */
static int compare_what(const struct port_binding *x, const struct port_binding *y)
{
	int order = ports_binding_exact(y) - ports_binding_exact(x);

	if (!order)
		order = x->port - y->port;
	if (!order)
		order = x->protocol - y->protocol;
	if (!order)
		order = x->host_port - y->host_port;
	return order ? order : x->host_port_end - y->host_port_end;
}

static int compare_order(const void *a, const void *b)
{
	const struct port_binding *x = *(struct port_binding *const *)a;
	const struct port_binding *y = *(struct port_binding *const *)b;
	int order = compare_what(x, y);

	return order ? order : (x > y) - (x < y);
}

/* The bindings not in force, in the order in which to publish them, each with its address. */
static struct port_binding **bindings_in_order(struct port_set *set,
					       const struct ports_target *target,
					       size_t *n)
{
	struct port_binding **order = xcalloc(set->n_bindings + 1, sizeof(*order));
	size_t i;

	*n = 0;
	for (i = 0; i < set->n_bindings; i++) {
		if (ports_in_force(&set->bindings[i]))
			continue;
		order[*n] = &set->bindings[i];
		order[(*n)++]->at = target->host;
	}
	qsort(order, *n, sizeof(*order), compare_order);
	return order;
}

/* Whether one more can have the same port: it has another address than each. */
static bool joins(const struct group *g, const struct port_binding *b)
{
	size_t i;

	if (compare_what(g->members[0], b))
		return false;
	for (i = 0; i < g->n; i++)
		if (address_overlap(&g->members[i]->host, &b->host))
			return false;
	return true;
}

/* The group which begins at @order. */
static struct group group_of(struct port_binding **order, size_t n)
{
	struct group g = { .members = order, .n = 1 };

	while (g.n < n && joins(&g, order[g.n]))
		g.n++;
	return g;
}

int ports_unpublish(struct nl *nl, struct port_binding *b, struct error *err)
{
	char address[ADDRESS_TEXT_LEN];
	struct address host;
	unsigned int rule;

	for (rule = 0; rule < PORT_RULES; rule++) {
		if (!b->publish[rule])
			continue;
		host = ports_binding_host(b, rule);
		/* Gone already is as good. */
		if (nl_publish_del(nl, b->publish[rule], err) < 0 &&
		    err->code != ENOENT)
			return error_prefix(err, "cannot end the publish of %s:%u/%s",
					    address_text_port(&host, address), b->bound,
					    ports_protocol_name(b->protocol));
		b->publish[rule] = 0;
	}
	return 0;
}

int ports_publish(struct nl *nl, struct port_set *set,
		  const struct ports_target *target,
		  const char *(*holder)(uint32_t endpoint), struct error *err)
{
	struct publisher p = {
		.nl = nl, .target = target, .holder = holder, .err = err,
	};
	struct port_binding **order;
	struct error ignored;
	size_t done, n;
	struct group g;
	int ret = 0;

	order = bindings_in_order(set, target, &n);
	for (done = 0; done < n; done += g.n) {
		g = group_of(order + done, n - done);
		ret = ports_binding_exact(g.members[0]) ? publish_exact(&p, &g) :
							   publish_any(&p, &g);
		if (ret < 0)
			break;
	}
	while (ret < 0 && done > 0)
		ports_unpublish(nl, order[--done], &ignored);
	free(p.known);
	free(order);
	return ret;
}

static int compare_id(const void *key, const void *pub)
{
	uint32_t id = *(const uint32_t *)key;
	uint32_t other = ((const struct nl_publish *)pub)->id;

	return (id > other) - (id < other);
}

/* A module which was loaded anew gives the same ids to others. */
static bool is_rule_of(const struct nl_publish *pub, const struct port_binding *b,
		       unsigned int rule)
{
	struct address host = ports_binding_host(b, rule);

	return pub->protocol == b->protocol &&
	       !address_compare(&pub->host, &host) &&
	       pub->host_port == b->bound && pub->port == b->port;
}

void ports_confirm(struct port_set *set, uint32_t endpoint,
		   const struct nl_publish *pubs, size_t n)
{
	const struct nl_publish *pub;
	struct port_binding *b;
	unsigned int rule;

	for (b = set->bindings; b < set->bindings + set->n_bindings; b++) {
		for (rule = 0; rule < PORT_RULES; rule++) {
			pub = n ? bsearch(&b->publish[rule], pubs, n,
					  sizeof(*pubs), compare_id) : NULL;
			if (!pub || pub->endpoint != endpoint ||
			    !is_rule_of(pub, b, rule))
				b->publish[rule] = 0;
		}
	}
}
