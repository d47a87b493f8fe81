/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_TEST_FRAME_H
#define CTRNET_TEST_FRAME_H

#include <linux/types.h>

struct kunit;
struct sk_buff;

/* What every packet shows, and how much it carries: an odd number of bytes. */
#define FRAME_SPORT	1234
#define FRAME_DPORT	80
#define FRAME_PAYLOAD	33

/* Offset of the transport header, and bytes of it. */
unsigned int frame_offset(u8 family);
unsigned int frame_header_len(u8 protocol);

/**
 * frame_make - a packet as it comes from a wire, with right sums
 * @test: ends if there is no memory
 * @family: AF_INET or AF_INET6
 * @protocol: IPPROTO_TCP (a SYN), IPPROTO_UDP, IPPROTO_SCTP (an INIT), or
 *	IPPROTO_ICMP or IPPROTO_ICMPV6 (an echo request)
 *
 * Return: the packet, data at the network header. The caller frees it.
 */
struct sk_buff *frame_make(struct kunit *test, u8 family, u8 protocol);

/* Leave the sum to the device, as a stack which has one does. */
void frame_leave_sum(struct sk_buff *skb, u8 family, u8 protocol);

/* Add up the whole packet, as a device does which cannot judge it. */
void frame_complete_sum(struct sk_buff *skb);

/* Whether all sums are right that are not left to the device, and those are begun. */
bool frame_sums_are_right(const struct sk_buff *skb, u8 family, u8 protocol);

#endif
