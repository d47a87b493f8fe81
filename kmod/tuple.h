/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TUPLE_H
#define CTRNET_TUPLE_H

#include "addr.h"

/* Where a packet was met. The same addresses may mean another thing there. */
enum ctrnet_side {
	CTRNET_SIDE_HOST,	/* came to the host, from a device or from itself */
	CTRNET_SIDE_ENDPOINT,	/* sent by an endpoint */
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
