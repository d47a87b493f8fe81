/* SPDX-License-Identifier: GPL-2.0-only */
/* IPv4 subnets as numbers, and the choice of one that is free. Pure functions. */
#ifndef CTRNETCTL_SUBNET_H
#define CTRNETCTL_SUBNET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/**
 * struct subnet - a range of addresses
 * @first: the network's address, in host byte order
 * @prefix: prefix length
 */
struct subnet {
	uint32_t first;
	unsigned int prefix;
};

/* The subnet of that prefix length which @address is in. */
struct subnet subnet_of(struct in_addr address, unsigned int prefix);
/* Parse ADDRESS/PREFIX; refuse what no network can have. */
int subnet_parse(const char *text, struct subnet *s, struct error *err);
/* "172.17.0.0/16"; static buffer. */
const char *subnet_text(const struct subnet *s);
/* The broadcast address, in host byte order. */
uint32_t subnet_last(const struct subnet *s);
bool subnet_overlap(const struct subnet *a, const struct subnet *b);
/* Whether a host may have the address: one inside, not the first nor the last. */
bool subnet_has_host(const struct subnet *s, struct in_addr address);

/*
 * The first private subnet, in the order in which Docker takes them, which
 * overlaps none of @used; false if there is none.
 */
bool subnet_pick(const struct subnet *used, size_t n, struct subnet *s);

#endif
