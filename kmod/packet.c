// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/visibility.h>
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/sctp.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

#include "icmp.h"
#include "packet.h"
#include "sctp.h"
#include "tcp.h"

static bool trim4(struct sk_buff *skb)
{
	const struct iphdr *iph;
	unsigned int len;

	if (!pskb_may_pull(skb, sizeof(*iph)))
		return false;
	iph = ip_hdr(skb);
	if (iph->version != 4 || iph->ihl < 5 || !pskb_may_pull(skb, iph->ihl * 4))
		return false;

	iph = ip_hdr(skb);
	len = ntohs(iph->tot_len);
	/* A GSO packet of 64 KiB and more has no length in its header. */
	if (!len && skb_is_gso(skb))
		return true;
	if (len > skb->len || len < iph->ihl * 4U)
		return false;
	return !pskb_trim_rcsum(skb, len);
}

static bool trim6(struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h;
	unsigned int len;

	if (!pskb_may_pull(skb, sizeof(*ip6h)))
		return false;
	ip6h = ipv6_hdr(skb);
	if (ip6h->version != 6)
		return false;

	len = ntohs(ip6h->payload_len);
	/* Here too; the kernel's own carry a jumbo option, nobody else's are taken. */
	if (!len)
		return ip6h->nexthdr == NEXTHDR_NONE || skb_is_gso(skb);
	len += sizeof(*ip6h);
	return len <= skb->len && !pskb_trim_rcsum(skb, len);
}

bool ctrnet_packet_trim_any(struct sk_buff *skb, u8 family)
{
	return family == AF_INET ? trim4(skb) : trim6(skb);
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_packet_trim_any);

bool ctrnet_packet_is_fragment6(const struct sk_buff *skb)
{
	u8 nexthdr = ipv6_hdr(skb)->nexthdr;
	__be16 frag_off;

	if (likely(!ipv6_ext_hdr(nexthdr)))
		return false;
	return ipv6_skip_exthdr(skb, skb_network_offset(skb) + sizeof(struct ipv6hdr),
				&nexthdr, &frag_off) >= 0 && frag_off;
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_packet_is_fragment6);

bool ctrnet_packet_defrag6(struct net *net, struct sk_buff *skb, u32 user)
{
	int err = nf_ct_frag6_gather(net, skb, user);

	if (err && err != -EINPROGRESS)
		kfree_skb(skb);
	return !err;
}

/* A fragment's header and those of UDP and ICMPv6; no other is shorter behind that of IPv6. */
#define HEADER6_MIN	8

bool ctrnet_packet_settle6(struct sk_buff *skb)
{
	unsigned int offset = skb_network_offset(skb) + sizeof(struct ipv6hdr);
	u8 nexthdr = ipv6_hdr(skb)->nexthdr;
	const struct ipv6_opt_hdr *hp;

	BUILD_BUG_ON(sizeof(struct frag_hdr) != HEADER6_MIN);
	BUILD_BUG_ON(sizeof(struct udphdr) != HEADER6_MIN);
	BUILD_BUG_ON(sizeof(struct icmp6hdr) != HEADER6_MIN);
	while (offset < skb->len) {
		if (!pskb_may_pull(skb, min(offset + HEADER6_MIN, skb->len)))
			return false;
		if (!ipv6_ext_hdr(nexthdr) || nexthdr == NEXTHDR_NONE ||
		    skb->len - offset < HEADER6_MIN)
			break;
		hp = (const struct ipv6_opt_hdr *)(skb->data + offset);
		if (nexthdr == NEXTHDR_FRAGMENT) {
			/* Behind that of a later one there is nothing to tell it by. */
			if (((const struct frag_hdr *)hp)->frag_off & htons(IP6_OFFSET))
				break;
			offset += sizeof(struct frag_hdr);
		} else if (nexthdr == NEXTHDR_AUTH) {
			offset += ipv6_authlen(hp);
		} else {
			offset += ipv6_optlen(hp);
		}
		nexthdr = hp->nexthdr;
	}
	return true;
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_packet_settle6);

/* How much of a transport header tells what a packet is. */
static unsigned int telling_len(int protocol)
{
	switch (protocol) {
	case NEXTHDR_NONE:
		return 0;
	case IPPROTO_UDP:
		return sizeof(struct udphdr);
	case IPPROTO_ICMPV6:
		return sizeof(struct icmp6hdr);
	default:
		return 1;
	}
}

bool ctrnet_packet_has_headers6(const struct sk_buff *skb)
{
	unsigned int end = skb_network_offset(skb) + sizeof(struct ipv6hdr);
	unsigned int len = ntohs(ipv6_hdr(skb)->payload_len);
	unsigned short frag_off;
	unsigned int offset = 0;
	int protocol;

	protocol = ipv6_find_hdr(skb, &offset, -1, &frag_off, NULL);
	if (protocol == -ENOENT || frag_off)
		return true;
	if (protocol < 0)
		return false;
	/* What is behind the packet is none of it. */
	end = !len && skb_is_gso(skb) ? skb->len : min(end + len, skb->len);
	return offset + telling_len(protocol) <= end;
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_packet_has_headers6);

bool ctrnet_packet_is_source_routed6(const struct sk_buff *skb)
{
	int flags = IP6_FH_F_SKIP_RH;
	unsigned int offset = 0;

	return ipv6_find_hdr(skb, &offset, NEXTHDR_ROUTING, NULL, &flags) >= 0;
}

/*
 * Whether a sum which is left to the device goes where a transport header of @len bytes
 * has it, or behind that, as of a packet in a tunnel. A program may ask for one anywhere
 * (PACKET_VNET_HDR): it would be written over addresses and ports after they were judged.
 * So this is asked first, of what is malformed too: the host's stack may forward that.
 */
static __always_inline bool sum_is_in_place(const struct ctrnet_packet *pkt, int len,
					    unsigned int check)
{
	const struct sk_buff *skb = pkt->skb;
	int start;

	if (skb->ip_summed != CHECKSUM_PARTIAL)
		return true;
	start = skb_checksum_start_offset(skb) - (int)pkt->thoff;
	return likely(!start) ? skb->csum_offset == check : start >= len;
}

static __always_inline int parse_ports(struct ctrnet_packet *pkt, int len, unsigned int check)
{
	const __be16 *ports;

	if (unlikely(!sum_is_in_place(pkt, len, check)))
		return -EBADMSG;
	if (!pskb_may_pull(pkt->skb, pkt->thoff + len))
		return -EINVAL;
	ports = (const __be16 *)(pkt->skb->data + pkt->thoff);
	pkt->tuple.sport = ports[0];
	pkt->tuple.dport = ports[1];
	return 0;
}

static int parse_tcp(struct ctrnet_packet *pkt)
{
	int err = parse_ports(pkt, sizeof(struct tcphdr), offsetof(struct tcphdr, check));

	if (unlikely(err))
		return err;
	return ctrnet_packet_tcp(pkt)->doff < sizeof(struct tcphdr) / 4 ? -EINVAL : 0;
}

static int parse_udp(struct ctrnet_packet *pkt)
{
	return parse_ports(pkt, sizeof(struct udphdr), offsetof(struct udphdr, check));
}

static int parse_sctp(struct ctrnet_packet *pkt)
{
	return parse_ports(pkt, sizeof(struct sctphdr), offsetof(struct sctphdr, checksum));
}

/* The header of an ICMP message of either family: type, code, sum and id lie alike. */
static const struct icmphdr *packet_icmp(const struct ctrnet_packet *pkt)
{
	return (const struct icmphdr *)(pkt->skb->data + pkt->thoff);
}

static int parse_icmp(struct ctrnet_packet *pkt)
{
	const struct icmphdr *ih;

	BUILD_BUG_ON(offsetof(struct icmphdr, un.echo.id) !=
		     offsetof(struct icmp6hdr, icmp6_identifier));
	if (!sum_is_in_place(pkt, sizeof(*ih), offsetof(struct icmphdr, checksum)))
		return -EBADMSG;
	if (!pskb_may_pull(pkt->skb, pkt->thoff + sizeof(*ih)))
		return -EINVAL;

	ih = packet_icmp(pkt);
	pkt->error = ctrnet_icmp_is_error(pkt->tuple.family, ih->type);
	if (pkt->error)
		return ctrnet_icmp_parse_error(pkt);

	if (ctrnet_icmp_is_request(pkt->tuple.family, ih->type))
		pkt->tuple.sport = ih->un.echo.id;
	else if (ctrnet_icmp_is_reply(pkt->tuple.family, ih->type))
		pkt->tuple.dport = ih->un.echo.id;
	else
		return -ENOMSG;
	return 0;
}

/* The sum's place in the header is not known, but it must not be before that. */
static int parse_other(const struct ctrnet_packet *pkt)
{
	return sum_is_in_place(pkt, 0, pkt->skb->csum_offset) ? -EPROTONOSUPPORT : -EBADMSG;
}

/*
 * Whether the sender has chosen routers by options, or these do not fit into the header. The
 * host's stack forwards neither, unless it was told to let packets choose
 * (accept_source_route): they would get to where the firewall was not asked about.
 */
static noinline bool is_source_routed(const struct iphdr *iph)
{
	const u8 *option = (const u8 *)(iph + 1);
	int left = (iph->ihl - 5) * 4;
	int len;

	for (; left > 0 && *option != IPOPT_END; left -= len, option += len) {
		switch (*option) {
		case IPOPT_LSRR:
		case IPOPT_SSRR:
			return true;
		case IPOPT_NOOP:
			len = 1;
			break;
		default:
			if (left < 2 || option[1] < 2 || option[1] > left)
				return true;
			len = option[1];
		}
	}
	return false;
}

static int parse_ip4(struct ctrnet_packet *pkt)
{
	const struct iphdr *iph = ctrnet_packet_ip(pkt);

	pkt->thoff = iph->ihl * 4;
	pkt->tuple.saddr.ip = iph->saddr;
	pkt->tuple.daddr.ip = iph->daddr;
	pkt->tuple.protocol = iph->protocol;
	return unlikely(iph->ihl > 5 && is_source_routed(iph)) ? -EBADMSG : 0;
}

static noinline int parse_ip6(struct ctrnet_packet *pkt)
{
	const struct ipv6hdr *ip6h = ctrnet_packet_ip6(pkt);
	u8 protocol = ip6h->nexthdr;
	__be16 frag_off;
	int offset;

	pkt->thoff = sizeof(*ip6h);
	pkt->tuple.saddr.in6 = ip6h->saddr;
	pkt->tuple.daddr.in6 = ip6h->daddr;
	if (unlikely(ipv6_ext_hdr(protocol))) {
		if (ctrnet_packet_is_source_routed6(pkt->skb))
			return -EBADMSG;
		offset = ipv6_skip_exthdr(pkt->skb, pkt->thoff, &protocol, &frag_off);
		if (offset < 0 || frag_off)
			return -EINVAL;
		pkt->thoff = offset;
	}
	pkt->tuple.protocol = protocol;
	return 0;
}

int ctrnet_packet_parse_any(struct ctrnet_packet *pkt, u8 family, enum ctrnet_side side)
{
	int err;

	pkt->error = false;
	pkt->tuple.id = 0;
	pkt->tuple.family = family;
	pkt->tuple.side = side;

	err = family == AF_INET ? parse_ip4(pkt) : parse_ip6(pkt);
	if (unlikely(err))
		return pkt->skb->ip_summed == CHECKSUM_PARTIAL ? -EBADMSG : err;

	switch (pkt->tuple.protocol) {
	case IPPROTO_TCP:
		return parse_tcp(pkt);
	case IPPROTO_UDP:
		return parse_udp(pkt);
	case IPPROTO_SCTP:
		return parse_sctp(pkt);
	case IPPROTO_ICMP:
		return family == AF_INET ? parse_icmp(pkt) : parse_other(pkt);
	case IPPROTO_ICMPV6:
		return family == AF_INET6 ? parse_icmp(pkt) : parse_other(pkt);
	default:
		return parse_other(pkt);
	}
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_packet_parse_any);

int ctrnet_packet_set_ether(struct sk_buff *skb, const u8 *dest, const u8 *source)
{
	__be16 proto = ctrnet_packet_ethertype(skb);
	struct ethhdr *eth;

	if (skb_cow_head(skb, ETH_HLEN))
		return -ENOMEM;

	eth = __skb_push(skb, ETH_HLEN);
	skb_reset_mac_header(skb);
	ether_addr_copy(eth->h_dest, dest);
	ether_addr_copy(eth->h_source, source);
	eth->h_proto = proto;
	__skb_pull(skb, ETH_HLEN);
	return 0;
}

enum ctrnet_drop_reason ctrnet_packet_error(int err)
{
	switch (err) {
	case -EPROTONOSUPPORT:
		return CTRNET_DROP_TRANSPORT;
	case -ENOMSG:
		return CTRNET_DROP_NO_FLOW;
	default:
		return CTRNET_DROP_MALFORMED;
	}
}

bool ctrnet_packet_opens(const struct ctrnet_packet *pkt)
{
	if (pkt->error)
		return false;

	switch (pkt->tuple.protocol) {
	case IPPROTO_TCP:
		return ctrnet_tcp_opens(ctrnet_packet_tcp(pkt));
	case IPPROTO_SCTP:
		return ctrnet_sctp_opens(ctrnet_sctp_chunk(pkt->skb, pkt->thoff));
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return ctrnet_icmp_is_request(pkt->tuple.family, packet_icmp(pkt)->type);
	default:
		return true;
	}
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_packet_opens);
