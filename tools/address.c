// SPDX-License-Identifier: GPL-2.0-only
#include "address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

struct address address_v4(struct in_addr v4)
{
	return (struct address){
		.family = v4.s_addr ? AF_INET : AF_UNSPEC,
		.v4 = v4,
	};
}

struct address address_v6(const struct in6_addr *v6)
{
	return (struct address){
		.family = IN6_IS_ADDR_UNSPECIFIED(v6) ? AF_UNSPEC : AF_INET6,
		.v6 = *v6,
	};
}

struct address address_any(sa_family_t family)
{
	return (struct address){ .family = family };
}

bool address_is_any(const struct address *a)
{
	static const struct in6_addr zero;

	return !memcmp(address_bytes(a), &zero, address_size(a));
}

struct address address_plain(const struct address *a)
{
	struct address v4 = address_any(AF_INET);

	if (a->family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&a->v6))
		return *a;
	v4.v4.s_addr = a->v6.s6_addr32[3];
	return v4;
}

bool address_parse(const char *text, struct address *a)
{
	*a = address_any(AF_INET);
	if (inet_pton(AF_INET, text, &a->v4) == 1)
		return true;
	*a = address_any(AF_INET6);
	if (inet_pton(AF_INET6, text, &a->v6) != 1)
		return false;
	*a = address_plain(a);
	return true;
}

char *address_text(const struct address *a, char text[ADDRESS_TEXT_LEN])
{
	text[0] = '\0';
	if (a->family != AF_UNSPEC)
		inet_ntop(a->family, address_bytes(a), text, ADDRESS_TEXT_LEN);
	return text;
}

char *address_text_port(const struct address *a, char text[ADDRESS_TEXT_LEN])
{
	char plain[ADDRESS_TEXT_LEN];

	address_text(a, plain);
	snprintf(text, ADDRESS_TEXT_LEN, a->family == AF_INET6 ? "[%.45s]" : "%.45s",
		 plain);
	return text;
}

int address_compare(const struct address *a, const struct address *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(address_bytes(a), address_bytes(b), address_size(a));
}

bool address_overlap(const struct address *a, const struct address *b)
{
	if (a->family == AF_UNSPEC || b->family == AF_UNSPEC)
		return true;
	return a->family == b->family &&
	       (address_is_any(a) || address_is_any(b) || !address_compare(a, b));
}

const void *address_bytes(const struct address *a)
{
	return &a->v6;
}

size_t address_size(const struct address *a)
{
	switch (a->family) {
	case AF_INET:
		return sizeof(a->v4);
	case AF_INET6:
		return sizeof(a->v6);
	default:
		return 0;
	}
}
