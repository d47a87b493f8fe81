/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_UDP_H
#define CTRNET_COMPAT_NET_UDP_H

#include_next <net/udp.h>

/* The UDP sockets of a namespace: since 6.2 it may have a table of its own. */
static inline struct udp_table *ctrnet_compat_udp_table(const struct net *net)
{
#ifdef UDP_HTABLE_SIZE_MIN_PERNET
	return net->ipv4.udp_table;
#else
	return &udp_table;
#endif
}

#endif
