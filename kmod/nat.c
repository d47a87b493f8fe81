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

/*
 * Where the sum of the ports and addresses is; NULL if there is none: UDP
 * without a sum stays so, but a sum left to the device may read 0.
 */
static __sum16 *transport_check(const struct sk_buff *skb, u8 protocol, void *th)
{
	struct udphdr *uh = th;

	switch (protocol) {
	case IPPROTO_TCP:
		return &((struct tcphdr *)th)->check;
	case IPPROTO_UDP:
		return uh->check || skb->ip_summed == CHECKSUM_PARTIAL ? &uh->check : NULL;
	default:
		return NULL;
	}
}

static int rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	u8 protocol = pkt->tuple.protocol;
	struct sk_buff *skb = pkt->skb;
	__sum16 *check;
	__be16 *ports;
	void *th;

	if (skb_ensure_writable(skb, pkt->thoff + transport_header_len(protocol)))
		return -ENOMEM;

	th = skb->data + pkt->thoff;
	ports = th;
	check = transport_check(skb, protocol, th);
	rewrite_addresses(skb, ip_hdr(skb), to->daddr, to->saddr, check);

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

int ctrnet_nat_redirect(struct ctrnet_packet *pkt, __be32 daddr, __be16 dport)
{
	const struct ctrnet_tuple to = {
		.saddr	= daddr,
		.daddr	= pkt->tuple.saddr,
		.sport	= dport,
		.dport	= pkt->tuple.sport,
	};

	return rewrite(pkt, &to);
}

int ctrnet_nat_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to)
{
	if (rewrite(pkt, to))
		return -ENOMEM;
	ip_decrease_ttl(ctrnet_packet_ip(pkt));
	return 0;
}
