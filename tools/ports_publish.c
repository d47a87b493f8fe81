// SPDX-License-Identifier: GPL-2.0-only
/* Bindings into the kernel: the choice of ports, and who is in the way. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "cursor.h"
#include "ports.h"
#include "socket_owner.h"

/*
 * Where any port is taken from. An outgoing connection of the host may have
 * one of them: then the next one is tried.
 */
#define ANY_PORT_FIRST	49000
#define ANY_PORT_LAST	49900

#define RESERVED_PORTS	"/proc/sys/net/ipv4/ip_local_reserved_ports"

#define N_PORTS		(UINT16_MAX + 1)

/* What the bindings of one call have in common. */
struct publisher {
	struct nl *nl;
	uint32_t endpoint;
	const char *(*holder)(uint32_t endpoint);
	struct error *err;
};

static const char *address_text(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];

	return inet_ntop(AF_INET, &address, text, sizeof(text));
}

/* Whether a port of the publish is one which the binding could not have. */
static bool compete(const struct nl_publish *pub, const struct port_binding *b)
{
	return pub->protocol == b->protocol &&
	       (!pub->host.s_addr || !b->host.s_addr ||
		pub->host.s_addr == b->host.s_addr);
}

/* Whether a publish has one of the ports from @first on which a binding is to have. */
static bool in_the_way(const struct nl_publish *pub, const struct port_binding *b,
		       uint16_t first)
{
	return compete(pub, b) && pub->host_port < first + b->port_count &&
	       pub->host_port_end >= first;
}

/* Another publish has the port: say whose. */
static void explain_publish(const struct publisher *p, const struct port_binding *b,
			    uint16_t first)
{
	const char *name = NULL;
	struct nl_publish *pubs;
	size_t i, n;

	if (nl_publish_list(p->nl, &pubs, &n, p->err) < 0)
		return;
	for (i = 0; i < n && !in_the_way(&pubs[i], b, first); i++)
		;
	if (i < n)
		name = p->holder(pubs[i].endpoint);
	error_set(p->err, EEXIST, "Bind for %s:%u failed: port is already allocated%s%s%s",
		  address_text(i < n ? pubs[i].host : b->host),
		  i < n && pubs[i].host_port > first ? pubs[i].host_port : first,
		  name ? " (by container " : "", name ? name : "", name ? ")" : "");
	free(pubs);
}

/* A socket of the host has the port: say whose. */
static void explain_socket(const struct publisher *p, const struct port_binding *b,
			   uint16_t first)
{
	struct socket_owner owner;
	char by[96] = "";

	if (socket_owner_find(b->protocol, b->host, first,
			      first + b->port_count - 1, &owner)) {
		first = owner.port;
		snprintf(by, sizeof(by), " (by %s[%d])", owner.name, owner.pid);
	}
	error_set(p->err, EADDRINUSE,
		  "failed to bind host port %s:%u/%s: address already in use%s",
		  address_text(b->host), first, ports_protocol_name(b->protocol), by);
}

/* Put the kernel's refusal in the words that users know. */
static void explain(const struct publisher *p, const struct port_binding *b,
		    uint16_t first)
{
	switch (p->err->code) {
	case EEXIST:
		explain_publish(p, b, first);
		break;
	case EADDRINUSE:
		explain_socket(p, b, first);
		break;
	case EADDRNOTAVAIL:
		error_set(p->err, EADDRNOTAVAIL,
			  "failed to bind host port %s:%u/%s: cannot assign requested address",
			  address_text(b->host), first,
			  ports_protocol_name(b->protocol));
		break;
	default:
		error_prefix(p->err, "failed to bind host port %s:%u/%s",
			     address_text(b->host), first,
			     ports_protocol_name(b->protocol));
	}
}

static int publish_at(const struct publisher *p, struct port_binding *b,
		      uint16_t first)
{
	struct nl_publish pub = {
		.endpoint = p->endpoint,
		.protocol = b->protocol,
		.host = b->host,
		.host_port = first,
		.host_port_end = first + b->port_count - 1,
		.port = b->port,
	};

	if (nl_publish_add(p->nl, &pub, p->err) < 0)
		return -1;
	b->bound = first;
	b->publish = pub.id;
	return 0;
}

static int publish_exact(const struct publisher *p, struct port_binding *b)
{
	if (publish_at(p, b, b->host_port) == 0)
		return 0;
	explain(p, b, b->host_port);
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

/* The ports which are not worth a try, one flag each; NULL on error. */
static bool *taken_ports(const struct publisher *p, const struct port_binding *b)
{
	struct nl_publish *pubs;
	bool *taken;
	size_t i, n;

	if (nl_publish_list(p->nl, &pubs, &n, p->err) < 0)
		return NULL;
	taken = xcalloc(N_PORTS, sizeof(*taken));
	for (i = 0; i < n; i++)
		if (compete(&pubs[i], b))
			take(taken, pubs[i].host_port, pubs[i].host_port_end);
	free(pubs);
	if (!b->host_port)
		take_reserved(taken);
	return taken;
}

/**
 * struct choice - the range of which a binding takes any port
 * @first: its first port
 * @count: how many ports
 * @cursor: name of its cursor
 */
struct choice {
	unsigned int first;
	unsigned int count;
	char cursor[64];
};

static void choice_of(const struct port_binding *b, struct choice *choice)
{
	unsigned int last = b->host_port ? b->host_port_end : ANY_PORT_LAST;

	choice->first = b->host_port ? b->host_port : ANY_PORT_FIRST;
	choice->count = last - choice->first + 1;
	snprintf(choice->cursor, sizeof(choice->cursor), "ports %s/%s %u-%u",
		 address_text(b->host), ports_protocol_name(b->protocol),
		 choice->first, last);
}

/* Whether a port may be had later on, or another one now. */
static bool port_is_held(const struct error *err)
{
	return err->code == EEXIST || err->code == EADDRINUSE;
}

/* Try each free port once, from the one after the cursor on. */
static int try_ports(const struct publisher *p, struct port_binding *b,
		     const struct choice *choice, const bool *taken)
{
	unsigned int start = cursor_get(choice->cursor) + 1 - choice->first;
	unsigned int i, port, in_use = 0;

	if (start >= choice->count)
		start = 0;
	for (i = 0; i < choice->count; i++) {
		port = choice->first + (start + i) % choice->count;
		if (taken[port])
			continue;
		if (publish_at(p, b, port) == 0) {
			cursor_set(choice->cursor, port);
			return 0;
		}
		if (!port_is_held(p->err)) {
			explain(p, b, port);
			return -1;
		}
		if (p->err->code == EADDRINUSE)
			in_use = port;
	}
	if (!in_use)
		return error_set(p->err, EADDRINUSE, "all ports are allocated");
	explain_socket(p, b, in_use);
	return -1;
}

static int publish_any(const struct publisher *p, struct port_binding *b)
{
	unsigned int preferred = b->bound;
	struct choice choice;
	bool *taken;
	int ret;

	choice_of(b, &choice);
	taken = taken_ports(p, b);
	if (!taken)
		return -1;
	if (preferred - choice.first < choice.count && !taken[preferred] &&
	    publish_at(p, b, preferred) == 0)
		ret = 0;
	else
		ret = try_ports(p, b, &choice, taken);
	free(taken);
	return ret;
}

static int publish_binding(const struct publisher *p, struct port_binding *b)
{
	return ports_binding_exact(b) ? publish_exact(p, b) : publish_any(p, b);
}

/* Those without a choice first. */
static int compare_order(const void *a, const void *b)
{
	const struct port_binding *x = *(struct port_binding *const *)a;
	const struct port_binding *y = *(struct port_binding *const *)b;
	int order = ports_binding_exact(y) - ports_binding_exact(x);

	if (!order)
		order = x->port - y->port;
	if (!order)
		order = x->protocol - y->protocol;
	return order ? order : (x > y) - (x < y);
}

/* The bindings not in force, in the order in which to publish them. */
static struct port_binding **bindings_in_order(struct port_set *set, size_t *n)
{
	struct port_binding **order = xcalloc(set->n_bindings + 1, sizeof(*order));
	size_t i;

	*n = 0;
	for (i = 0; i < set->n_bindings; i++)
		if (!set->bindings[i].publish)
			order[(*n)++] = &set->bindings[i];
	qsort(order, *n, sizeof(*order), compare_order);
	return order;
}

int ports_unpublish(struct nl *nl, struct port_binding *b, struct error *err)
{
	/* Gone already is as good. */
	if (nl_publish_del(nl, b->publish, err) < 0 && err->code != ENOENT)
		return error_prefix(err, "cannot end the publish of %s:%u/%s",
				    address_text(b->host), b->bound,
				    ports_protocol_name(b->protocol));
	b->publish = 0;
	return 0;
}

int ports_publish(struct nl *nl, struct port_set *set, uint32_t endpoint,
		  const char *(*holder)(uint32_t endpoint), struct error *err)
{
	const struct publisher p = { nl, endpoint, holder, err };
	struct port_binding **order;
	struct error ignored;
	size_t done, n;
	int ret = 0;

	order = bindings_in_order(set, &n);
	for (done = 0; done < n; done++) {
		ret = publish_binding(&p, order[done]);
		if (ret < 0)
			break;
	}
	while (ret < 0 && done > 0)
		ports_unpublish(nl, order[--done], &ignored);
	free(order);
	return ret;
}

static int compare_id(const void *key, const void *pub)
{
	uint32_t id = *(const uint32_t *)key;
	uint32_t other = ((const struct nl_publish *)pub)->id;

	return (id > other) - (id < other);
}

void ports_confirm(struct port_set *set, uint32_t endpoint,
		   const struct nl_publish *pubs, size_t n)
{
	const struct nl_publish *pub;
	struct port_binding *b;

	for (b = set->bindings; b < set->bindings + set->n_bindings; b++) {
		pub = n ? bsearch(&b->publish, pubs, n, sizeof(*pubs),
				  compare_id) : NULL;
		/* A module which was loaded anew gives the same ids to others. */
		if (!pub || pub->endpoint != endpoint ||
		    pub->protocol != b->protocol ||
		    pub->host.s_addr != b->host.s_addr ||
		    pub->host_port != b->bound || pub->port != b->port)
			b->publish = 0;
	}
}
