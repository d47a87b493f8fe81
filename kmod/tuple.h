/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TUPLE_H
#define CTRNET_TUPLE_H

#include "addr.h"

/* Where a packet was met. The same addresses may mean another thing there. */
enum ctrnet_side {
	CTRNET_SIDE_HOST,	/* came to the host, from a device or from itself */
	CTRNET_SIDE_ENDPOINT,	/* sent by an endpoint */
};

/* Ports of one space mean nothing in another. */
enum ctrnet_space {
	CTRNET_SPACE_TCP,
	CTRNET_SPACE_UDP,
	CTRNET_SPACE_SCTP,
	CTRNET_SPACES_OF_PORTS,
	CTRNET_SPACE_ICMP = CTRNET_SPACES_OF_PORTS,	/* ids of echo requests */
	CTRNET_SPACES,
};

/**
 * struct ctrnet_tuple - what a packet shows of its connection
 * @saddr: source address
 * @daddr: destination address
 * @sport: source port; the id of an echo request
 * @dport: destination port; the id of an echo reply
 * @protocol: IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP, IPPROTO_ICMP or IPPROTO_ICMPV6
 * @family: AF_INET or AF_INET6
 * @side: enum ctrnet_side
 * @zero: always 0
 * @id: all but the addresses, as one word
 */
struct ctrnet_tuple {
	union nf_inet_addr	saddr;
	union nf_inet_addr	daddr;
	union {
		struct {
			__be16	sport;
			__be16	dport;
			u8	protocol;
			u8	family;
			u8	side;
			u8	zero;
		};
		u64	id;
	};
};

/* The space of a protocol, of ICMP and ICMPv6 the same; CTRNET_SPACES of one which no tuple has. */
static inline enum ctrnet_space ctrnet_tuple_space(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return CTRNET_SPACE_TCP;
	case IPPROTO_UDP:
		return CTRNET_SPACE_UDP;
	case IPPROTO_SCTP:
		return CTRNET_SPACE_SCTP;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return CTRNET_SPACE_ICMP;
	default:
		return CTRNET_SPACES;
	}
}

/* Whether a protocol has ports, which can be published. */
static inline bool ctrnet_tuple_has_ports(u8 protocol)
{
	return ctrnet_tuple_space(protocol) < CTRNET_SPACES_OF_PORTS;
}

/* What an answer to a packet with @from shows. */
static inline void ctrnet_tuple_reverse(struct ctrnet_tuple *to,
					const struct ctrnet_tuple *from)
{
	*to = *from;
	to->saddr = from->daddr;
	to->daddr = from->saddr;
	to->sport = from->dport;
	to->dport = from->sport;
}

#endif
