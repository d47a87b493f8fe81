// SPDX-License-Identifier: GPL-2.0-only
/* The grammar of port specifications, and the sets they add up to. */
#include "ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"

/* [[ip:]host:]container[/protocol] taken apart; a part left out is empty. */
struct spec_parts {
	char *ip;
	char *host;
	char *container;
	char *protocol;
};

/**
 * struct spec - what a specification means
 * @address: the host's IPv4 address; 0.0.0.0 for all
 * @ipv6: it was an IPv6 address, which cannot be published yet
 * @host: the host's ports; 0 for any; without a protocol
 * @container: the container's ports
 */
struct spec {
	struct in_addr address;
	bool ipv6;
	struct port_range host;
	struct port_range container;
};

static unsigned int range_count(const struct port_range *r)
{
	return r->last - r->first + 1;
}

/* NULL, or what is wrong with the number. */
static const char *parse_port(const char *text, size_t len, uint16_t *port)
{
	unsigned int value = 0;
	size_t i;

	if (!len || strspn(text, "0123456789") < len)
		return "invalid syntax";
	for (i = 0; i < len; i++) {
		value = value * 10 + (text[i] - '0');
		if (value > UINT16_MAX)
			return "value out of range";
	}
	*port = value;
	return NULL;
}

/* NUMBER or NUMBER-NUMBER, not falling. */
static int parse_range(const char *text, struct port_range *r, struct error *err)
{
	int len = strcspn(text, "-");
	const char *last = text[len] ? text + len + 1 : text;
	const char *wrong;

	wrong = parse_port(text, len, &r->first);
	if (wrong)
		return error_set(err, EINVAL, "invalid start port '%.*s': %s",
				 len, text, wrong);
	wrong = parse_port(last, strlen(last), &r->last);
	if (wrong)
		return error_set(err, EINVAL, "invalid end port '%s': %s", last,
				 wrong);
	if (r->last < r->first)
		return error_set(err, EINVAL, "invalid port range: %s", text);
	return 0;
}

static int parse_protocol(const char *text, uint8_t *protocol, struct error *err)
{
	if (!*text || !strcasecmp(text, "tcp"))
		*protocol = IPPROTO_TCP;
	else if (!strcasecmp(text, "udp"))
		*protocol = IPPROTO_UDP;
	else if (!strcasecmp(text, "sctp"))
		*protocol = IPPROTO_SCTP;
	else
		return error_set(err, EINVAL, "invalid proto: %s", text);
	return 0;
}

const char *ports_protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_SCTP:
		return "sctp";
	default:
		return "tcp";
	}
}

static int missing_bracket(const char *text, struct error *err)
{
	return error_set(err, EINVAL,
			 "invalid IP address %s: address %s:: missing ']' in address",
			 text, text);
}

/* No address, 1.2.3.4, [1.2.3.4], ::1 or [::1]. */
static int parse_address(char *text, struct spec *spec, struct error *err)
{
	struct in6_addr address6;

	if (!*text)
		return 0;
	if (*text == '[') {
		size_t len = strlen(text);

		if (text[len - 1] != ']')
			return missing_bracket(text, err);
		text[len - 1] = '\0';
		text++;
	}
	if (inet_pton(AF_INET, text, &spec->address) == 1)
		return 0;
	spec->ipv6 = inet_pton(AF_INET6, text, &address6) == 1;
	if (!spec->ipv6)
		return error_set(err, EINVAL, "invalid IP address: %s", text);
	return 0;
}

/* What follows the last colon of @text, which ends there then; NULL if it has none. */
static char *cut_after_colon(char *text)
{
	char *colon = strrchr(text, ':');

	if (!colon)
		return NULL;
	*colon = '\0';
	return colon + 1;
}

/* From the right, so that the colons of an IPv6 address remain its own. */
static void split_spec(char *text, struct spec_parts *parts)
{
	char *none = text + strlen(text);
	char *rest;

	*parts = (struct spec_parts){ none, none, text, none };
	rest = cut_after_colon(text);
	if (rest) {
		parts->container = rest;
		parts->host = text;
		rest = cut_after_colon(text);
		if (rest) {
			parts->host = rest;
			parts->ip = text;
		}
	}
	rest = strchr(parts->container, '/');
	if (rest) {
		*rest = '\0';
		parts->protocol = rest + 1;
	}
}

/* Port 0 of a container is none. */
static int check_container_ports(const struct port_range *r, const char *text,
				 struct error *err)
{
	if (r->first)
		return 0;
	return error_set(err, EINVAL, "invalid port specification: \"%s/%s\"",
			 text, ports_protocol_name(r->protocol));
}

static int parse_host_ports(const struct spec_parts *parts, struct spec *spec,
			    struct error *err)
{
	if (!*parts->host)
		return 0;
	if (parse_range(parts->host, &spec->host, err) < 0 ||
	    (!spec->host.first && spec->host.last))
		return error_set(err, EINVAL, "invalid hostPort: %s", parts->host);
	if (range_count(&spec->container) > 1 &&
	    range_count(&spec->container) != range_count(&spec->host))
		return error_set(err, EINVAL,
				 "invalid ranges specified for container and host Ports: %s and %s",
				 parts->container, parts->host);
	return 0;
}

/* The order of the checks decides which of several mistakes is named. */
static int parse_parts(const struct spec_parts *parts, const char *text,
		       struct spec *spec, struct error *err)
{
	if (!*parts->container)
		return error_set(err, EINVAL, "no port specified: %s<empty>", text);
	if (parse_protocol(parts->protocol, &spec->container.protocol, err) < 0 ||
	    parse_address(parts->ip, spec, err) < 0)
		return -1;
	if (parse_range(parts->container, &spec->container, err) < 0)
		return error_set(err, EINVAL, "invalid containerPort: %s",
				 parts->container);
	if (check_container_ports(&spec->container, parts->container, err) < 0)
		return -1;
	return parse_host_ports(parts, spec, err);
}

static int parse_spec(const char *text, struct spec *spec, struct error *err)
{
	char *copy = xstrdup(text);
	struct spec_parts parts;
	int ret;

	*spec = (struct spec){ 0 };
	split_spec(copy, &parts);
	ret = parse_parts(&parts, text, spec, err);
	free(copy);
	if (ret < 0)
		return -1;
	if (spec->ipv6)
		return error_set(err, EAFNOSUPPORT,
				 "IPv6 publishing is not supported yet: %s", text);
	if (spec->container.protocol == IPPROTO_SCTP)
		return error_set(err, EPROTONOSUPPORT,
				 "SCTP publishing is not supported yet: %s", text);
	return 0;
}

/* The value of one NAME=VALUE of published=8080,target=80,protocol=udp. */
static int parse_named_part(char *part, char **published, char **target,
			    char **protocol, struct error *err)
{
	char *value = strchr(part, '=');

	if (!value)
		return error_set(err, EINVAL,
				 "invalid publish opts format (should be name=value but got '%s')",
				 part);
	*value++ = '\0';
	if (!strcmp(part, "published"))
		*published = value;
	else if (!strcmp(part, "target"))
		*target = value;
	else if (!strcmp(part, "protocol"))
		*protocol = value;
	else
		return error_set(err, EINVAL, "invalid publish opts format (unknown name '%s')",
				 part);
	return 0;
}

static int parse_named_spec(const char *text, struct spec *spec, struct error *err)
{
	char none[] = "", tcp[] = "tcp";
	char *published = none, *target = none, *protocol = tcp;
	char *copy = xstrdup(text), *rest = copy, *part, *plain;
	int ret = 0;

	while (!ret && (part = strsep(&rest, ",")))
		ret = parse_named_part(part, &published, &target, &protocol, err);
	if (!ret) {
		plain = xasprintf("%s:%s/%s", published, target, protocol);
		ret = parse_spec(plain, spec, err);
		free(plain);
	}
	free(copy);
	return ret;
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
	       (!a->host.s_addr || !b->host.s_addr ||
		a->host.s_addr == b->host.s_addr) &&
	       a->host_port <= b->host_port_end && b->host_port <= a->host_port_end;
}

static int port_taken(const struct port_binding *a, const struct port_binding *b,
		      struct error *err)
{
	uint16_t port = a->host_port > b->host_port ? a->host_port : b->host_port;
	char address[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &a->host, address, sizeof(address));
	return error_set(err, EEXIST,
			 "Bind for %s:%u failed: port is already allocated (by the same container)",
			 address, port);
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

static void add_binding(struct port_set *set, const struct port_binding *b)
{
	set->bindings = xreallocarray(set->bindings, set->n_bindings + 1,
				      sizeof(*set->bindings));
	set->bindings[set->n_bindings++] = *b;
}

static int add_bindings(struct port_set *set, const struct spec *spec,
			struct error *err)
{
	struct port_binding b = {
		.protocol = spec->container.protocol,
		.host = spec->address,
		.host_port = spec->host.first,
		.host_port_end = spec->host.last,
		.port = spec->container.first,
		.port_count = range_count(&spec->container),
	};
	unsigned int port;

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
		total += range_count(r);
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
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP };
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

int ports_parse_publish(struct port_set *set, const char *spec, struct error *err)
{
	struct spec parsed;
	int ret;

	if (strchr(spec, '='))
		ret = parse_named_spec(spec, &parsed, err);
	else
		ret = parse_spec(spec, &parsed, err);
	if (ret < 0 || add_bindings(set, &parsed, err) < 0)
		return -1;
	ports_expose(set, &parsed.container, 1);
	return 0;
}

int ports_parse_range(const char *text, struct port_range *out, struct error *err)
{
	char *copy = xstrdup(text), *protocol = copy;
	int ret;

	strsep(&protocol, "/");
	ret = parse_protocol(protocol ? protocol : "", &out->protocol, err);
	if (!ret)
		ret = parse_range(copy, out, err);
	if (!ret)
		ret = check_container_ports(out, copy, err);
	free(copy);
	return ret;
}

int ports_parse_expose(struct port_set *set, const char *spec, struct error *err)
{
	struct port_range range;

	if (strchr(spec, ':'))
		return error_set(err, EINVAL,
				 "invalid port format for --expose: %s", spec);
	if (ports_parse_range(spec, &range, err) < 0)
		return error_prefix(err, "invalid range format for --expose");
	if (range.protocol == IPPROTO_SCTP)
		return error_set(err, EPROTONOSUPPORT,
				 "SCTP is not supported yet: %s", spec);
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

int ports_parse_private(const char *text, struct port_exposed *out,
			struct error *err)
{
	int len = strcspn(text, "/");
	const char *protocol = text[len] ? text + len + 1 : "";
	const char *wrong = parse_port(text, len, &out->port);
	struct error unknown;

	if (wrong)
		return error_set(err, EINVAL, "invalid port '%.*s': %s", len, text,
				 wrong);
	/* Nothing is published for a protocol there is not: a miss, no mistake. */
	if (parse_protocol(protocol, &out->protocol, &unknown) < 0)
		out->protocol = 0;
	return 0;
}

void ports_released(struct port_set *set)
{
	size_t i;

	for (i = 0; i < set->n_bindings; i++)
		set->bindings[i].publish = 0;
}

void ports_free(struct port_set *set)
{
	free(set->exposed);
	free(set->bindings);
	*set = (struct port_set){ 0 };
}
