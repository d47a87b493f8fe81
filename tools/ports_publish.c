// SPDX-License-Identifier: GPL-2.0-only
/* Bindings into the kernel, and the choice of ports where there is one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cursor.h"
#include "nl_publish.h"
#include "ports.h"
#include "ports_conflict.h"

/*
 * Where any port is taken from. An outgoing connection of the host may have
 * one of them: then the next one is tried.
 */
#define ANY_PORT_FIRST	49000
#define ANY_PORT_LAST	49900

#define RESERVED_PORTS	"/proc/sys/net/ipv4/ip_local_reserved_ports"

/**
 * struct publisher - what the bindings of one call have in common
 * @nl: the kernel
 * @target: where they lead
 * @holder: who has an endpoint
 * @reserved: ports, of no protocol, which the administrator keeps for some service
 * @reserved_known: it was looked up
 * @refused: the last rule which the kernel refused
 * @err: why
 */
struct publisher {
	struct nl *nl;
	const struct ports_target *target;
	const char *(*holder)(uint32_t endpoint);
	struct port_ranges reserved;
	bool reserved_known;
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

/* All of IPv6 only where it leads somewhere. */
static unsigned int rules_of(const struct publisher *p, const struct port_binding *b)
{
	return b->host.family == AF_UNSPEC && b->at.family == AF_UNSPEC &&
		p->target->ipv6 ? 2 : 1;
}

/* The rule of a binding which has @first for its first port. */
static struct nl_publish rule_of(const struct publisher *p, const struct port_binding *b,
				 unsigned int rule, uint16_t first)
{
	return (struct nl_publish){
		.endpoint = p->target->endpoint,
		.protocol = b->protocol,
		.host = ports_binding_host(b, rule),
		.host_port = first,
		.host_port_end = first + b->port_count - 1,
		.port = b->port,
	};
}

/* The rules of bindings, in their order; at @first, or each where it asks for. */
static size_t list_rules(const struct publisher *p, const struct group *g, uint16_t first,
			 struct nl_publish **rules)
{
	unsigned int rule;
	size_t i, n = 0;

	*rules = xcalloc(g->n * PORT_RULES, sizeof(**rules));
	for (i = 0; i < g->n; i++)
		for (rule = 0; rule < rules_of(p, g->members[i]); rule++)
			(*rules)[n++] = rule_of(p, g->members[i], rule,
						first ? first : g->members[i]->host_port);
	return n;
}

static int check_families(struct publisher *p, const struct nl_publish *rules, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (rules[i].host.family != AF_INET6 || p->target->ipv6)
			continue;
		p->refused = rules[i];
		return error_set(p->err, EAFNOSUPPORT,
				 "network %s has no IPv6 addresses: 'network create --ipv6' makes one which has",
				 p->target->network);
	}
	return 0;
}

static void in_force(const struct publisher *p, const struct group *g,
		     const struct nl_publish *rules)
{
	struct port_binding *b;
	unsigned int rule;
	size_t i;

	for (i = 0; i < g->n; i++) {
		b = g->members[i];
		b->bound = rules->host_port;
		for (rule = 0; rule < rules_of(p, b); rule++)
			b->publish[rule] = rules++->id;
	}
}

/* All or none, at @first, or each at the port that it asks for. */
static int publish_at(struct publisher *p, const struct group *g, uint16_t first)
{
	struct nl_publish *rules;
	size_t n = list_rules(p, g, first, &rules), refused;
	int ret = check_families(p, rules, n);

	if (!ret) {
		ret = nl_publish_add(p->nl, rules, n, &refused, p->err);
		if (ret < 0)
			p->refused = rules[refused];
		else
			in_force(p, g, rules);
	}
	free(rules);
	return ret;
}

static int explain(const struct publisher *p)
{
	ports_explain(p->nl, &p->refused, p->holder, p->err);
	return -1;
}

/* "49152,49160-49170" */
static void parse_reserved(struct port_ranges *reserved, char *at)
{
	unsigned long first, last;

	for (; *at >= '0' && *at <= '9'; at += *at == ',') {
		first = strtoul(at, &at, 10);
		last = *at == '-' ? strtoul(at + 1, &at, 10) : first;
		if (first <= last && last <= UINT16_MAX)
			port_ranges_add(reserved, &(struct port_range){ first, last, 0 });
	}
}

static void know_reserved(struct publisher *p)
{
	FILE *file = p->reserved_known ? NULL : fopen(RESERVED_PORTS, "re");
	char *text = NULL;
	size_t size = 0;

	p->reserved_known = true;
	if (!file)
		return;
	if (getline(&text, &size, file) > 0)
		parse_reserved(&p->reserved, text);
	free(text);
	fclose(file);
}

/* Of any port only: who asks for a range has the last word. */
static bool is_reserved(struct publisher *p, const struct port_binding *b, uint16_t port)
{
	if (b->host_port)
		return false;
	know_reserved(p);
	return port_ranges_meet(&p->reserved, &(struct port_range){ port, port, 0 });
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

/* The endpoints which have ports of the choice, each once. */
static void list_holders(const struct publisher *p, const struct group *g,
			 const struct choice *choice, struct ports_range_conflict *conflict)
{
	const struct nl_publish *pub;
	struct nl_publish *pubs;
	struct error ignored;
	size_t n;

	if (nl_publish_list(p->nl, &pubs, &n, &ignored) < 0)
		return;
	conflict->holders = xcalloc(n + 1, sizeof(*conflict->holders));
	for (pub = pubs; pub < pubs + n; pub++)
		if (pub->host_port < choice->first + choice->count &&
		    pub->host_port_end >= choice->first && compete(p, pub, g) &&
		    !is_listed(conflict->holders, conflict->n_holders, pub->endpoint))
			conflict->holders[conflict->n_holders++] = pub->endpoint;
	free(pubs);
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

	list_holders(p, g, choice, &conflict);
	ports_explain_range(&conflict, p->holder, p->err);
	free(conflict.holders);
	return -1;
}

/*
 * Try each port once, from the one after the cursor on, which is free as a rule: it is
 * the kernel that knows.
 */
static int try_ports(struct publisher *p, const struct group *g, const struct choice *choice)
{
	unsigned int start = cursor_get(choice->cursor) + 1 - choice->first;
	struct nl_publish in_use = { .host_port = 0 };
	unsigned int i, port;

	if (start >= choice->count)
		start = 0;
	for (i = 0; i < choice->count; i++) {
		port = choice->first + (start + i) % choice->count;
		if (is_reserved(p, g->members[0], port))
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

	choice_of(p, g->members[0], &choice);
	if (preferred - choice.first < choice.count &&
	    !is_reserved(p, g->members[0], preferred) && publish_at(p, g, preferred) == 0)
		return 0;
	return try_ports(p, g, &choice);
}

/* Those without a choice are one request. */
static int publish_exact(struct publisher *p, const struct group *g)
{
	if (!g->n || publish_at(p, g, 0) == 0)
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

/* Those at the begin of @order which have no choice. */
static struct group exact_of(struct port_binding **order, size_t n)
{
	struct group g = { .members = order, .n = 0 };

	while (g.n < n && ports_binding_exact(order[g.n]))
		g.n++;
	return g;
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
	size_t done = 0, n;
	struct group g;
	int ret;

	order = bindings_in_order(set, target, &n);
	g = exact_of(order, n);
	ret = publish_exact(&p, &g);
	while (!ret && (done += g.n) < n) {
		g = group_of(order + done, n - done);
		ret = publish_any(&p, &g);
	}
	while (ret < 0 && done > 0)
		ports_unpublish(nl, order[--done], &ignored);
	port_ranges_free(&p.reserved);
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
