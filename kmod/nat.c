// SPDX-License-Identifier: GPL-2.0-only
#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>

#include "nat.h"
#include "packet.h"

static unsigned int transport_header_len(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return sizeof(struct tcphdr);
	case IPPROTO_UDP:
		return sizeof(struct udphdr);
	default:
		return sizeof(struct icmphdr);
	}
}

/* Write the addresses; the sum of TCP and UDP covers them too. */
static void rewrite_addresses(struct sk_buff *skb, struct iphdr *iph,
			      __be32 saddr, __be32 daddr, __sum16 *check)
{
	if (iph->saddr != saddr) {
		if (check)
			inet_proto_csum_replace4(check, skb, iph->saddr, saddr, true);
		csum_replace4(&iph->check, iph->saddr, saddr);
		iph->saddr = saddr;
	}
	if (iph->daddr != daddr) {
		if (check)
			inet_proto_csum_replace4(check, skb, iph->daddr, daddr, true);
		csum_replace4(&iph->check, iph->daddr, daddr);
		iph->daddr = daddr;
	}
}

static void rewrite_port(struct sk_buff *skb, __be16 *port, __be16 to, __sum16 *check)
{
	if (*port == to)
		return;
	if (check)
		inet_proto_csum_replace2(check, skb, *port, to, false);
	*port = to;
}

static void rewrite_icmp(struct sk_buff *skb, struct icmphdr *ih,
			 const struct ctrnet_tuple *to)
{
	__be16 id = ih->type == ICMP_ECHO ? to->dport : to->sport;

	rewrite_port(skb, &ih->un.echo.id, id, &ih->checksum);
}

int ctrnet_nat_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	u8 protocol = pkt->tuple.protocol;
	struct sk_buff *skb = pkt->skb;
	struct iphdr *iph;
	__sum16 *check = NULL;
	__be16 *ports;
	void *th;

	if (skb_ensure_writable(skb, pkt->thoff + transport_header_len(protocol)))
		return -ENOMEM;

	iph = ip_hdr(skb);
	th = skb->data + pkt->thoff;
	ports = th;

	if (protocol == IPPROTO_TCP)
		check = &((struct tcphdr *)th)->check;
	else if (protocol == IPPROTO_UDP)
		check = &((struct udphdr *)th)->check;
	/* UDP without a sum stays so. A sum left to the device may read 0. */
	if (protocol == IPPROTO_UDP && !*check && skb->ip_summed != CHECKSUM_PARTIAL)
		check = NULL;

	rewrite_addresses(skb, iph, to->daddr, to->saddr, check);
	ip_decrease_ttl(iph);

	if (protocol == IPPROTO_ICMP) {
		rewrite_icmp(skb, th, to);
		return 0;
	}
	rewrite_port(skb, &ports[0], to->dport, check);
	rewrite_port(skb, &ports[1], to->sport, check);
	if (protocol == IPPROTO_UDP && check && !*check)
		*check = CSUM_MANGLED_0;
	return 0;
}
