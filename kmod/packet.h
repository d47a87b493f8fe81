/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_PACKET_H
#define CTRNET_PACKET_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/sch_generic.h>
#include <uapi/linux/ctrnet.h>

#include "tuple.h"

/**
 * struct ctrnet_packet - an IP packet on its way through address translation
 * @skb: the packet, data at the network header
 * @thoff: offset of the transport header from there
 * @tuple: what it shows; for an error what its connection's packets show
 * @error: an ICMP error: it quotes a packet of the connection
 * @whole: made whole of fragments: the control block is the stack's, and holds
 *	the size of the largest
 * @inner: offset of the quoted packet's transport header; for an error only
 *
 * Offsets, not pointers: the packet's head may move.
 */
struct ctrnet_packet {
	struct sk_buff *skb;
	unsigned int thoff;
	struct ctrnet_tuple tuple;
	bool error;
	bool whole;
	unsigned int inner;
};

/*
 * Begin with one. Whoever has it on his stack marks it __uninitialized: to clear it would take
 * longer than to parse the packet, which fills all that is read afterwards.
 */
static __always_inline void ctrnet_packet_init(struct ctrnet_packet *pkt, struct sk_buff *skb)
{
	pkt->skb = skb;
	pkt->whole = false;
}

/* By which some of the sender's queues choose a class, and so would the host's (GRED). */
static inline void ctrnet_packet_clear_tc_index(struct sk_buff *skb)
{
#ifdef CONFIG_NET_SCHED
	skb->tc_index = 0;
#endif
}

/*
 * Take from a packet what is of the namespace which it leaves: routes, marks, when a queue which
 * paces is to send it, its priority and queue, that its sender calls a neighbour alive, and that it
 * was redirected there or sent on by an ifb, for which other devices would spare it their XDP
 * programs and actions.
 */
static inline void ctrnet_packet_leave(struct sk_buff *skb)
{
	skb_scrub_packet(skb, true);
	skb_set_delivery_time(skb, 0, 0);
	skb->priority = 0;
	skb_set_queue_mapping(skb, 0);
	ctrnet_packet_clear_tc_index(skb);
	skb_init_secmark(skb);
	skb_set_dst_pending_confirm(skb, 0);
	skb_reset_redirect(skb);
	skb_skip_tc_classify(skb);
}

/* From a frame to the packet in it, and back again; its Ethernet header is linear. */
static inline void ctrnet_packet_pull_ether(struct sk_buff *skb)
{
	__skb_pull(skb, ETH_HLEN);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
}

static inline void ctrnet_packet_push_ether(struct sk_buff *skb)
{
	__skb_push(skb, ETH_HLEN);
	skb_postpush_rcsum(skb, eth_hdr(skb), ETH_HLEN);
}

/* As ctrnet_packet_trim(), of any packet. */
bool ctrnet_packet_trim_any(struct sk_buff *skb, u8 family);

/**
 * ctrnet_packet_trim - check an IP header, cut what is behind the packet
 * @skb: data at the network header, which is set
 * @family: AF_INET or AF_INET6
 *
 * For packets which the host's stack has not seen. The header's sum is left to
 * the receiver.
 * Context: any.
 * Return: whether the header can be relied upon.
 */
static inline bool ctrnet_packet_trim(struct sk_buff *skb, u8 family)
{
	const struct iphdr *iph = ip_hdr(skb);

	/* Without options, and nothing is behind it. */
	if (likely(family == AF_INET && skb_headlen(skb) >= sizeof(*iph) &&
		   iph->version == 4 && iph->ihl == 5 && ntohs(iph->tot_len) == skb->len))
		return true;
	return ctrnet_packet_trim_any(skb, family);
}

/* Whether a packet with a checked header is a fragment. */
bool ctrnet_packet_is_fragment6(const struct sk_buff *skb);

static inline bool ctrnet_packet_is_fragment(const struct sk_buff *skb, u8 family)
{
	return family == AF_INET ? ip_is_fragment(ip_hdr(skb)) :
				   ctrnet_packet_is_fragment6(skb);
}

/*
 * Reassemble an IPv6 packet, as ip_defrag() does one of IPv4. Context: BH disabled.
 * Return: whether it is whole; if not it waits for the other fragments, or was freed.
 */
bool ctrnet_packet_defrag6(struct net *net, struct sk_buff *skb, u32 user);

/**
 * ctrnet_packet_settle6 - make linear what tells of an IPv6 packet what it is
 * @skb: the network header is set, and linear; its head may move
 *
 * That is all headers behind it, and of the last one ports or type. In pages its sender may
 * write on (splice()): what is judged would not be what is received.
 * Context: any.
 * Return: false if there is no memory.
 */
bool ctrnet_packet_settle6(struct sk_buff *skb);

/**
 * ctrnet_packet_has_headers6 - whether all headers of an IPv6 packet are in it
 * @skb: the network header is set, and linear
 *
 * As they must be in the first of several fragments, too (RFC 7112): else nobody can tell
 * what it is. A later one has none.
 * Context: any.
 * Return: whether they are.
 */
bool ctrnet_packet_has_headers6(const struct sk_buff *skb);

/* Whether the sender of an IPv6 packet has chosen a router to which it has yet to go. */
bool ctrnet_packet_is_source_routed6(const struct sk_buff *skb);

/* As ctrnet_packet_parse(), of any packet. */
int ctrnet_packet_parse_any(struct ctrnet_packet *pkt, u8 family, enum ctrnet_side side);

/* Whether a sum which is left to the device is that of a transport header behind 20 bytes of IP. */
static __always_inline bool ctrnet_packet_sum_is_plain(const struct sk_buff *skb,
						       unsigned int check)
{
	return skb->ip_summed != CHECKSUM_PARTIAL ||
	       (skb_checksum_start_offset(skb) == sizeof(struct iphdr) &&
		skb->csum_offset == check);
}

/* Whether all that is read of a packet lies where it does in nearly all: IPv4 without options. */
static __always_inline bool ctrnet_packet_is_plain(const struct sk_buff *skb, u8 family)
{
	const struct iphdr *iph = ip_hdr(skb);
	const struct tcphdr *th = (const struct tcphdr *)(iph + 1);
	const unsigned int len = skb_headlen(skb);

	if (family != AF_INET || iph->ihl != sizeof(*iph) / 4)
		return false;
	if (iph->protocol == IPPROTO_TCP)
		return len >= sizeof(*iph) + sizeof(*th) && th->doff >= sizeof(*th) / 4 &&
		       ctrnet_packet_sum_is_plain(skb, offsetof(struct tcphdr, check));
	return iph->protocol == IPPROTO_UDP && len >= sizeof(*iph) + sizeof(struct udphdr) &&
	       ctrnet_packet_sum_is_plain(skb, offsetof(struct udphdr, check));
}

/**
 * ctrnet_packet_parse - read the tuple of a checked, unfragmented packet
 * @pkt: from ctrnet_packet_init(); all else is filled, but @inner of what is no error
 * @family: AF_INET or AF_INET6
 * @side: where it was met
 *
 * Makes the transport header linear.
 * Context: any.
 * Return: 0; -EPROTONOSUPPORT if there is no translation for the protocol; -ENOMSG if it is
 * an ICMP message which is neither a query nor an error about one; -EINVAL if it is
 * malformed; -EBADMSG if the sum which is left to the device would change what was read, if
 * IPv4's options or IPv6's headers name routers, or if the options are malformed: such a
 * packet must not be forwarded.
 */
static __always_inline int ctrnet_packet_parse(struct ctrnet_packet *pkt, u8 family,
					       enum ctrnet_side side)
{
	const struct iphdr *iph = ip_hdr(pkt->skb);
	const __be16 *ports = (const __be16 *)(iph + 1);

	if (unlikely(!ctrnet_packet_is_plain(pkt->skb, family)))
		return ctrnet_packet_parse_any(pkt, family, side);

	pkt->error = false;
	pkt->thoff = sizeof(*iph);
	pkt->tuple.saddr.ip = iph->saddr;
	pkt->tuple.daddr.ip = iph->daddr;
	pkt->tuple.sport = ports[0];
	pkt->tuple.dport = ports[1];
	pkt->tuple.protocol = iph->protocol;
	pkt->tuple.family = AF_INET;
	pkt->tuple.side = side;
	pkt->tuple.zero = 0;
	return 0;
}

/* The EtherType of a packet with a checked header, data at the network header. */
static inline __be16 ctrnet_packet_ethertype(const struct sk_buff *skb)
{
	return ip_hdr(skb)->version == 4 ? htons(ETH_P_IP) : htons(ETH_P_IPV6);
}

/**
 * ctrnet_packet_set_ether - write an Ethernet header before an IP packet
 * @skb: data at the network header, and so it stays
 * @dest: destination MAC address
 * @source: source MAC address
 *
 * Context: any.
 * Return: 0 or -ENOMEM.
 */
int ctrnet_packet_set_ether(struct sk_buff *skb, const u8 *dest, const u8 *source);

/* Why a packet which could not be parsed is dropped. */
enum ctrnet_drop_reason ctrnet_packet_error(int err);

static inline struct iphdr *ctrnet_packet_ip(const struct ctrnet_packet *pkt)
{
	return ip_hdr(pkt->skb);
}

static inline struct ipv6hdr *ctrnet_packet_ip6(const struct ctrnet_packet *pkt)
{
	return ipv6_hdr(pkt->skb);
}

/* Where it is addressed to, be it an error or not. */
static inline void ctrnet_packet_daddr(const struct ctrnet_packet *pkt,
				       union nf_inet_addr *daddr)
{
	if (pkt->tuple.family == AF_INET)
		daddr->ip = ctrnet_packet_ip(pkt)->daddr;
	else
		daddr->in6 = ctrnet_packet_ip6(pkt)->daddr;
}

/* How many more routers may forward it. */
static inline u8 ctrnet_packet_ttl(const struct ctrnet_packet *pkt)
{
	return pkt->tuple.family == AF_INET ? ctrnet_packet_ip(pkt)->ttl :
					      ctrnet_packet_ip6(pkt)->hop_limit;
}

/* Whether its protocol knows echo requests instead of ports. */
static inline bool ctrnet_packet_is_echo(const struct ctrnet_packet *pkt)
{
	return pkt->tuple.protocol == IPPROTO_ICMP ||
	       pkt->tuple.protocol == IPPROTO_ICMPV6;
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
