/* SPDX-License-Identifier: GPL-2.0-only */
/* Subnets of either family as numbers, and the choice of one that is free. */
#ifndef CTRNETCTL_SUBNET_H
#define CTRNETCTL_SUBNET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"

/* Room for any subnet in CIDR notation. */
#define SUBNET_TEXT_LEN	(ADDRESS_TEXT_LEN + 4)

/* An address as a number; an IPv4 address is the lowest 32 bits. */
typedef unsigned __int128 address_number;

/**
 * struct subnet - a range of addresses
 * @family: AF_INET or AF_INET6
 * @prefix: prefix length
 * @first: the network's address
 */
struct subnet {
	sa_family_t family;
	unsigned int prefix;
	address_number first;
};

address_number subnet_number(const struct address *address);
/* The subnet of that prefix length which @address is in. */
struct subnet subnet_of(const struct address *address, unsigned int prefix);
/* Parse ADDRESS/PREFIX; refuse what no network can have. */
int subnet_parse(const char *text, struct subnet *s, struct error *err);
/* The same for a part of a network's subnet, of any size. */
int subnet_parse_part(const char *text, struct subnet *s, struct error *err);
/* "172.17.0.0/16"; static buffer. */
const char *subnet_text(const struct subnet *s);
/* The highest address: in IPv4, the broadcast address. */
address_number subnet_last(const struct subnet *s);
/* The address which is @offset after the first one. */
struct address subnet_address(const struct subnet *s, address_number offset);
bool subnet_overlap(const struct subnet *a, const struct subnet *b);
bool subnet_contains(const struct subnet *s, const struct subnet *part);
/*
 * Whether a host may have the address: one inside, not the first, and not the
 * last of IPv4.
 */
bool subnet_has_host(const struct subnet *s, const struct address *address);

/*
 * The first private IPv4 subnet, in the order in which Docker takes them,
 * which overlaps none of @used; false if there is none.
 */
bool subnet_pick(const struct subnet *used, size_t n, struct subnet *s);
/* A unique local IPv6 subnet, by chance as RFC 4193 wants it. */
bool subnet_pick_ipv6(const struct subnet *used, size_t n, struct subnet *s);

#endif
