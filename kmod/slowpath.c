// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets without a flow: what they are, whether they may begin one, and what
 * it shall look like. Everything ctrnet decides about a connection is decided
 * here, once; connect.c makes the flow, and fastpath.c only repeats it.
 */
#include <linux/netfilter.h>
#include <net/dst.h>

#include "address.h"
#include "connect.h"
#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "egress.h"
#include "endpoint.h"
#include "fastpath.h"
#include "forward.h"
#include "guard.h"
#include "link.h"
#include "network.h"
#include "packet.h"
#include "route.h"
#include "slowpath.h"
#include "socket.h"
#include "trace.h"
#include "track.h"

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
static bool publish_reply(struct ctrnet_connection *c, const struct ctrnet_publish *publish,
			  const union nf_inet_addr *client, bool direct)
{
	struct ctrnet_endpoint *server = publish->endpoint;
	u16 port = ctrnet_publish_port(publish, ntohs(c->orig.dport));

	c->reply = c->orig;
	c->reply.daddr = *client;
	c->reply.sport = htons(port);
	c->reply.dport = direct ? ctrnet_port_nth(&c->orig, 0) : c->orig.sport;
	c->reply.side = CTRNET_SIDE_ENDPOINT;
	c->exit_orig.kind = CTRNET_EXIT_ENDPOINT;
	c->exit_orig.endpoint = server;
	return ctrnet_address_of(server, c->orig.family, &c->reply.saddr);
}

/* From an endpoint to a published port, its own ones included. */
static void outbound_publish(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt,
			     const struct ctrnet_publish *publish)
{
	struct ctrnet_connection c = {
		.orig			= pkt->tuple,
		.exit_reply.kind	= CTRNET_EXIT_ENDPOINT,
		.exit_reply.endpoint	= ep,
		.rule			= &publish->rule,
		.network		= publish->endpoint->network,
		.in			= ep->network->dev,
	};
	union nf_inet_addr client = pkt->tuple.saddr;
	struct ctrnet_flow_dir *fd;

	ctrnet_device_capture_ip(ep->network->dev, pkt->skb);
	if ((publish->endpoint == ep &&
	     !ctrnet_network_gateway(ep->network, pkt->tuple.family, &client)) ||
	    !publish_reply(&c, publish, &client, true)) {
		ctrnet_drop(ep->network, pkt->skb, CTRNET_DROP_DOWN);
		return;
	}

	fd = ctrnet_connect_admit(pkt, &c);
	if (fd)
		ctrnet_fastpath_take_outbound(ep, pkt, fd);
}

/* As received by the network's device: the host's own stack decides. */
static void outbound_stack(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt)
{
	ctrnet_packet_push_ether(pkt->skb);
	ctrnet_device_queue(ep->network, ep->network->dev, pkt->skb);
}

/*
 * The publish which a packet to the host is for, or NULL. Of a range which is not held
 * the host's sockets may get ports by chance, and then have them.
 */
static const struct ctrnet_publish *find_publish(struct ctrnet_net *cn,
						 const struct ctrnet_tuple *t)
{
	const struct ctrnet_publish *publish;

	publish = ctrnet_publish_table_lookup(&cn->publishes, t->protocol, t->family, &t->daddr,
					      ntohs(t->dport));
	if (publish && !publish->n_holders && ctrnet_socket_keeps(cn->net, t))
		return NULL;
	if (publish)
		trace_ctrnet_publish_hit(publish, t);
	return publish;
}

/* To an address of the host: a published port, or the host's own stack. */
static void outbound_host(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt, int err)
{
	struct ctrnet_net *cn = ep->network->cn;
	const struct ctrnet_tuple *t = &pkt->tuple;
	const struct ctrnet_publish *publish;

	if (!err && !ctrnet_packet_is_echo(pkt) &&
	    ctrnet_publish_table_has_port(&cn->publishes, t->protocol, ntohs(t->dport)) &&
	    ctrnet_packet_opens(pkt)) {
		publish = find_publish(cn, t);
		if (publish) {
			outbound_publish(ep, pkt, publish);
			return;
		}
	}
	outbound_stack(ep, pkt);
}

/* What an error of the host's routing says to the sender; a black hole nothing. */
static enum ctrnet_refusal route_refusal(int err)
{
	switch (err) {
	case -ENETUNREACH:
		return CTRNET_REFUSAL_NO_ROUTE;
	case -EHOSTUNREACH:
		return CTRNET_REFUSAL_NO_HOST;
	case -EACCES:
		return CTRNET_REFUSAL_PROHIBITED;
	default:
		return CTRNET_REFUSAL_NONE;
	}
}

/* To the outside, from the address and a port of the host. */
static void masquerade(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt)
{
	struct ctrnet_network *network = ep->network;
	struct ctrnet_connection c = {
		.orig			= pkt->tuple,
		.exit_reply.kind	= CTRNET_EXIT_ENDPOINT,
		.exit_reply.endpoint	= ep,
		.rule			= &network->masquerade,
		.network		= network,
		.in			= network->dev,
	};
	struct ctrnet_tuple leaving = pkt->tuple;
	struct ctrnet_flow_dir *fd;
	int err;

	memset(&leaving.saddr, 0, sizeof(leaving.saddr));
	leaving.sport = ctrnet_port_nth(&c.orig, 0);
	err = ctrnet_route_output(network->cn->net, network->dev, &leaving, &c.exit_orig);
	if (!err && c.exit_orig.kind == CTRNET_EXIT_HOST) {
		/* By a rule or a VRF: the host's, but not by what it has on its devices. */
		ctrnet_route_put(&c.exit_orig);
		outbound_stack(ep, pkt);
		return;
	}

	ctrnet_device_capture_ip(network->dev, pkt->skb);
	if (err) {
		ctrnet_egress_refuse(pkt, network->dev, route_refusal(err), 0);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_ROUTE);
		return;
	}
	if (ctrnet_network_is(rcu_dereference(c.exit_orig.dst)->dev)) {
		/* An address of a network, which no endpoint has. */
		ctrnet_route_put(&c.exit_orig);
		ctrnet_egress_refuse(pkt, network->dev, CTRNET_REFUSAL_NO_HOST, 0);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_NO_ENDPOINT);
		return;
	}

	ctrnet_tuple_reverse(&c.reply, &leaving);
	c.reply.side = CTRNET_SIDE_HOST;
	fd = ctrnet_connect_admit(pkt, &c);
	if (fd)
		ctrnet_fastpath_take_outbound(ep, pkt, fd);
}

/* To another endpoint of the network by way of the gateway. */
static void outbound_peer(struct ctrnet_endpoint *ep, struct ctrnet_endpoint *peer,
			  struct ctrnet_packet *pkt, int err)
{
	enum ctrnet_drop_reason reason = CTRNET_DROP_ROGUE;

	if (!ctrnet_guard_is_dhcp_server(pkt->skb, pkt->tuple.family))
		reason = ctrnet_slowpath_peer(ep, peer, pkt, err);
	if (reason)
		ctrnet_drop(ep->network, pkt->skb, reason);
	else
		ctrnet_forward_routed(peer, pkt->skb);
}

/* To an endpoint of another network. */
static void outbound_foreign(struct ctrnet_endpoint *ep, const struct ctrnet_endpoint *peer,
			     struct ctrnet_packet *pkt)
{
	if (ctrnet_network_does(ep->network, CTRNET_NETWORK_ROUTED) &&
	    ctrnet_network_does(peer->network, CTRNET_NETWORK_ROUTED))
		outbound_stack(ep, pkt);
	else
		ctrnet_drop(ep->network, pkt->skb, CTRNET_DROP_FOREIGN);
}

static void outbound_remote(struct ctrnet_endpoint *ep, struct ctrnet_packet *pkt, int err)
{
	struct ctrnet_network *network = ep->network;
	union nf_inet_addr daddr;
	struct ctrnet_endpoint *peer;

	ctrnet_packet_daddr(pkt, &daddr);
	peer = ctrnet_address_lookup_any(network->cn, pkt->tuple.family, &daddr);
	if (peer && peer->network == network)
		outbound_peer(ep, peer, pkt, err);
	else if (peer)
		outbound_foreign(ep, peer, pkt);
	else if (ctrnet_network_does(network, CTRNET_NETWORK_ROUTED))
		outbound_stack(ep, pkt);
	else if (!ctrnet_network_does(network, CTRNET_NETWORK_MASQUERADE))
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
	struct net_device *dev = ep->network->dev;
	union nf_inet_addr daddr;

	ctrnet_packet_daddr(pkt, &daddr);
	switch (ctrnet_route_type(dev_net(dev), dev, pkt->tuple.family, &daddr)) {
	case CTRNET_ROUTE_LOCAL:
		outbound_host(ep, pkt, err);
		break;
	case CTRNET_ROUTE_REMOTE:
		outbound_remote(ep, pkt, err);
		break;
	case CTRNET_ROUTE_MARTIAN:
		ctrnet_drop(ep->network, pkt->skb, CTRNET_DROP_MARTIAN);
		break;
	}
}

/*
 * A link opens the source's exposed ports to its recipient, and lets it ping. Any
 * packet may begin the flow, not only a SYN: the connection may be older than
 * the change which made the flow necessary.
 */
static const struct ctrnet_link_ports *opened_by(struct ctrnet_endpoint *ep,
						 struct ctrnet_endpoint *peer,
						 const struct ctrnet_packet *pkt)
{
	const struct ctrnet_link_ports *ports;
	const struct ctrnet_link *link;

	link = ctrnet_link_lookup(&ep->network->cn->links, ep, peer);
	if (!link || (ctrnet_packet_is_echo(pkt) && !ctrnet_packet_opens(pkt)))
		return NULL;
	ports = rcu_dereference(link->ports);
	return ctrnet_link_admits(ports, &pkt->tuple) ? ports : NULL;
}

enum ctrnet_drop_reason ctrnet_slowpath_peer(struct ctrnet_endpoint *ep,
					     struct ctrnet_endpoint *peer,
					     struct ctrnet_packet *pkt, int err)
{
	struct ctrnet_connection c = {
		.orig			= pkt->tuple,
		.exit_orig.kind		= CTRNET_EXIT_ENDPOINT,
		.exit_orig.endpoint	= peer,
		.exit_reply.kind	= CTRNET_EXIT_ENDPOINT,
		.exit_reply.endpoint	= ep,
		.fixed			= true,
		.network		= ep->network,
		.in			= ep->network->dev,
	};
	const struct ctrnet_link_ports *ports;
	enum ctrnet_drop_reason reason;
	struct ctrnet_flow_dir *fd;

	if (ctrnet_network_does(ep->network, CTRNET_NETWORK_ICC))
		return CTRNET_DROP_NONE;
	if (err || pkt->error)
		return CTRNET_DROP_ICC;
	ports = opened_by(ep, peer, pkt);
	if (!ports)
		return CTRNET_DROP_ICC;

	c.rule = &ports->rule;
	ctrnet_tuple_reverse(&c.reply, &c.orig);
	reason = ctrnet_connect(pkt, &c, &fd);
	if (!reason)
		ctrnet_track(fd, pkt);
	return reason;
}

/* The way back to a client, or why its packet goes no further. */
static enum ctrnet_drop_reason client_exit(struct ctrnet_net *cn, const struct ctrnet_packet *pkt,
					   struct ctrnet_exit *exit)
{
	struct ctrnet_tuple leaving;

	ctrnet_tuple_reverse(&leaving, &pkt->tuple);
	if (ctrnet_route_output(cn->net, pkt->skb->dev, &leaving, exit))
		return CTRNET_DROP_NO_ROUTE;
	/* An endpoint's address, but not by an endpoint; the host's own, but not by the host. */
	if (ctrnet_network_is(rcu_dereference(exit->dst)->dev) ||
	    (exit->kind == CTRNET_EXIT_HOST && !ctrnet_route_is_own(pkt->skb))) {
		ctrnet_route_put(exit);
		return CTRNET_DROP_SPOOFED_IP;
	}
	return CTRNET_DROP_NONE;
}

/* From a client outside, or from the host itself. */
static void inbound_publish(struct ctrnet_net *cn, struct ctrnet_packet *pkt,
			    const struct ctrnet_publish *publish)
{
	const struct ctrnet_network *network = publish->endpoint->network;
	struct ctrnet_connection c = {
		.orig		= pkt->tuple,
		.rule		= &publish->rule,
		.network	= network,
	};
	union nf_inet_addr client = pkt->tuple.saddr;
	u8 family = pkt->tuple.family;
	enum ctrnet_drop_reason reason;
	struct ctrnet_flow_dir *fd;

	reason = client_exit(cn, pkt, &c.exit_reply);
	if (reason) {
		ctrnet_drop(network, pkt->skb, reason);
		return;
	}
	if (c.exit_reply.kind != CTRNET_EXIT_HOST)
		c.in = pkt->skb->dev;
	if ((ctrnet_addr_is_loopback(family, &client) &&
	     !ctrnet_network_gateway(network, family, &client)) ||
	    !publish_reply(&c, publish, &client, !c.in)) {
		ctrnet_route_put(&c.exit_reply);
		ctrnet_drop(network, pkt->skb, CTRNET_DROP_DOWN);
		return;
	}

	fd = ctrnet_connect_admit(pkt, &c);
	if (fd)
		ctrnet_fastpath_take_inbound(pkt, fd);
}

unsigned int ctrnet_slowpath_inbound(struct ctrnet_net *cn, struct ctrnet_packet *pkt)
{
	const struct ctrnet_tuple *t = &pkt->tuple;
	const struct ctrnet_publish *publish;
	struct sk_buff *skb = pkt->skb;
	int err;

	if (ctrnet_packet_is_echo(pkt) || !ctrnet_packet_opens(pkt))
		return NF_ACCEPT;
	/* What an endpoint sends to the host was judged when it was sent. */
	if (ctrnet_network_is(skb->dev))
		return NF_ACCEPT;

	publish = find_publish(cn, t);
	if (!publish)
		return NF_ACCEPT;
	/* Addresses of loopback are never meant on a wire, nor those of a link beyond it. */
	if (ctrnet_addr_is_loopback(t->family, &t->daddr) && !ctrnet_route_is_own(skb))
		return NF_ACCEPT;
	if (ctrnet_addr_is_link_local(t->family, &t->saddr))
		return NF_ACCEPT;
	err = ctrnet_route_input(skb, t->family);
	if (err == -ENOMEM) {
		/* The host's own stack would say that nobody listens. */
		ctrnet_drop(publish->endpoint->network, skb, CTRNET_DROP_NO_MEMORY);
		return NF_STOLEN;
	}
	if (err)
		return NF_ACCEPT;

	if (ctrnet_route_admits(skb, t->family))
		inbound_publish(cn, pkt, publish);
	return NF_STOLEN;
}
