// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "icmp.h"
#include "packet.h"

bool ctrnet_packet_trim(struct sk_buff *skb)
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

static int parse_ports(struct ctrnet_packet *pkt)
{
	const __be16 *ports = (const __be16 *)(pkt->skb->data + pkt->thoff);

	pkt->tuple.sport = ports[0];
	pkt->tuple.dport = ports[1];
	return 0;
}

static int parse_tcp(struct ctrnet_packet *pkt)
{
	if (!pskb_may_pull(pkt->skb, pkt->thoff + sizeof(struct tcphdr)))
		return -EINVAL;
	if (ctrnet_packet_tcp(pkt)->doff < sizeof(struct tcphdr) / 4)
		return -EINVAL;
	return parse_ports(pkt);
}

static int parse_udp(struct ctrnet_packet *pkt)
{
	if (!pskb_may_pull(pkt->skb, pkt->thoff + sizeof(struct udphdr)))
		return -EINVAL;
	return parse_ports(pkt);
}

static const struct icmphdr *packet_icmp(const struct ctrnet_packet *pkt)
{
	return (const struct icmphdr *)(pkt->skb->data + pkt->thoff);
}

static int parse_icmp(struct ctrnet_packet *pkt)
{
	const struct icmphdr *ih;

	if (!pskb_may_pull(pkt->skb, pkt->thoff + sizeof(*ih)))
		return -EINVAL;

	ih = packet_icmp(pkt);
	pkt->error = ctrnet_icmp_is_error(ih->type);
	if (pkt->error)
		return ctrnet_icmp_parse_error(pkt);

	pkt->tuple.sport = 0;
	pkt->tuple.dport = 0;
	switch (ih->type) {
	case ICMP_ECHO:
		pkt->tuple.sport = ih->un.echo.id;
		return 0;
	case ICMP_ECHOREPLY:
		pkt->tuple.dport = ih->un.echo.id;
		return 0;
	default:
		return -ENOMSG;
	}
}

int ctrnet_packet_parse(struct ctrnet_packet *pkt, enum ctrnet_side side)
{
	const struct iphdr *iph = ctrnet_packet_ip(pkt);

	pkt->thoff = iph->ihl * 4;
	pkt->error = false;
	pkt->tuple.saddr = iph->saddr;
	pkt->tuple.daddr = iph->daddr;
	pkt->tuple.protocol = iph->protocol;
	pkt->tuple.side = side;

	switch (pkt->tuple.protocol) {
	case IPPROTO_TCP:
		return parse_tcp(pkt);
	case IPPROTO_UDP:
		return parse_udp(pkt);
	case IPPROTO_ICMP:
		return parse_icmp(pkt);
	default:
		return -EPROTONOSUPPORT;
	}
}

int ctrnet_packet_set_ether(struct sk_buff *skb, const u8 *dest, const u8 *source)
{
	struct ethhdr *eth;

	if (skb_cow_head(skb, ETH_HLEN))
		return -ENOMEM;

	eth = skb_push(skb, ETH_HLEN);
	skb_reset_mac_header(skb);
	ether_addr_copy(eth->h_dest, dest);
	ether_addr_copy(eth->h_source, source);
	eth->h_proto = htons(ETH_P_IP);
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
	case IPPROTO_ICMP:
		return packet_icmp(pkt)->type == ICMP_ECHO;
	default:
		return true;
	}
}
