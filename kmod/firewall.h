/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_FIREWALL_H
#define CTRNET_FIREWALL_H

#include <linux/netfilter.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct ctrnet_net;
struct ctrnet_packet;
struct ctrnet_tuple;
struct dst_entry;
struct net;
struct net_device;
struct sk_buff;

/**
 * struct ctrnet_firewall - what is needed while the host has a firewall
 * @net: the namespace
 * @hooks: see what the host itself sends, of which answers of the firewall are part
 * @hooked: they are registered
 * @watch: looks each second whether there is a firewall
 */
struct ctrnet_firewall {
	struct net *net;
	struct nf_hook_ops hooks[2];
	bool hooked;
	struct delayed_work watch;
};

/* While the namespace has networks; process, RTNL. */
int ctrnet_firewall_start(struct ctrnet_net *cn);
void ctrnet_firewall_stop(struct ctrnet_net *cn);

/*
 * What there is of a firewall now is known when this returns, so that none of its answers
 * is missed. Process, with networks. Return: 0 or -ENOMEM.
 */
int ctrnet_firewall_settle(struct ctrnet_net *cn);

/* Whether the host has a firewall for forwarded packets at all; RCU read side. */
bool ctrnet_firewall_is_on(const struct net *net, u8 family);

/**
 * ctrnet_firewall_allows - let the host's firewall judge a flow's first packet
 * @cn: the namespace
 * @pkt: the packet; its destination is translated already, its source not
 * @server: the address which it goes to, that no answer may show
 * @in: the device which it came by, the network's for what an endpoint sent
 * @dst: the route to its destination, which names the device it will leave by
 *
 * The FORWARD hooks see it as they would see a packet that the host forwards,
 * but untracked by conntrack. What a rule sends back (REJECT) comes from the
 * address which the sender had dialled. A verdict other than to accept or to
 * drop, such as a queue to user space, cannot be waited for, and drops it. In the first
 * moment of a new firewall an answer may show the server's own address.
 *
 * Context: BH disabled, RCU read side.
 * Return: true if it may go on; false if it was dropped, and consumed.
 */
bool ctrnet_firewall_allows(struct ctrnet_net *cn, struct ctrnet_packet *pkt,
			    const union nf_inet_addr *server,
			    struct net_device *in, struct dst_entry *dst);

/**
 * ctrnet_firewall_would_allow - let the host's firewall judge a packet that is never sent
 * @cn: the namespace
 * @skb: the packet, as it would be forwarded; consumed
 * @seen: its tuple
 * @in: the device which it would come by
 * @dst: the route to its destination
 *
 * What a rule sends back, or copies, is dropped, given ctrnet_firewall_settle() came before.
 * Context: BH disabled, RCU read side.
 * Return: whether it might go on.
 */
bool ctrnet_firewall_would_allow(struct ctrnet_net *cn, struct sk_buff *skb,
				 const struct ctrnet_tuple *seen,
				 struct net_device *in, struct dst_entry *dst);

#endif
