// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of known flows. Read top to bottom: what the tuple is, which flow it
 * names, and by which exit the packet leaves. No flow: slowpath.c decides.
 */
#include <linux/icmp.h>
#include <linux/inetdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/route.h>

#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "egress.h"
#include "endpoint.h"
#include "fastpath.h"
#include "forward.h"
#include "icmp.h"
#include "nat.h"
#include "network.h"
#include "packet.h"
#include "slowpath.h"

static int translate(struct ctrnet_packet *pkt, const struct ctrnet_flow_dir *fd)
{
	const struct ctrnet_tuple *to = ctrnet_flow_other(fd);

	return unlikely(pkt->error) ? ctrnet_icmp_rewrite(pkt, to) :
				      ctrnet_nat_rewrite(pkt, to);
}

/* An ICMP error neither prolongs nor ends a flow (RFC 5508 REQ-6). */
static void touch(struct ctrnet_packet *pkt, struct ctrnet_flow_dir *fd)
{
	if (likely(!pkt->error))
		ctrnet_flow_touch(fd, ctrnet_packet_tcp(pkt));
}

/* By a route, or to the host itself; @ep is the sender. */
static void take_route(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt,
		       struct ctrnet_flow_dir *fd)
{
	struct ctrnet_network *network = ep->network;
	struct sk_buff *skb = pkt->skb;
	enum ctrnet_drop_reason reason;
	struct dst_entry *dst;
	unsigned int mtu = 0;

	dst = ctrnet_egress_dst(network->cn, fd);
	if (unlikely(!dst)) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_ROUTE);
		return;
	}
	if (unlikely(ctrnet_packet_ip(pkt)->ttl <= 1)) {
		reason = CTRNET_DROP_TTL;
		goto refuse;
	}
	if (unlikely(!ctrnet_egress_fits(pkt, dst, &mtu))) {
		reason = CTRNET_DROP_TOO_BIG;
		goto refuse;
	}
	if (unlikely(translate(pkt, fd))) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}

	if (fd->exit_kind == CTRNET_EXIT_ROUTE)
		ctrnet_egress_xmit(ep, skb, dst);
	else
		ctrnet_egress_host(ep, skb, dst);
	return;

refuse:
	ctrnet_egress_refuse(network->cn->net, skb, reason, mtu);
	ctrnet_drop(network, skb, reason);
}

/* Translate for an endpoint; false if the packet was dropped. */
static bool take_endpoint(struct ctrnet_packet *pkt, struct ctrnet_flow_dir *fd)
{
	struct ctrnet_network *network = fd->endpoint->network;

	if (unlikely(ctrnet_packet_ip(pkt)->ttl <= 1)) {
		ctrnet_egress_refuse(network->cn->net, pkt->skb, CTRNET_DROP_TTL, 0);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_TTL);
		return false;
	}
	if (unlikely(translate(pkt, fd))) {
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_MEMORY);
		return false;
	}
	return true;
}

void ctrnet_fastpath_take_outbound(struct ctrnet_endpoint *ep,
				   struct ctrnet_packet *pkt,
				   struct ctrnet_flow_dir *fd)
{
	touch(pkt, fd);
	if (fd->exit_kind != CTRNET_EXIT_ENDPOINT)
		take_route(ep, pkt, fd);
	else if (take_endpoint(pkt, fd))
		ctrnet_forward_routed(fd->endpoint, pkt->skb);
}

void ctrnet_fastpath_take_inbound(struct ctrnet_packet *pkt,
				  struct ctrnet_flow_dir *fd)
{
	touch(pkt, fd);
	if (take_endpoint(pkt, fd))
		ctrnet_endpoint_receive(fd->endpoint, pkt->skb);
}

/* Whole again, or kept until the other fragments come: then false. */
static bool reassemble(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;

	/* It may wait in the host's queue; nothing of its namespace must. */
	skb_scrub_packet(skb, true);
	skb->dev = network->dev;
	memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
	/* A queue which no packet from outside shares. */
	return !ip_defrag(network->cn->net, skb, IP_DEFRAG_MACVLAN);
}

void ctrnet_fastpath_outbound(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct ctrnet_packet pkt = { .skb = skb };
	struct ctrnet_flow_dir *fd;
	int err;

	if (unlikely(ip_is_fragment(ip_hdr(skb)) && !reassemble(ep, skb)))
		return;

	err = ctrnet_packet_parse(&pkt, CTRNET_SIDE_ENDPOINT);
	if (likely(!err)) {
		fd = ctrnet_flow_lookup(&ep->network->cn->flows, &pkt.tuple);
		if (likely(fd)) {
			ctrnet_fastpath_take_outbound(ep, &pkt, fd);
			return;
		}
	}
	ctrnet_slowpath_outbound(ep, &pkt, err);
}

void ctrnet_fastpath_hairpin(struct ctrnet_endpoint *ep,
			     struct ctrnet_endpoint *peer, struct sk_buff *skb)
{
	struct ctrnet_network *network = ep->network;
	struct ctrnet_packet pkt = { .skb = skb };
	struct ctrnet_flow_dir *fd;

	skb_pull_rcsum(skb, ETH_HLEN);
	if (!ctrnet_packet_trim(skb)) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	if (ip_is_fragment(ip_hdr(skb)) && !reassemble(ep, skb))
		return;

	if (!ctrnet_packet_parse(&pkt, CTRNET_SIDE_ENDPOINT)) {
		fd = ctrnet_flow_lookup(&network->cn->flows, &pkt.tuple);
		if (fd) {
			ctrnet_fastpath_take_outbound(ep, &pkt, fd);
			return;
		}
	}
	if (ctrnet_packet_set_ether(skb, peer->mac, ep->mac)) {
		ctrnet_drop(network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}
	skb_push_rcsum(skb, ETH_HLEN);
	ctrnet_device_queue(network, peer->dev, skb);
}

/*
 * The test which all of the host's traffic takes: may a flow or a publish have
 * the destination port? Reads the packet, changes nothing.
 */
static bool hook_concerns(const struct ctrnet_net *cn, const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	__be16 buf[2];
	const __be16 *ports;
	const u8 *type;
	u16 port;

	switch (iph->protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
		ports = skb_header_pointer(skb, iph->ihl * 4, sizeof(buf), buf);
		if (!ports)
			return false;
		port = ntohs(ports[1]);
		return port >= CTRNET_EGRESS_PORT_MIN ||
		       ctrnet_publish_has_port(&cn->publishes, iph->protocol, port);
	case IPPROTO_ICMP:
		type = skb_header_pointer(skb, iph->ihl * 4, sizeof(*type), buf);
		return type && (*type == ICMP_ECHOREPLY || ctrnet_icmp_is_error(*type));
	default:
		return false;
	}
}

/* A fragment for the host is reassembled here, where else the stack would do it. */
static unsigned int hook_fragment(struct ctrnet_net *cn, struct sk_buff *skb)
{
	if (inet_addr_type(cn->net, ip_hdr(skb)->daddr) != RTN_LOCAL)
		return NF_ACCEPT;
	if (ip_defrag(cn->net, skb, IP_DEFRAG_LOCAL_DELIVER))
		return NF_STOLEN;
	return NF_REPEAT;
}

/*
 * A client on the host itself sends over the loopback device only. From
 * elsewhere its address is a forgery, which the host's routing will refuse.
 */
static bool hook_is_forged(const struct ctrnet_flow_dir *fd, const struct sk_buff *skb)
{
	const struct ctrnet_flow *flow = ctrnet_flow_of(fd);

	return flow->dirs[!fd->dir].exit_kind == CTRNET_EXIT_HOST &&
	       !(skb->dev->flags & IFF_LOOPBACK);
}

static unsigned int fastpath_hook(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct ctrnet_packet pkt = { .skb = skb };
	struct ctrnet_net *cn = priv;
	struct ctrnet_flow_dir *fd;

	if (unlikely(skb->pkt_type != PACKET_HOST))
		return NF_ACCEPT;
	if (unlikely(ip_is_fragment(ip_hdr(skb)))) {
		unsigned int verdict = hook_fragment(cn, skb);

		if (verdict != NF_REPEAT)
			return verdict;
	}

	if (likely(!hook_concerns(cn, skb)))
		return NF_ACCEPT;
	if (ctrnet_packet_parse(&pkt, CTRNET_SIDE_HOST))
		return NF_ACCEPT;

	fd = ctrnet_flow_lookup(&cn->flows, &pkt.tuple);
	if (!fd)
		return ctrnet_slowpath_inbound(cn, &pkt);
	if (unlikely(hook_is_forged(fd, skb)))
		return NF_ACCEPT;
	ctrnet_fastpath_take_inbound(&pkt, fd);
	return NF_STOLEN;
}

/* Before all others: what is ctrnet's is no one else's. */
static const struct nf_hook_ops hook_template = {
	.hook		= fastpath_hook,
	.pf		= NFPROTO_IPV4,
	.hooknum	= NF_INET_PRE_ROUTING,
	.priority	= NF_IP_PRI_FIRST,
};

int ctrnet_fastpath_register(struct ctrnet_net *cn)
{
	cn->hook = hook_template;
	cn->hook.priv = cn;
	return nf_register_net_hook(cn->net, &cn->hook);
}

void ctrnet_fastpath_unregister(struct ctrnet_net *cn)
{
	nf_unregister_net_hook(cn->net, &cn->hook);
}
