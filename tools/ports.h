/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Port specifications as people type them (-p, --expose), what they become,
 * and how they are printed. Pure functions but for ports_publish and
 * ports_unpublish, which talk to the kernel.
 *
 * ports_parse.c has the grammar, ports.c the sets that specifications add up
 * to, ports_select.c what unpublish means, ports_publish.c the way into the
 * kernel, ports_format.c the way to the reader, ports_text.c that to the state file.
 */
#ifndef CTRNETCTL_PORTS_H
#define CTRNETCTL_PORTS_H

#include <jansson.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"
#include "port_ranges.h"

struct nl;
struct nl_publish;

/**
 * struct port_exposed - a port which a container offers
 * @port: 1 to 65535
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 */
struct port_exposed {
	uint16_t port;
	uint8_t protocol;
};

/* Rules that the kernel may have for one binding: one of each family. */
#define PORT_RULES	2

/**
 * struct port_binding - a port, or a run of ports, of the host which leads to a container
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 * @host: the host's address; none for the network's choice, see struct
 *	ports_target
 * @host_port: wanted first port; 0 for any
 * @host_port_end: last port of the wanted range. With @port_count 1, any free
 *	one of the range serves (-p 8000-8010:80)
 * @port: the container's first port
 * @port_count: how many ports, pairwise with the host's
 * @at: where it has no @host, the address it is published at; none for all of
 *	IPv4, and all of IPv6 with the same port
 * @bound: the first port published, or that was in the last life; 0 if none
 * @publish: ids of the kernel's rules while it is in force: the second one is
 *	for IPv6 where there is neither @host nor @at; else 0
 */
struct port_binding {
	uint8_t protocol;
	struct address host;
	uint16_t host_port;
	uint16_t host_port_end;
	uint16_t port;
	uint16_t port_count;
	struct address at;
	uint16_t bound;
	uint32_t publish[PORT_RULES];
};

/* The ports of one container. Arrays are grown by the functions below. */
struct port_set {
	struct port_ranges exposed;
	struct port_binding *bindings;	/* in the order of the command line */
	size_t n_bindings;
	struct port_ranges claimed;	/* the host's ports of exact ones, on any address */
	bool claims_known;		/* or else nobody has asked yet */
};

/*
 * How many ranges of ports a container exposes at most: so many the kernel lets a
 * link open.
 */
#define PORTS_RANGES_MAX	1024

/*
 * Add what one -p argument says, its container ports to @exposed too. Nothing
 * is added on error.
 */
int ports_parse_publish(struct port_set *set, const char *spec, struct error *err);
/* Add what one --expose argument says. */
int ports_parse_expose(struct port_set *set, const char *spec, struct error *err);
/* The container's ports to which bindings lead; to be freed. */
struct port_ranges ports_bound(const struct port_set *set);
/* Add these to @exposed. */
void ports_expose_bound(struct port_set *set);
/* Each port of ranges, by number, tcp before udp before sctp; free(*each). */
size_t ports_each(const struct port_ranges *ranges, struct port_exposed **each);
/* -P: a binding to any port for each exposed port which has none. */
void ports_publish_all(struct port_set *set);
void ports_free(struct port_set *set);

/* Whether the host's ports are the given ones, and not any or one of a range. */
bool ports_binding_exact(const struct port_binding *b);
/* Whether it is published now. */
bool ports_in_force(const struct port_binding *b);
/* The host's address of a binding's rule, 0 or 1. */
struct address ports_binding_host(const struct port_binding *b, unsigned int rule);
/* "tcp", "udp", "sctp". */
const char *ports_protocol_name(uint8_t protocol);

/* Parse PORT[-PORT][/PROTO]; no protocol means tcp. */
int ports_parse_range(const char *text, struct port_range *out, struct error *err);
/*
 * Parse PORT[/PROTO] as the port command takes it; no protocol means tcp, and
 * a word which is none is 0.
 */
int ports_parse_private(const char *text, struct port_exposed *out,
			struct error *err);

/**
 * ports_select - find the bindings which unpublish is to end
 * @spec: PORT[-PORT][/PROTO] for all that lead to these ports of the container,
 *	or a whole specification for just that
 * @selected: a flag for each binding; set for those which are found
 *
 * Return: how many were found, or -1 with @err filled if @spec makes no sense,
 * or names a part of a binding, which stands or falls as a whole.
 */
int ports_select(const struct port_set *set, const char *spec, bool *selected,
		 struct error *err);
/*
 * The binding which has the port of the host, or has asked for it; of any protocol if
 * @protocol is 0. NULL if none has.
 */
const struct port_binding *ports_by_host_port(const struct port_set *set, uint8_t protocol,
					      uint16_t port);
/* Remove the bindings which are selected; their ports are still exposed. */
void ports_remove(struct port_set *set, const bool *selected);

/**
 * struct ports_target - where published ports lead
 * @endpoint: the container's endpoint
 * @network: the network on which it is
 * @ipv6: it has an IPv6 address
 * @host: the host's address where a binding has none; none for all of IPv4,
 *	and all of IPv6 with the same port if the endpoint has an address there
 * @any_first: first port of those from which any port is taken; 0: 49000
 * @any_last: the last one; 0: 49900
 */
struct ports_target {
	uint32_t endpoint;
	const char *network;
	bool ipv6;
	struct address host;
	uint16_t any_first;
	uint16_t any_last;
};

/**
 * ports_publish - publish every binding which is not in force, all or none
 * @target: where they lead
 * @holder: names who holds a publish, for messages: returns a container's
 *	name for an endpoint id, or NULL
 *
 * Exact ports first, then ranges and any-port ones, by container port, tcp
 * before udp before sctp. Bindings which differ only in their address get the
 * same port. Any-port bindings prefer the number in @bound of their last life
 * (@publish is 0 then), else take the next free one after the last one given
 * for their address and protocol. Call under container_lock().
 */
int ports_publish(struct nl *nl, struct port_set *set,
		  const struct ports_target *target,
		  const char *(*holder)(uint32_t endpoint), struct error *err);
/* End one binding that is in force; @bound stays, as the number to prefer. */
int ports_unpublish(struct nl *nl, struct port_binding *b, struct error *err);
/* Of what was in force, only what is among the kernel's @pubs, by id, still is. */
void ports_confirm(struct port_set *set, uint32_t endpoint,
		   const struct nl_publish *pubs, size_t n);
/* The endpoint is gone, and took along its publishes: none is in force any more. */
void ports_released(struct port_set *set);

/**
 * struct port_mapping - one published port, or consecutive ones
 * @host: the host's address; 0.0.0.0 or :: for all
 * @host_port: the host's first port
 * @port: the container's first port
 * @count: how many ports
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 */
struct port_mapping {
	struct address host;
	uint16_t host_port;
	uint16_t port;
	uint16_t count;
	uint8_t protocol;
};

/*
 * What is in force of the bindings from @first on, a range as one; sorted by container
 * port, protocol, host address, host port. free(*mappings).
 */
size_t ports_mapped_ranges(const struct port_set *set, size_t first,
			   struct port_mapping **mappings);
/* The same, port by port. */
size_t ports_mappings(const struct port_set *set, size_t first,
		      struct port_mapping **mappings);
/* {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]} */
json_t *ports_mappings_json(const struct port_mapping *mappings, size_t n);
/* NetworkSettings.Ports of inspect: the same, and "81/tcp": null for what is only exposed. */
json_t *ports_json(const struct port_set *set);
/*
 * The PORTS cell of ps, "0.0.0.0:8000-8002->80-82/tcp, 5432/tcp"; malloc'ed.
 * Empty unless the container is @live; of its bindings, those in force.
 */
char *ports_format(const struct port_set *set, bool live);
/* The same, with one entry "*:80->80/tcp" for all addresses of both families. */
char *ports_format_merged(const struct port_set *set, bool live);
/* The whole specification of a binding with a port of the host, "8080:80/tcp"; malloc'ed. */
char *ports_binding_spec(const struct port_binding *b);

/* Room for a range as text. */
#define PORTS_RANGE_LEN		32

/* What ports_parse_range() parses, "80-82/tcp". Returns @text. */
const char *ports_range_text(const struct port_range *range, char text[PORTS_RANGE_LEN]);

/* Room for a mapping as text. */
#define PORTS_MAPPING_LEN	(ADDRESS_TEXT_LEN + 64)

/*
 * "0.0.0.0:8080", behind "80/tcp -> " if @with_port, or the same of a range; @host is the
 * address as address_text_port() has it. Returns @text.
 */
const char *ports_mapping_text(const struct port_mapping *m, const char *host, bool with_port,
			       char text[PORTS_MAPPING_LEN]);

/* Room for a binding as text, with two addresses. */
#define PORTS_BINDING_LEN	(2 * ADDRESS_TEXT_LEN + 64)

/*
 * All bindings, as the state file has them, behind commas: "8080:80/tcp 8080 12 0 ", what was
 * asked for, @bound, @publish and @at. malloc'ed.
 */
char *ports_bindings_text(const struct port_set *set);
/* And back, into a set which has none; one that makes no sense is all zero. */
void ports_bindings_parse(struct port_set *set, const char *text);

/* Ranges as ports_parse_range() parses them, behind commas; malloc'ed. */
char *ports_ranges_text(const struct port_ranges *ranges);
/* And back; what makes no sense is left out. */
void ports_ranges_parse(struct port_ranges *ranges, const char *text);

#endif
