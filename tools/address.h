/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses of either family, and as text. Pure functions. */
#ifndef CTRNETCTL_ADDRESS_H
#define CTRNETCTL_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

/* Room for any address in brackets. */
#define ADDRESS_TEXT_LEN	(INET6_ADDRSTRLEN + 2)

/**
 * struct address - an IPv4 or IPv6 address, or none
 * @family: AF_INET, AF_INET6, or AF_UNSPEC for none
 * @v4: if @family is AF_INET
 * @v6: if @family is AF_INET6
 */
struct address {
	sa_family_t family;
	union {
		struct in_addr v4;
		struct in6_addr v6;
	};
};

/* An address of that family; none if it is all zero. */
struct address address_v4(struct in_addr v4);
struct address address_v6(const struct in6_addr *v6);
/* 0.0.0.0 or ::, which stand for all addresses of their family. */
struct address address_any(sa_family_t family);
bool address_is_any(const struct address *a);
/* IPv4 in IPv6, such as ::ffff:1.2.3.4, is IPv4; everything else is as it was. */
struct address address_plain(const struct address *a);
/* Parse a literal, made plain; false if it is none. */
bool address_parse(const char *text, struct address *a);
/* "1.2.3.4", "::1", or "" for none. Returns @text. */
char *address_text(const struct address *a, char text[ADDRESS_TEXT_LEN]);
/* What stands before a colon and a port: the same, but "[::1]". */
char *address_text_port(const struct address *a, char text[ADDRESS_TEXT_LEN]);
/* No address first, then IPv4, then IPv6, each by number; as qsort() wants it. */
int address_compare(const struct address *a, const struct address *b);
/*
 * Whether they are the same, or one of them stands for the other: no address
 * stands for all of both families.
 */
bool address_overlap(const struct address *a, const struct address *b);

/* Bytes of the address, as netlink has it, and how many. */
const void *address_bytes(const struct address *a);
size_t address_size(const struct address *a);

#endif
