/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ADDR_H
#define CTRNET_ADDR_H

#include <linux/in.h>
#include <linux/netfilter.h>
#include <linux/socket.h>
#include <net/ipv6.h>

/*
 * Addresses of both families. A union nf_inet_addr does not tell which it
 * holds: AF_INET or AF_INET6 stands beside it, and of the union only that
 * family's part is ever read.
 */

static inline bool ctrnet_addr_equal(u8 family, const union nf_inet_addr *a,
				     const union nf_inet_addr *b)
{
	return family == AF_INET ? a->ip == b->ip : ipv6_addr_equal(&a->in6, &b->in6);
}

static inline bool ctrnet_addr_is_any(u8 family, const union nf_inet_addr *addr)
{
	return family == AF_INET ? !addr->ip : ipv6_addr_any(&addr->in6);
}

static inline bool ctrnet_addr_is_loopback(u8 family, const union nf_inet_addr *addr)
{
	return family == AF_INET ? ipv4_is_loopback(addr->ip) :
				   ipv6_addr_loopback(&addr->in6);
}

/* Meant for one link: it says nothing about where it is from or for elsewhere. */
static inline bool ctrnet_addr_is_link_local(u8 family, const union nf_inet_addr *addr)
{
	return family == AF_INET6 &&
	       ipv6_addr_type(&addr->in6) & IPV6_ADDR_LINKLOCAL;
}

/* Bytes of an address. */
static inline unsigned int ctrnet_addr_len(u8 family)
{
	return family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
}

/* One which a single host on a network can have, and be reached by from outside. */
static inline bool ctrnet_addr_is_unicast(u8 family, const union nf_inet_addr *addr)
{
	if (family == AF_INET)
		return !ipv4_is_zeronet(addr->ip) && !ipv4_is_loopback(addr->ip) &&
		       !ipv4_is_multicast(addr->ip) && !ipv4_is_lbcast(addr->ip);

	return !ipv6_addr_v4mapped(&addr->in6) &&
	       (ipv6_addr_type(&addr->in6) &
		(IPV6_ADDR_UNICAST | IPV6_ADDR_LOOPBACK | IPV6_ADDR_LINKLOCAL)) ==
	       IPV6_ADDR_UNICAST;
}

#endif
