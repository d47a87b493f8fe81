// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets without a flow: what they are, whether they may begin one, and what
 * it shall look like. Everything ctrnet decides about a connection is decided
 * here, once; fastpath.c only repeats it.
 */
#include <linux/inetdevice.h>
#include <linux/netfilter.h>
#include <net/dst_metadata.h>
#include <net/ip.h>
#include <net/route.h>

#include "address.h"
#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "egress.h"
#include "endpoint.h"
#include "fastpath.h"
#include "firewall.h"
#include "forward.h"
#include "nat.h"
#include "network.h"
#include "packet.h"
#include "slowpath.h"

/* Ports tried for a translated source before the packet is refused. */
#define PORT_TRIES	128

/**
 * struct connection - a flow to be made
 * @orig: tuple of its first packet
 * @exit_orig: where that goes
 * @reply: tuple of the answer
 * @exit_reply: where that goes
 * @publish: the rule which it came through, or NULL
 * @network: the endpoint's which it is for, or which it is from
 * @in: the device which the host's firewall sees it come by; NULL if it is the
 *	host's own, which is none of FORWARD's business
 */
struct connection {
	struct ctrnet_tuple orig;
	struct ctrnet_exit exit_orig;
	struct ctrnet_tuple reply;
	struct ctrnet_exit exit_reply;
	const struct ctrnet_publish *publish;
	const struct ctrnet_network *network;
	struct net_device *in;
};

static void exit_put(struct ctrnet_exit *exit)
{
	if (exit->kind != CTRNET_EXIT_ENDPOINT)
		dst_release(rcu_dereference(exit->dst));
}

static void connection_put(struct connection *c)
{
	exit_put(&c->exit_orig);
	exit_put(&c->exit_reply);
}

static enum ctrnet_drop_reason insert_error(int err)
{
	switch (err) {
	case -EADDRINUSE:
		return CTRNET_DROP_NO_PORT;
	case -ENOSPC:
		return CTRNET_DROP_FLOW_LIMIT;
	case -ENODEV:
		return CTRNET_DROP_DOWN;
	default:
		return CTRNET_DROP_NO_MEMORY;
	}
}

/*
 * The ports run short when many were tried: then take that of a flow which is
 * over. Its far end knows from the sequence number that the new one is another.
 */
static bool take_over(struct ctrnet_flow_table *table, const struct ctrnet_flow *flow,
		      unsigned int tries)
{
	struct ctrnet_flow_dir *fd;

	if (tries < PORT_TRIES / 2)
		return false;
	fd = ctrnet_flow_lookup(table, &flow->dirs[CTRNET_DIR_REPLY].tuple);
	if (!fd || !ctrnet_flow_is_closed(ctrnet_flow_of(fd)))
		return false;
	ctrnet_flow_kill(table, ctrnet_flow_of(fd));
	return true;
}

/*
 * Make the flow, at another port of the translated source while somebody has
 * the tuple. If another packet of the connection was faster, its flow serves.
 */
static enum ctrnet_drop_reason connect(struct ctrnet_flow_table *table,
				       struct connection *c,
				       struct ctrnet_flow_dir **fd)
{
	struct ctrnet_flow *flow;
	unsigned int n = 0;
	int err;

	flow = ctrnet_flow_alloc(&c->orig, &c->exit_orig, &c->reply, &c->exit_reply);
	if (!flow) {
		connection_put(c);
		return CTRNET_DROP_NO_MEMORY;
	}

	while ((err = ctrnet_flow_insert(table, flow, c->publish)) == -EADDRINUSE &&
	       n++ < PORT_TRIES)
		if (!take_over(table, flow, n))
			flow->dirs[CTRNET_DIR_REPLY].tuple.dport =
				ctrnet_egress_port(&c->orig, n);

	if (!err) {
		*fd = &flow->dirs[CTRNET_DIR_ORIG];
		return CTRNET_DROP_NONE;
	}
	ctrnet_flow_free(flow);
	if (err == -EEXIST) {
		*fd = ctrnet_flow_lookup(table, &c->orig);
		if (*fd)
			return CTRNET_DROP_NONE;
	}
	return insert_error(err);
}

/* As the firewall sees it: to its real destination, from its real source. */
static bool firewall_allows(struct ctrnet_packet *pkt, struct connection *c)
{
	struct ctrnet_net *cn = c->network->cn;
	struct ctrnet_exit exit;
	__be32 saddr = 0;
	bool allowed;

	if (ctrnet_nat_redirect(pkt, c->reply.saddr, c->reply.sport) ||
	    ctrnet_egress_route(cn->net, c->reply.saddr, &saddr, &exit)) {
		ctrnet_drop(c->network, pkt->skb, CTRNET_DROP_NO_ROUTE);
		return false;
	}

	allowed = ctrnet_firewall_allows(cn, pkt, &c->reply, c->in,
					 rcu_dereference(exit.dst));
	exit_put(&exit);
	if (!allowed)
		ctrnet_drop_count(c->network, CTRNET_DROP_FIREWALL);
	return allowed;
}

/* The flow for a first packet, or NULL if it was dropped; the exits are consumed. */
static struct ctrnet_flow_dir *admit(struct ctrnet_packet *pkt, struct connection *c)
{
	struct ctrnet_net *cn = c->network->cn;
	enum ctrnet_drop_reason reason;
	struct ctrnet_flow_dir *fd;

	if (c->in && ctrnet_firewall_is_on(cn->net) && !firewall_allows(pkt, c)) {
		connection_put(c);
		return NULL;
	}
	reason = connect(&cn->flows, c, &fd);
	if (reason) {
		ctrnet_drop(c->network, pkt->skb, reason);
		return NULL;
	}
	return fd;
}

/*
 * The server's side of a connection to a published port. The client's address
 * is kept, but where that would bring the answer to the wrong place:
 * the host's loopback address means the container itself there, and a
 * container cannot be its own client over its network. These two, and what the
 * host sends from its address in the network, come from the gateway.
 *
 * A client which has a direct way to the server too, other than by this flow,
 * also gets another port: its answers must not be mistaken for the direct ones.
 */
static bool publish_reply(struct connection *c, __be32 client, bool direct)
{
	const struct ctrnet_endpoint *server = c->publish->endpoint;
	u16 port = ctrnet_publish_port(c->publish, ntohs(c->orig.dport));

	c->reply = (struct ctrnet_tuple) {
		.saddr		= READ_ONCE(server->address),
		.daddr		= client,
		.sport		= htons(port),
		.dport		= direct ? ctrnet_egress_port(&c->orig, 0) :
					   c->orig.sport,
		.protocol	= c->orig.protocol,
		.side		= CTRNET_SIDE_ENDPOINT,
	};
	c->exit_orig.kind = CTRNET_EXIT_ENDPOINT;
	c->exit_orig.endpoint = c->publish->endpoint;
	return c->reply.saddr && client;
}

/* From an endpoint to a published port, its own ones included. */
static void outbound_publish(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt,
			     const struct ctrnet_publish *publish)
{
	struct connection c = {
		.orig			= pkt->tuple,
		.exit_reply.kind	= CTRNET_EXIT_ENDPOINT,
		.exit_reply.endpoint	= ep,
		.publish		= publish,
		.network		= publish->endpoint->network,
		.in			= ep->network->dev,
	};
	struct ctrnet_flow_dir *fd;
	__be32 client;

	client = publish->endpoint == ep ? ctrnet_network_gateway(ep->network) :
					   pkt->tuple.saddr;
	if (!publish_reply(&c, client, true)) {
		ctrnet_drop(ep->network, pkt->skb, CTRNET_DROP_DOWN);
		return;
	}

	fd = admit(pkt, &c);
	if (fd)
		ctrnet_fastpath_take_outbound(ep, pkt, fd);
}

/* To an address of the host: a published port, or the host's own stack. */
static void outbound_host(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt, int err)
{
	struct ctrnet_publish_table *publishes = &ep->network->cn->publishes;
	const struct ctrnet_tuple *t = &pkt->tuple;
	struct ctrnet_publish *publish;

	if (!err && t->protocol != IPPROTO_ICMP &&
	    ctrnet_publish_has_port(publishes, t->protocol, ntohs(t->dport)) &&
	    ctrnet_packet_opens(pkt)) {
		publish = ctrnet_publish_lookup(publishes, t->protocol, t->daddr,
						ntohs(t->dport));
		if (publish) {
			outbound_publish(ep, pkt, publish);
			return;
		}
	}
	skb_push_rcsum(pkt->skb, ETH_HLEN);
	ctrnet_device_queue(ep->network, ep->network->dev, pkt->skb);
}

/* To the outside, from the address and a port of the host. */
static void masquerade(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt)
{
	struct ctrnet_network *network = ep->network;
	struct connection c = {
		.orig			= pkt->tuple,
		.exit_reply.kind	= CTRNET_EXIT_ENDPOINT,
		.exit_reply.endpoint	= ep,
		.network		= network,
		.in			= network->dev,
	};
	struct ctrnet_flow_dir *fd;
	__be32 saddr = 0;

	if (ctrnet_egress_route(network->cn->net, pkt->tuple.daddr, &saddr, &c.exit_orig)) {
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_ROUTE);
		return;
	}
	if (ctrnet_network_is(rcu_dereference(c.exit_orig.dst)->dev)) {
		/* An address of a network, which no endpoint has. */
		exit_put(&c.exit_orig);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_ENDPOINT);
		return;
	}

	c.reply = (struct ctrnet_tuple) {
		.saddr		= c.orig.daddr,
		.daddr		= saddr,
		.sport		= c.orig.dport,
		.dport		= ctrnet_egress_port(&c.orig, 0),
		.protocol	= c.orig.protocol,
		.side		= CTRNET_SIDE_HOST,
	};
	fd = admit(pkt, &c);
	if (fd)
		ctrnet_fastpath_take_outbound(ep, pkt, fd);
}

static void outbound_remote(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt, int err)
{
	struct ctrnet_network *network = ep->network;
	struct ctrnet_endpoint *peer;

	peer = ctrnet_address_lookup(network->cn, ctrnet_packet_ip(pkt)->daddr);
	if (peer && peer->network == network)
		ctrnet_forward_routed(peer, pkt->skb);
	else if (peer)
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_FOREIGN);
	else if (err)
		ctrnet_drop(network, pkt->skb, ctrnet_packet_error(err));
	else if (!ctrnet_packet_opens(pkt))
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_FLOW);
	else
		masquerade(ep, pkt);
}

void ctrnet_slowpath_outbound(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt, int err)
{
	__be32 daddr = ctrnet_packet_ip(pkt)->daddr;

	if (ipv4_is_loopback(daddr)) {
		ctrnet_drop(ep->network, pkt->skb, CTRNET_DROP_MARTIAN);
		return;
	}

	switch (inet_addr_type(ep->network->cn->net, daddr)) {
	case RTN_LOCAL:
		outbound_host(ep, pkt, err);
		break;
	case RTN_UNICAST:
		outbound_remote(ep, pkt, err);
		break;
	default:
		ctrnet_drop(ep->network, pkt->skb, CTRNET_DROP_MARTIAN);
	}
}

/*
 * The host's routing judges a packet as it would without ctrnet: its source
 * (rp_filter, martians), and whether its destination is the host.
 */
static bool packet_is_for_host(struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	bool routed = skb_valid_dst(skb);

	if (!routed &&
	    ip_route_input_noref(skb, iph->daddr, iph->saddr, iph->tos, skb->dev))
		return false;
	if (skb_rtable(skb)->rt_type == RTN_LOCAL)
		return true;
	/* Not ours: marks which change its route are yet to be set. */
	if (!routed)
		skb_dst_drop(skb);
	return false;
}

/* From a client outside, or from the host itself. */
static void inbound_publish(struct ctrnet_net *cn, struct ctrnet_packet *pkt,
			    const struct ctrnet_publish *publish)
{
	const struct ctrnet_network *network = publish->endpoint->network;
	struct connection c = {
		.orig		= pkt->tuple,
		.publish	= publish,
		.network	= network,
	};
	__be32 client = pkt->tuple.saddr;
	__be32 dialled = pkt->tuple.daddr;
	struct ctrnet_flow_dir *fd;

	if (ctrnet_egress_route(cn->net, client, &dialled, &c.exit_reply)) {
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_ROUTE);
		return;
	}
	if (ctrnet_network_is(rcu_dereference(c.exit_reply.dst)->dev)) {
		/* An endpoint's address, but not by an endpoint. */
		exit_put(&c.exit_reply);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_SPOOFED_IP);
		return;
	}

	if (c.exit_reply.kind != CTRNET_EXIT_HOST)
		c.in = pkt->skb->dev;
	if (ipv4_is_loopback(client))
		client = ctrnet_network_gateway(network);
	if (!publish_reply(&c, client, !c.in)) {
		exit_put(&c.exit_reply);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_DOWN);
		return;
	}

	fd = admit(pkt, &c);
	if (fd)
		ctrnet_fastpath_take_inbound(pkt, fd);
}

unsigned int ctrnet_slowpath_inbound(struct ctrnet_net *cn, struct ctrnet_packet *pkt)
{
	const struct ctrnet_tuple *t = &pkt->tuple;
	const struct ctrnet_publish *publish;
	struct sk_buff *skb = pkt->skb;

	if (t->protocol == IPPROTO_ICMP || !ctrnet_packet_opens(pkt))
		return NF_ACCEPT;
	/* What an endpoint sends to the host was judged when it was sent. */
	if (ctrnet_network_is(skb->dev))
		return NF_ACCEPT;

	publish = ctrnet_publish_lookup(&cn->publishes, t->protocol, t->daddr,
					ntohs(t->dport));
	if (!publish)
		return NF_ACCEPT;
	/* Addresses of the loopback network are never meant on a wire. */
	if (ipv4_is_loopback(t->daddr) && !(skb->dev->flags & IFF_LOOPBACK))
		return NF_ACCEPT;
	if (!packet_is_for_host(skb))
		return NF_ACCEPT;

	inbound_publish(cn, pkt, publish);
	return NF_STOLEN;
}
