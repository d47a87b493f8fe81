// SPDX-License-Identifier: GPL-2.0-only
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>

#include "icmp.h"
#include "nat.h"
#include "packet.h"

/* Of the quoted transport header an error holds no more than this for sure. */
#define QUOTED_LEN	8

bool ctrnet_icmp_is_error(u8 family, u8 type)
{
	if (family == AF_INET6)
		return type == ICMPV6_DEST_UNREACH || type == ICMPV6_PKT_TOOBIG ||
		       type == ICMPV6_TIME_EXCEED || type == ICMPV6_PARAMPROB;
	return type == ICMP_DEST_UNREACH || type == ICMP_TIME_EXCEEDED ||
	       type == ICMP_PARAMETERPROB;
}

bool ctrnet_icmp_is_request(u8 family, u8 type)
{
	return type == (family == AF_INET ? ICMP_ECHO : ICMPV6_ECHO_REQUEST);
}

bool ctrnet_icmp_is_reply(u8 family, u8 type)
{
	return type == (family == AF_INET ? ICMP_ECHOREPLY : ICMPV6_ECHO_REPLY);
}

/* Where the quoted packet begins. The header before it is of 8 bytes in both families. */
static unsigned int quote_offset(const struct ctrnet_packet *pkt)
{
	return pkt->thoff + sizeof(struct icmphdr);
}

static void *quote(const struct ctrnet_packet *pkt)
{
	return pkt->skb->data + quote_offset(pkt);
}

/* The headers of a quoted packet: whether they are there, and what they say. */
static int parse_quote4(struct ctrnet_packet *pkt)
{
	const struct iphdr *iph;

	if (!pskb_may_pull(pkt->skb, quote_offset(pkt) + sizeof(*iph)))
		return -EINVAL;
	iph = quote(pkt);
	if (iph->version != 4 || iph->ihl < 5)
		return -EINVAL;
	if (iph->frag_off & htons(IP_OFFSET))
		return -ENOMSG;

	pkt->inner = quote_offset(pkt) + iph->ihl * 4;
	pkt->tuple.saddr.ip = iph->daddr;
	pkt->tuple.daddr.ip = iph->saddr;
	pkt->tuple.protocol = iph->protocol;
	return 0;
}

static int parse_quote6(struct ctrnet_packet *pkt)
{
	const struct ipv6hdr *ip6h;
	__be16 frag_off;
	int offset;
	u8 protocol;

	if (!pskb_may_pull(pkt->skb, quote_offset(pkt) + sizeof(*ip6h)))
		return -EINVAL;
	ip6h = quote(pkt);
	if (ip6h->version != 6)
		return -EINVAL;

	protocol = ip6h->nexthdr;
	pkt->tuple.saddr.in6 = ip6h->daddr;
	pkt->tuple.daddr.in6 = ip6h->saddr;
	offset = ipv6_skip_exthdr(pkt->skb, quote_offset(pkt) + sizeof(*ip6h),
				  &protocol, &frag_off);
	if (offset < 0)
		return -EINVAL;
	if (frag_off & htons(IP6_OFFSET))
		return -ENOMSG;
	pkt->inner = offset;
	pkt->tuple.protocol = protocol;
	return 0;
}

/* The pseudo header's part of a sum over the whole message; ICMP of IPv4 has none. */
static __wsum pseudo_sum(const struct ctrnet_packet *pkt)
{
	const struct ipv6hdr *ip6h;

	if (pkt->tuple.family == AF_INET)
		return 0;
	ip6h = ctrnet_packet_ip6(pkt);
	return ~csum_unfold(csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr,
					    pkt->skb->len - pkt->thoff,
					    IPPROTO_ICMPV6, 0));
}

static __sum16 message_sum(const struct ctrnet_packet *pkt)
{
	struct sk_buff *skb = pkt->skb;

	return csum_fold(skb_checksum(skb, pkt->thoff, skb->len - pkt->thoff,
				      pseudo_sum(pkt)));
}

/* Ports of an answer to the quoted packet. */
static int reverse_ports(struct ctrnet_tuple *tuple, const void *th)
{
	const struct icmphdr *ih = th;
	const __be16 *ports = th;

	switch (tuple->protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
		tuple->sport = ports[1];
		tuple->dport = ports[0];
		return 0;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		break;
	default:
		return -EPROTONOSUPPORT;
	}

	if (ctrnet_icmp_is_request(tuple->family, ih->type))
		tuple->dport = ih->un.echo.id;
	else if (ctrnet_icmp_is_reply(tuple->family, ih->type))
		tuple->sport = ih->un.echo.id;
	else
		return -ENOMSG;
	return 0;
}

int ctrnet_icmp_parse_error(struct ctrnet_packet *pkt)
{
	int err;

	err = pkt->tuple.family == AF_INET ? parse_quote4(pkt) : parse_quote6(pkt);
	if (err)
		return err;
	if (!pskb_may_pull(pkt->skb, pkt->inner + QUOTED_LEN) || message_sum(pkt))
		return -EINVAL;
	return reverse_ports(&pkt->tuple, pkt->skb->data + pkt->inner);
}

/* The checksum of a quoted transport header, if there is one and it is quoted. */
static __sum16 *quoted_check(struct ctrnet_packet *pkt, void *th)
{
	const u8 *end = skb_tail_pointer(pkt->skb);
	__sum16 *check;

	switch (pkt->tuple.protocol) {
	case IPPROTO_UDP:
		check = &((struct udphdr *)th)->check;
		return *check ? check : NULL;
	case IPPROTO_TCP:
		check = &((struct tcphdr *)th)->check;
		return (u8 *)(check + 1) <= end ? check : NULL;
	case IPPROTO_SCTP:
		/* No one can verify it: it is over all of what is quoted in part. */
		return NULL;
	default:
		return &((struct icmphdr *)th)->checksum;
	}
}

static void rewrite_quoted_ports(struct ctrnet_packet *pkt, void *th,
				 const struct ctrnet_tuple *to, __sum16 *check)
{
	struct icmphdr *ih = th;
	__be16 *ports = th;
	__be16 id;

	if (ctrnet_packet_is_echo(pkt)) {
		id = ctrnet_icmp_is_request(pkt->tuple.family, ih->type) ? to->sport : to->dport;
		csum_replace2(check, ih->un.echo.id, id);
		ih->un.echo.id = id;
		return;
	}
	if (check) {
		csum_replace2(check, ports[0], to->sport);
		csum_replace2(check, ports[1], to->dport);
	}
	ports[0] = to->sport;
	ports[1] = to->dport;
}

static void rewrite_quoted_ip4(struct iphdr *iph, const struct ctrnet_tuple *to,
			       __sum16 *check)
{
	if (check) {
		csum_replace4(check, iph->saddr, to->saddr.ip);
		csum_replace4(check, iph->daddr, to->daddr.ip);
	}
	csum_replace4(&iph->check, iph->saddr, to->saddr.ip);
	csum_replace4(&iph->check, iph->daddr, to->daddr.ip);
	iph->saddr = to->saddr.ip;
	iph->daddr = to->daddr.ip;
}

static void rewrite_quoted_ip6(struct ipv6hdr *ip6h, const struct ctrnet_tuple *to,
			       __sum16 *check)
{
	const unsigned int len = sizeof(ip6h->saddr) + sizeof(ip6h->daddr);
	__wsum old = csum_partial(&ip6h->saddr, len, 0);

	ip6h->saddr = to->saddr.in6;
	ip6h->daddr = to->daddr.in6;
	if (check)
		csum_replace_by_diff(check, csum_sub(csum_partial(&ip6h->saddr, len, 0), old));
}

static void rewrite_quote(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	void *th = pkt->skb->data + pkt->inner;
	__sum16 *check = quoted_check(pkt, th);

	if (pkt->tuple.family == AF_INET6)
		rewrite_quoted_ip6(quote(pkt), to, check);
	else
		rewrite_quoted_ip4(quote(pkt), to,
				   pkt->tuple.protocol == IPPROTO_ICMP ? NULL : check);
	rewrite_quoted_ports(pkt, th, to, check);
}

static void rewrite_outer4(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	struct iphdr *iph = ctrnet_packet_ip(pkt);

	if (pkt->tuple.side == CTRNET_SIDE_ENDPOINT || iph->saddr == pkt->tuple.saddr.ip) {
		csum_replace4(&iph->check, iph->saddr, to->daddr.ip);
		iph->saddr = to->daddr.ip;
	}
	csum_replace4(&iph->check, iph->daddr, to->saddr.ip);
	iph->daddr = to->saddr.ip;
}

static void rewrite_outer6(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	struct ipv6hdr *ip6h = ctrnet_packet_ip6(pkt);

	if (pkt->tuple.side == CTRNET_SIDE_ENDPOINT ||
	    ipv6_addr_equal(&ip6h->saddr, &pkt->tuple.saddr.in6))
		ip6h->saddr = to->daddr.in6;
	ip6h->daddr = to->saddr.in6;
}

int ctrnet_icmp_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	struct sk_buff *skb = pkt->skb;
	struct icmphdr *ih;

	if (skb_ensure_writable(skb, skb_headlen(skb)))
		return -ENOMEM;

	if (pkt->tuple.family == AF_INET)
		rewrite_outer4(pkt, to);
	else
		rewrite_outer6(pkt, to);
	rewrite_quote(pkt, to);
	/* The sum is made anew, and hop and all is in it. */
	skb->ip_summed = CHECKSUM_NONE;
	ctrnet_nat_hop(pkt);

	ih = (struct icmphdr *)(skb->data + pkt->thoff);
	ih->checksum = 0;
	ih->checksum = message_sum(pkt);
	return 0;
}
