/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of ports, kept as ranges: tcp before udp before sctp, each by its first port; those
 * which overlap or follow on are one. Pure functions.
 */
#ifndef CTRNETCTL_PORT_RANGES_H
#define CTRNETCTL_PORT_RANGES_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct port_range - consecutive ports
 * @first: first port
 * @last: last port
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 */
struct port_range {
	uint16_t first;
	uint16_t last;
	uint8_t protocol;
};

struct port_ranges {
	struct port_range *items;
	size_t n;
};

static inline unsigned int port_range_count(const struct port_range *r)
{
	return r->last - r->first + 1;
}

/* Add the ports of a range which does not end before it begins. */
void port_ranges_add(struct port_ranges *ranges, const struct port_range *range);
/* How many ranges there would be then. */
size_t port_ranges_with(const struct port_ranges *ranges, const struct port_range *range);
/* Whether any port is of both. */
bool port_ranges_meet(const struct port_ranges *ranges, const struct port_range *range);
/* What is in @ranges and not in @others; to be freed. */
struct port_ranges port_ranges_without(const struct port_ranges *ranges,
				       const struct port_ranges *others);
/* How many ports. */
size_t port_ranges_count(const struct port_ranges *ranges);
void port_ranges_free(struct port_ranges *ranges);

#endif
