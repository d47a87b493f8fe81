/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_PACKET_H
#define CTRNET_PACKET_H

#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <uapi/linux/ctrnet.h>

#include "flow.h"

/**
 * struct ctrnet_packet - an IPv4 packet on its way through address translation
 * @skb: the packet, data at the network header
 * @thoff: offset of the transport header from there
 * @tuple: what it shows; for an error what its connection's packets show
 * @error: an ICMP error: it quotes a packet of the connection
 *
 * Offsets, not pointers: the packet's head may move.
 */
struct ctrnet_packet {
	struct sk_buff *skb;
	unsigned int thoff;
	struct ctrnet_tuple tuple;
	bool error;
};

/**
 * ctrnet_packet_trim - check an IPv4 header, cut what is behind the packet
 * @skb: data at the network header, which is set
 *
 * For packets which the host's stack has not seen. The header's sum is left to
 * the receiver. Context: any. Return: whether the header can be relied upon.
 */
bool ctrnet_packet_trim(struct sk_buff *skb);

/**
 * ctrnet_packet_parse - read the tuple of a checked, unfragmented packet
 * @pkt: @pkt->skb is set, all else is filled
 * @side: where it was met
 *
 * Makes the transport header linear. Context: any. Return: 0; -EPROTONOSUPPORT
 * if there is no translation for the protocol; -ENOMSG if it is an ICMP message
 * which is neither a query nor an error about one; -EINVAL if it is malformed.
 */
int ctrnet_packet_parse(struct ctrnet_packet *pkt, enum ctrnet_side side);

/**
 * ctrnet_packet_set_ether - write an Ethernet header before an IPv4 packet
 * @skb: data at the network header, and so it stays
 * @dest: destination MAC address
 * @source: source MAC address
 *
 * Context: any. Return: 0 or -ENOMEM.
 */
int ctrnet_packet_set_ether(struct sk_buff *skb, const u8 *dest, const u8 *source);

/* Why a packet which could not be parsed is dropped. */
enum ctrnet_drop_reason ctrnet_packet_error(int err);

static inline struct iphdr *ctrnet_packet_ip(const struct ctrnet_packet *pkt)
{
	return ip_hdr(pkt->skb);
}

/* The TCP header, or NULL. Valid until the head may move. */
static inline struct tcphdr *ctrnet_packet_tcp(const struct ctrnet_packet *pkt)
{
	if (pkt->tuple.protocol != IPPROTO_TCP || pkt->error)
		return NULL;
	return (struct tcphdr *)(pkt->skb->data + pkt->thoff);
}

/* Whether the packet may be the first of a flow. */
bool ctrnet_packet_opens(const struct ctrnet_packet *pkt);

#endif
