// SPDX-License-Identifier: GPL-2.0-only
#include "ports_conflict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "nl_publish.h"
#include "ports.h"
#include "socket_owner.h"

static bool in_the_way(const struct nl_publish *pub, const struct nl_publish *refused)
{
	return pub->protocol == refused->protocol &&
	       address_overlap(&pub->host, &refused->host) &&
	       pub->host_port <= refused->host_port_end &&
	       pub->host_port_end >= refused->host_port;
}

/* "container web", or where it has another address "container web at 0.0.0.0:8080". */
static char *holder_at(const char *holder, const struct address *asked,
		       const struct address *held, uint16_t port)
{
	char address[ADDRESS_TEXT_LEN];

	if (!address_compare(asked, held))
		return xstrdup(holder);
	return xasprintf("%s at %s:%u", holder, address_text_port(held, address), port);
}

int ports_refuse_taken(const struct address *asked, const struct address *held,
		       uint16_t port, const char *holder, struct error *err)
{
	char *by = holder ? holder_at(holder, asked, held, port) : NULL;
	char address[ADDRESS_TEXT_LEN];

	error_set(err, EEXIST, "Bind for %s:%u failed: port is already allocated%s%s%s",
		  address_text(asked, address), port, by ? " (by " : "", by ? by : "",
		  by ? ")" : "");
	free(by);
	return -1;
}

/* Another publish has the port: say whose. */
static void explain_publish(struct nl *nl, const struct nl_publish *refused,
			    const char *(*holder)(uint32_t endpoint),
			    struct error *err)
{
	const struct nl_publish *other = refused;
	const char *name = NULL;
	struct nl_publish *pubs;
	char *by = NULL;
	size_t i, n;

	if (nl_publish_list(nl, &pubs, &n, err) < 0)
		return;
	for (i = 0; i < n && other == refused; i++)
		if (in_the_way(&pubs[i], refused))
			other = &pubs[i];
	if (other != refused)
		name = holder(other->endpoint);
	if (name)
		by = xasprintf("container %s", name);
	ports_refuse_taken(&refused->host, &other->host,
			   other->host_port > refused->host_port ? other->host_port :
								   refused->host_port,
			   by, err);
	free(by);
	free(pubs);
}

/* A socket of the host has the port: say whose. */
static void explain_socket(const struct nl_publish *refused, struct error *err)
{
	unsigned int port = refused->host_port;
	char address[ADDRESS_TEXT_LEN];
	struct socket_owner owner;
	char by[96] = "";

	if (socket_owner_find(refused->protocol, &refused->host, refused->host_port,
			      refused->host_port_end, &owner)) {
		port = owner.port;
		snprintf(by, sizeof(by), " (by %s[%d])", owner.name, owner.pid);
	}
	error_set(err, EADDRINUSE,
		  "failed to bind host port %s:%u/%s: address already in use%s",
		  address_text_port(&refused->host, address), port,
		  ports_protocol_name(refused->protocol), by);
}

void ports_explain(struct nl *nl, const struct nl_publish *refused,
		   const char *(*holder)(uint32_t endpoint), struct error *err)
{
	char address[ADDRESS_TEXT_LEN];

	switch (err->code) {
	case EEXIST:
		explain_publish(nl, refused, holder, err);
		return;
	case EADDRINUSE:
		explain_socket(refused, err);
		return;
	case EADDRNOTAVAIL:
		error_set(err, EADDRNOTAVAIL, "cannot assign requested address");
		break;
	}
	error_prefix(err, "failed to bind host port %s:%u/%s",
		     address_text_port(&refused->host, address), refused->host_port,
		     ports_protocol_name(refused->protocol));
}

/* More than these would make no better line. */
#define NAMED_HOLDERS	3

/* "container a", or "containers a, b and 2 more". */
static void print_holders(FILE *out, const struct ports_range_conflict *conflict,
			  const char *(*holder)(uint32_t endpoint))
{
	size_t n = conflict->n_holders, i;
	size_t named = n > NAMED_HOLDERS ? NAMED_HOLDERS : n;
	const char *name;

	if (n == 1 && conflict->holders[0] == conflict->self) {
		fputs("the same container", out);
		return;
	}
	fprintf(out, "container%s", n == 1 ? "" : "s");
	for (i = 0; i < named; i++) {
		fputs(!i ? " " : i == n - 1 ? " and " : ", ", out);
		name = holder(conflict->holders[i]);
		if (conflict->holders[i] == conflict->self)
			fputs("this one", out);
		else if (name)
			fputs(name, out);
		else
			fprintf(out, "of endpoint %u", conflict->holders[i]);
	}
	if (n > named)
		fprintf(out, " and %zu more", n - named);
}

static char *describe_holders(const struct ports_range_conflict *conflict,
			      const char *(*holder)(uint32_t endpoint))
{
	char *text;
	size_t len;
	FILE *out = xopen_memstream(&text, &len);

	/* Nobody has any, but none may be had. */
	if (!conflict->n_holders)
		fputs("net.ipv4.ip_local_reserved_ports", out);
	else
		print_holders(out, conflict, holder);
	fclose(out);
	return text;
}

void ports_explain_range(const struct ports_range_conflict *conflict,
			 const char *(*holder)(uint32_t endpoint), struct error *err)
{
	char *by = describe_holders(conflict, holder);
	const char *protocol = ports_protocol_name(conflict->protocol);
	struct error process;

	if (!conflict->in_use) {
		error_set(err, EADDRINUSE, "all ports are allocated: %u-%u/%s (by %s)",
			  conflict->first, conflict->last, protocol, by);
	} else {
		explain_socket(conflict->in_use, &process);
		*err = process;
		if (conflict->n_holders)
			error_set(err, EADDRINUSE,
				  "%s; others of %u-%u/%s are allocated (by %s)",
				  process.text, conflict->first, conflict->last,
				  protocol, by);
	}
	free(by);
}
