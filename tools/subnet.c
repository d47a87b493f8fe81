// SPDX-License-Identifier: GPL-2.0-only
#include "subnet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"

/* A gateway and one container need two addresses beside the first and the last. */
#define PREFIX_MIN	8
#define PREFIX_MAX	30

#define ADDRESS(a, b, c, d) \
	((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))

/* Private ranges, cut into subnets of one size. */
static const struct pool {
	uint32_t first;
	uint32_t last;
	unsigned int prefix;
} pools[] = {
	{ ADDRESS(172, 17, 0, 0), ADDRESS(172, 31, 255, 255), 16 },
	{ ADDRESS(192, 168, 0, 0), ADDRESS(192, 168, 255, 255), 20 },
	{ ADDRESS(10, 0, 0, 0), ADDRESS(10, 255, 255, 255), 16 },
};

static uint32_t host_mask(unsigned int prefix)
{
	return prefix < 32 ? UINT32_MAX >> prefix : 0;
}

struct subnet subnet_of(struct in_addr address, unsigned int prefix)
{
	return (struct subnet){
		.first = ntohl(address.s_addr) & ~host_mask(prefix),
		.prefix = prefix,
	};
}

uint32_t subnet_last(const struct subnet *s)
{
	return s->first | host_mask(s->prefix);
}

const char *subnet_text(const struct subnet *s)
{
	struct in_addr first = { htonl(s->first) };
	char address[INET_ADDRSTRLEN];
	static char text[INET_ADDRSTRLEN + 8];

	inet_ntop(AF_INET, &first, address, sizeof(address));
	snprintf(text, sizeof(text), "%s/%u", address, s->prefix);
	return text;
}

bool subnet_overlap(const struct subnet *a, const struct subnet *b)
{
	return a->first <= subnet_last(b) && b->first <= subnet_last(a);
}

bool subnet_has_host(const struct subnet *s, struct in_addr address)
{
	uint32_t number = ntohl(address.s_addr);

	return number > s->first && number < subnet_last(s);
}

/* This network, loopback, multicast and beyond: nobody can be there. */
static bool is_unusable(const struct subnet *s)
{
	unsigned int octet = s->first >> 24;

	return octet == 0 || octet == 127 || octet >= 224;
}

static bool parse_cidr(const char *text, struct in_addr *address,
		       unsigned int *prefix)
{
	char copy[INET_ADDRSTRLEN];
	size_t len = strcspn(text, "/");
	const char *number = text + len + 1;
	size_t digits;

	if (!text[len] || len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	digits = strspn(number, "0123456789");
	if (!digits || digits > 2 || number[digits])
		return false;
	*prefix = atoi(number);
	return *prefix <= 32 && inet_pton(AF_INET, copy, address) == 1;
}

int subnet_parse(const char *text, struct subnet *s, struct error *err)
{
	struct in_addr address;
	unsigned int prefix;

	if (!parse_cidr(text, &address, &prefix))
		return error_set(err, EINVAL, "invalid CIDR address: %s", text);
	*s = subnet_of(address, prefix);
	if (s->first != ntohl(address.s_addr))
		return error_set(err, EINVAL, "invalid subnet %s: it should be %s",
				 text, subnet_text(s));
	if (prefix < PREFIX_MIN || prefix > PREFIX_MAX)
		return error_set(err, EINVAL,
				 "invalid subnet %s: the prefix must be %d to %d",
				 text, PREFIX_MIN, PREFIX_MAX);
	if (is_unusable(s))
		return error_set(err, EINVAL,
				 "invalid subnet %s: not addresses of hosts", text);
	return 0;
}

static bool is_free(const struct subnet *used, size_t n, const struct subnet *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (subnet_overlap(&used[i], s))
			return false;
	return true;
}

static bool pick_from(const struct pool *pool, const struct subnet *used, size_t n,
		      struct subnet *s)
{
	s->prefix = pool->prefix;
	for (s->first = pool->first; s->first <= pool->last;
	     s->first = subnet_last(s) + 1)
		if (is_free(used, n, s))
			return true;
	return false;
}

bool subnet_pick(const struct subnet *used, size_t n, struct subnet *s)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pools); i++)
		if (pick_from(&pools[i], used, n, s))
			return true;
	return false;
}
