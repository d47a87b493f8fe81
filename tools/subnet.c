// SPDX-License-Identifier: GPL-2.0-only
#include "subnet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "compiler.h"

/*
 * A gateway and one container need two addresses beside the first and the
 * last. Nobody has subnets with shorter prefixes.
 */
#define PREFIX_MIN	8
#define PREFIX_MAX(bits)	((bits) - 2)

#define ULA_PREFIX	64
/* That many subnets are tried of 2^40. */
#define ULA_TRIES	16

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

static unsigned int family_bits(sa_family_t family)
{
	return family == AF_INET6 ? 128 : 32;
}

/* Ones for the bits which differ within a subnet. */
static address_number host_mask(sa_family_t family, unsigned int prefix)
{
	unsigned int bits = family_bits(family) - prefix;

	return bits < 128 ? ((address_number)1 << bits) - 1 : ~(address_number)0;
}

address_number subnet_number(const struct address *address)
{
	const unsigned char *byte = address_bytes(address);
	size_t i, n = address_size(address);
	address_number number = 0;

	for (i = 0; i < n; i++)
		number = number << 8 | byte[i];
	return number;
}

static struct address number_address(sa_family_t family, address_number number)
{
	struct address address = { .family = family };
	int i;

	if (family == AF_INET)
		address.v4.s_addr = htonl(number);
	for (i = 15; family == AF_INET6 && i >= 0; i--, number >>= 8)
		address.v6.s6_addr[i] = number & 0xff;
	return address;
}

struct subnet subnet_of(const struct address *address, unsigned int prefix)
{
	return (struct subnet){
		.family = address->family,
		.prefix = prefix,
		.first = subnet_number(address) & ~host_mask(address->family, prefix),
	};
}

address_number subnet_last(const struct subnet *s)
{
	return s->first | host_mask(s->family, s->prefix);
}

struct address subnet_address(const struct subnet *s, address_number offset)
{
	return number_address(s->family, s->first + offset);
}

const char *subnet_text(const struct subnet *s)
{
	const struct address first = subnet_address(s, 0);
	char address[ADDRESS_TEXT_LEN];
	static char text[SUBNET_TEXT_LEN];

	snprintf(text, sizeof(text), "%s/%u", address_text(&first, address),
		 s->prefix);
	return text;
}

bool subnet_overlap(const struct subnet *a, const struct subnet *b)
{
	return a->family == b->family && a->first <= subnet_last(b) &&
	       b->first <= subnet_last(a);
}

bool subnet_contains(const struct subnet *s, const struct subnet *part)
{
	return s->family == part->family && s->first <= part->first &&
	       subnet_last(s) >= subnet_last(part);
}

bool subnet_has_host(const struct subnet *s, const struct address *address)
{
	address_number number = subnet_number(address);

	if (address->family != s->family || number <= s->first)
		return false;
	return s->family == AF_INET6 ? number <= subnet_last(s) :
				       number < subnet_last(s);
}

/*
 * This network, loopback, multicast and beyond, or IPv6 addresses of a link
 * only: nobody can be there.
 */
static bool is_unusable(const struct subnet *s)
{
	const struct address first = subnet_address(s, 0);
	unsigned int octet = *(const unsigned char *)address_bytes(&first);

	if (s->family == AF_INET6)
		return octet == 0 || octet == 0xff ||
		       IN6_IS_ADDR_LINKLOCAL(&first.v6);
	return octet == 0 || octet == 127 || octet >= 224;
}

static bool parse_cidr(const char *text, struct address *address,
		       unsigned int *prefix)
{
	char copy[INET6_ADDRSTRLEN];
	size_t len = strcspn(text, "/");
	const char *number = text + len + 1;
	size_t digits;

	if (!text[len] || len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	digits = strspn(number, "0123456789");
	if (!digits || digits > 3 || number[digits])
		return false;
	*prefix = atoi(number);
	return address_parse(copy, address) &&
	       *prefix <= family_bits(address->family);
}

int subnet_parse_part(const char *text, struct subnet *s, struct error *err)
{
	struct address address;
	unsigned int prefix;

	if (!parse_cidr(text, &address, &prefix))
		return error_set(err, EINVAL, "invalid CIDR address: %s", text);
	*s = subnet_of(&address, prefix);
	if (s->first == subnet_number(&address))
		return 0;
	return error_set(err, EINVAL, "invalid subnet %s: it should be %s", text,
			 subnet_text(s));
}

int subnet_parse(const char *text, struct subnet *s, struct error *err)
{
	unsigned int prefix_max;

	if (subnet_parse_part(text, s, err) < 0)
		return -1;
	prefix_max = PREFIX_MAX(family_bits(s->family));
	if (s->prefix < PREFIX_MIN || s->prefix > prefix_max)
		return error_set(err, EINVAL,
				 "invalid subnet %s: the prefix must be %d to %u",
				 text, PREFIX_MIN, prefix_max);
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
	s->family = AF_INET;
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

bool subnet_pick_ipv6(const struct subnet *used, size_t n, struct subnet *s)
{
	struct address address = { .family = AF_INET6 };
	int i;

	for (i = 0; i < ULA_TRIES; i++) {
		if (getrandom(address.v6.s6_addr + 1, 5, 0) != 5)
			return false;
		address.v6.s6_addr[0] = 0xfd;
		*s = subnet_of(&address, ULA_PREFIX);
		if (is_free(used, n, s))
			return true;
	}
	return false;
}
