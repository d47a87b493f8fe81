// SPDX-License-Identifier: GPL-2.0-only
#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>

#include "flow.h"
#include "icmp.h"
#include "packet.h"

/* Of the quoted transport header an error holds no more than this for sure. */
#define QUOTED_LEN	8

bool ctrnet_icmp_is_error(u8 type)
{
	return type == ICMP_DEST_UNREACH || type == ICMP_TIME_EXCEEDED ||
	       type == ICMP_PARAMETERPROB;
}

static unsigned int inner_offset(const struct ctrnet_packet *pkt)
{
	return pkt->thoff + sizeof(struct icmphdr);
}

static struct iphdr *inner_ip(const struct ctrnet_packet *pkt)
{
	return (struct iphdr *)(pkt->skb->data + inner_offset(pkt));
}

/* Pull the quoted headers; false if they are not there. */
static bool pull_inner(struct ctrnet_packet *pkt)
{
	struct sk_buff *skb = pkt->skb;
	unsigned int offset = inner_offset(pkt);
	const struct iphdr *inner;

	if (!pskb_may_pull(skb, offset + sizeof(*inner)))
		return false;
	inner = inner_ip(pkt);
	if (inner->version != 4 || inner->ihl < 5)
		return false;
	return pskb_may_pull(skb, offset + inner->ihl * 4 + QUOTED_LEN);
}

static bool sum_is_right(const struct ctrnet_packet *pkt)
{
	struct sk_buff *skb = pkt->skb;

	return !csum_fold(skb_checksum(skb, pkt->thoff, skb->len - pkt->thoff, 0));
}

/* Ports of an answer to the quoted packet. */
static int reverse_ports(struct ctrnet_tuple *tuple, const void *th)
{
	const struct icmphdr *ih = th;
	const __be16 *ports = th;

	if (tuple->protocol != IPPROTO_ICMP) {
		tuple->sport = ports[1];
		tuple->dport = ports[0];
		return 0;
	}

	tuple->sport = 0;
	tuple->dport = 0;
	switch (ih->type) {
	case ICMP_ECHO:
		tuple->dport = ih->un.echo.id;
		return 0;
	case ICMP_ECHOREPLY:
		tuple->sport = ih->un.echo.id;
		return 0;
	default:
		return -ENOMSG;
	}
}

int ctrnet_icmp_parse_error(struct ctrnet_packet *pkt)
{
	const struct iphdr *inner;

	if (!pull_inner(pkt) || !sum_is_right(pkt))
		return -EINVAL;

	inner = inner_ip(pkt);
	if (inner->frag_off & htons(IP_OFFSET))
		return -ENOMSG;
	if (inner->protocol != IPPROTO_TCP && inner->protocol != IPPROTO_UDP &&
	    inner->protocol != IPPROTO_ICMP)
		return -EPROTONOSUPPORT;

	pkt->tuple.saddr = inner->daddr;
	pkt->tuple.daddr = inner->saddr;
	pkt->tuple.protocol = inner->protocol;
	return reverse_ports(&pkt->tuple, (const u8 *)inner + inner->ihl * 4);
}

/* The checksum of a quoted transport header, if there is one and it is quoted. */
static __sum16 *inner_check(struct ctrnet_packet *pkt, void *th)
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
	default:
		return NULL;
	}
}

static void rewrite_inner_ports(struct ctrnet_packet *pkt, void *th,
				const struct ctrnet_tuple *to, __sum16 *check)
{
	struct icmphdr *ih = th;
	__be16 *ports = th;
	__be16 id;

	if (pkt->tuple.protocol == IPPROTO_ICMP) {
		id = ih->type == ICMP_ECHO ? to->sport : to->dport;
		csum_replace2(&ih->checksum, ih->un.echo.id, id);
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

static void rewrite_inner(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	struct iphdr *inner = inner_ip(pkt);
	void *th = (u8 *)inner + inner->ihl * 4;
	__sum16 *check = inner_check(pkt, th);

	if (check) {
		csum_replace4(check, inner->saddr, to->saddr);
		csum_replace4(check, inner->daddr, to->daddr);
	}
	csum_replace4(&inner->check, inner->saddr, to->saddr);
	csum_replace4(&inner->check, inner->daddr, to->daddr);
	inner->saddr = to->saddr;
	inner->daddr = to->daddr;
	rewrite_inner_ports(pkt, th, to, check);
}

static void rewrite_outer(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	struct iphdr *iph = ctrnet_packet_ip(pkt);

	if (pkt->tuple.side == CTRNET_SIDE_ENDPOINT || iph->saddr == pkt->tuple.saddr) {
		csum_replace4(&iph->check, iph->saddr, to->daddr);
		iph->saddr = to->daddr;
	}
	csum_replace4(&iph->check, iph->daddr, to->saddr);
	iph->daddr = to->saddr;
	ip_decrease_ttl(iph);
}

int ctrnet_icmp_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	struct sk_buff *skb = pkt->skb;
	struct icmphdr *ih;

	if (skb_ensure_writable(skb, skb_headlen(skb)))
		return -ENOMEM;

	rewrite_outer(pkt, to);
	rewrite_inner(pkt, to);

	ih = (struct icmphdr *)(skb->data + pkt->thoff);
	ih->checksum = 0;
	ih->checksum = csum_fold(skb_checksum(skb, pkt->thoff, skb->len - pkt->thoff, 0));
	skb->ip_summed = CHECKSUM_NONE;
	return 0;
}
