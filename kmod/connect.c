// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flow is made: with the host's firewall asked, and a port which is free. What it is to
 * look like slowpath.c has decided.
 */
#include "connect.h"
#include "ctrnet.h"
#include "drop.h"
#include "egress.h"
#include "firewall.h"
#include "nat.h"
#include "network.h"
#include "packet.h"
#include "route.h"

static void connection_put(struct ctrnet_connection *c)
{
	ctrnet_route_put(&c->exit_orig);
	ctrnet_route_put(&c->exit_reply);
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
 * If the flow which has the tuple is over, put this one into its place. The far
 * end knows from the sequence number that it is another connection.
 */
static bool take_over(struct ctrnet_flow_table *table, const struct ctrnet_flow *flow)
{
	struct ctrnet_flow_dir *fd;
	struct ctrnet_tuple reply;

	ctrnet_flow_tuple(flow, CTRNET_DIR_REPLY, &reply);
	fd = ctrnet_flow_lookup(table, &reply);
	if (!fd || !ctrnet_flow_is_closed(ctrnet_flow_of(fd)))
		return false;
	ctrnet_flow_kill(table, ctrnet_flow_of(fd));
	return true;
}

static int insert_over(struct ctrnet_flow_table *table, struct ctrnet_flow *flow,
		       const struct ctrnet_connection *c)
{
	int err = ctrnet_flow_insert(table, flow, c->rule);

	if (err == -EADDRINUSE && take_over(table, flow))
		err = ctrnet_flow_insert(table, flow, c->rule);
	return err;
}

/* As masqueraded, at the port which stands for its source. */
static int insert_mapped(struct ctrnet_net *cn, struct ctrnet_flow *flow,
			 const struct ctrnet_connection *c)
{
	struct ctrnet_endpoint *ep = c->exit_reply.endpoint;
	__be16 port = ctrnet_port_get(cn, ep, &c->orig);
	int err;

	if (!port)
		return -EADDRINUSE;
	flow->mapped = true;
	ctrnet_flow_set_reply_port(flow, port);
	err = insert_over(&cn->flows, flow, c);
	if (err) {
		flow->mapped = false;
		ctrnet_port_put(&cn->flows.ports, ep, c->orig.protocol, port);
	}
	return err;
}

static int insert_masqueraded(struct ctrnet_net *cn, struct ctrnet_flow *flow,
			      const struct ctrnet_connection *c)
{
	int err = insert_mapped(cn, flow, c);
	unsigned int n;
	__be16 port;

	if (c->orig.protocol != IPPROTO_TCP)
		return err;
	for (n = 0; err == -EADDRINUSE && n < CTRNET_PORT_TRIES; n++) {
		port = ctrnet_port_share(cn, c->exit_reply.endpoint, &c->orig, n);
		if (!port)
			continue;
		ctrnet_flow_set_reply_port(flow, port);
		err = insert_over(&cn->flows, flow, c);
	}
	return err;
}

/* As it is, or at another port while somebody has the tuple. */
static int insert_unmapped(struct ctrnet_net *cn, struct ctrnet_flow *flow,
			   const struct ctrnet_connection *c)
{
	int err = insert_over(&cn->flows, flow, c);
	unsigned int n;

	for (n = 1; err == -EADDRINUSE && !c->fixed && n < CTRNET_PORT_TRIES; n++) {
		ctrnet_flow_set_reply_port(flow, ctrnet_port_nth(&c->orig, n));
		err = insert_over(&cn->flows, flow, c);
	}
	return err;
}

/* Make the flow. If another packet of the connection was faster, its flow serves. */
static enum ctrnet_drop_reason make_flow(struct ctrnet_net *cn, struct ctrnet_connection *c,
					 struct ctrnet_flow_dir **fd)
{
	struct ctrnet_flow *flow;
	int err;

	flow = ctrnet_flow_alloc(&c->orig, &c->exit_orig, &c->reply, &c->exit_reply);
	if (!flow) {
		connection_put(c);
		return CTRNET_DROP_NO_MEMORY;
	}

	err = c->rule->kind == CTRNET_FLOW_MASQUERADE ? insert_masqueraded(cn, flow, c) :
							insert_unmapped(cn, flow, c);
	if (!err) {
		*fd = &flow->dirs[CTRNET_DIR_ORIG];
		return CTRNET_DROP_NONE;
	}
	ctrnet_flow_free(flow);
	if (err == -EEXIST || err == -EADDRINUSE) {
		*fd = ctrnet_flow_lookup(&cn->flows, &c->orig);
		if (*fd)
			return CTRNET_DROP_NONE;
	}
	return insert_error(err);
}

/*
 * Whether the firewall lets a packet pass, as it sees it: to its real destination, from its
 * real source. The packet is translated for that; if not it is dropped.
 */
static bool firewall_allows(struct ctrnet_packet *pkt, struct ctrnet_connection *c)
{
	struct ctrnet_net *cn = c->network->cn;
	struct ctrnet_tuple leaving = {
		.daddr		= c->reply.saddr,
		.dport		= c->reply.sport,
		.protocol	= c->reply.protocol,
		.family		= c->reply.family,
	};
	struct ctrnet_exit exit;
	bool allowed;

	if (ctrnet_nat_redirect(pkt, &c->reply.saddr, c->reply.sport)) {
		ctrnet_drop(c->network, pkt->skb, CTRNET_DROP_NO_MEMORY);
		return false;
	}
	if (ctrnet_route_output(cn->net, c->network->dev, &leaving, &exit)) {
		ctrnet_drop(c->network, pkt->skb, CTRNET_DROP_NO_ROUTE);
		return false;
	}

	allowed = ctrnet_firewall_allows(cn, pkt, &c->reply.saddr, c->in,
					 rcu_dereference(exit.dst));
	ctrnet_route_put(&exit);
	if (!allowed)
		ctrnet_drop_count_first(c->network, &c->orig, CTRNET_DROP_FIREWALL);
	return allowed;
}

/*
 * Nothing is left for the flow of an endpoint's packet (RFC 5508 REQ-8). One from
 * outside is dropped in silence: it would learn what is published, and most of
 * those which fill the table have forged their address.
 */
static void tell_exhausted(struct ctrnet_packet *pkt, const struct ctrnet_connection *c,
			   enum ctrnet_drop_reason reason)
{
	if (c->orig.side != CTRNET_SIDE_ENDPOINT ||
	    (reason != CTRNET_DROP_NO_PORT && reason != CTRNET_DROP_FLOW_LIMIT))
		return;
	/* As it came: the firewall may have seen it on its way to the server. */
	if (!ctrnet_nat_redirect(pkt, &c->orig.daddr, c->orig.dport))
		ctrnet_egress_refuse(pkt, c->in, CTRNET_REFUSAL_PROHIBITED, 0);
}

enum ctrnet_drop_reason ctrnet_connect(struct ctrnet_packet *pkt, struct ctrnet_connection *c,
				       struct ctrnet_flow_dir **fd)
{
	enum ctrnet_drop_reason reason = make_flow(c->network->cn, c, fd);

	if (reason)
		tell_exhausted(pkt, c, reason);
	return reason;
}

struct ctrnet_flow_dir *ctrnet_connect_admit(struct ctrnet_packet *pkt,
					     struct ctrnet_connection *c)
{
	struct ctrnet_net *cn = c->network->cn;
	enum ctrnet_drop_reason reason;
	struct ctrnet_flow_dir *fd;

	if (c->in && ctrnet_network_does(c->network, CTRNET_NETWORK_FIREWALL) &&
	    ctrnet_firewall_is_on(cn->net, c->orig.family) && !firewall_allows(pkt, c)) {
		connection_put(c);
		return NULL;
	}
	reason = ctrnet_connect(pkt, c, &fd);
	if (reason) {
		ctrnet_drop(c->network, pkt->skb, reason);
		return NULL;
	}
	return fd;
}
