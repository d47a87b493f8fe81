// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own firewall. It judges each flow once, by its first packet; the
 * others never pass its hooks.
 *
 * What it answers shows the server's address, which no client knows, so all that the host
 * sends is looked at: but only while there is a firewall, as the host's own traffic
 * pays for it. Nobody tells when hooks come and go, so that is looked for now and then.
 */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/dst.h>
#include <net/l3mdev.h>

#include "ctrnet.h"
#include "firewall.h"
#include "icmp.h"
#include "nat.h"
#include "packet.h"

/**
 * struct judgement - a packet before the firewall
 * @net: whose firewall it is
 * @orig: what it showed when it came
 * @server: the address which it goes to, that no answer may show, of the same family
 * @imagined: nobody sent it, so nobody is to be answered
 */
struct judgement {
	const struct net *net;
	const struct ctrnet_tuple *orig;
	union nf_inet_addr server;
	bool imagined;
};

/*
 * The one under way on this CPU; its answers are sent before it ends. They may be judged
 * in turn, where the way out is an endpoint of another namespace's network.
 */
static DEFINE_PER_CPU(const struct judgement *, judging);

bool ctrnet_firewall_is_on(const struct net *net, u8 family)
{
	return family == AF_INET ? rcu_access_pointer(net->nf.hooks_ipv4[NF_INET_FORWARD]) :
				   rcu_access_pointer(net->nf.hooks_ipv6[NF_INET_FORWARD]);
}

/* A packet comes back from a queue: its flow was not made, it has no way. */
static int firewall_late(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	kfree_skb_reason(skb, SKB_DROP_REASON_NETFILTER_DROP);
	return 0;
}

/* Whether the packet, untracked, may go on; if not it is consumed. */
static bool judge(struct net *net, struct sk_buff *skb, const struct judgement *judgement,
		  struct net_device *in, struct dst_entry *dst)
{
	const struct judgement *outer = __this_cpu_read(judging);
	u8 family = judgement->orig->family;
	int verdict;

	nf_reset_ct(skb);
	skb_set_nfct(skb, IP_CT_UNTRACKED);
	skb->dev = in;
	/* For rules which answer. */
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, dst);

	/* Of what a VRF's devices receive, the stack too tells it that it came by the VRF. */
	in = l3mdev_master_dev_rcu(in) ?: in;

	__this_cpu_write(judging, judgement);
	/* The numbers of address families are those of the hooks' families. */
	verdict = nf_hook(family, NF_INET_FORWARD, net, NULL, skb, in, dst->dev,
			  firewall_late);
	__this_cpu_write(judging, outer);
	return verdict == 1;
}

/*
 * A firewall which is new gives answers already. Nobody is judged any more when the watch
 * is stopped: the last endpoint has gone a grace period before the last network does.
 */
static void firewall_hurry(struct ctrnet_firewall *firewall)
{
	if (unlikely(!READ_ONCE(firewall->hooked)))
		mod_delayed_work(system_power_efficient_wq, &firewall->watch, 0);
}

bool ctrnet_firewall_allows(struct ctrnet_net *cn, struct ctrnet_packet *pkt,
			    const union nf_inet_addr *server,
			    struct net_device *in, struct dst_entry *dst)
{
	const struct judgement judgement = {
		.net	= cn->net,
		.orig	= &pkt->tuple,
		.server	= *server,
	};
	struct sk_buff *skb = pkt->skb;

	firewall_hurry(&cn->firewall);
	if (pkt->tuple.side == CTRNET_SIDE_ENDPOINT) {
		/* Marks and priorities of the sender's namespace are none for the host's rules. */
		ctrnet_packet_leave(skb);
		/* Who sends it raw may have called it something else. */
		skb->protocol = ctrnet_packet_ethertype(skb);
		/* What a rule's answer takes for the stack's may be of the sender's queues. */
		if (!pkt->whole)
			memset(skb->cb, 0, sizeof(skb->cb));
	}
	if (!judge(cn->net, skb, &judgement, in, dst))
		return false;
	skb_dst_drop(skb);
	return true;
}

bool ctrnet_firewall_would_allow(struct ctrnet_net *cn, struct sk_buff *skb,
				 const struct ctrnet_tuple *seen,
				 struct net_device *in, struct dst_entry *dst)
{
	const struct judgement judgement = {
		.net		= cn->net,
		.orig		= seen,
		.imagined	= true,
	};

	if (!judge(cn->net, skb, &judgement, in, dst))
		return false;
	consume_skb(skb);
	return true;
}

/* A rule's answer to the client that is imagined, or a copy of its packet. */
static bool is_imagined(const struct judgement *judgement, const struct sk_buff *skb)
{
	const union nf_inet_addr *client = &judgement->orig->saddr;

	if (judgement->orig->family == AF_INET)
		return ip_hdr(skb)->daddr == client->ip || ip_hdr(skb)->saddr == client->ip;
	return ipv6_addr_equal(&ipv6_hdr(skb)->daddr, &client->in6) ||
	       ipv6_addr_equal(&ipv6_hdr(skb)->saddr, &client->in6);
}

/* An answer of the firewall: a RST from the server, or an error which quotes the packet. */
static unsigned int firewall_answer(const struct judgement *judgement, u8 family,
				    struct sk_buff *skb)
{
	const struct ctrnet_tuple *orig = judgement->orig;
	struct ctrnet_packet pkt = { .skb = skb };
	int err;

	if (judgement->imagined && family == orig->family)
		return is_imagined(judgement, skb) ? NF_DROP : NF_ACCEPT;
	if (family != orig->family || ctrnet_packet_parse(&pkt, family, CTRNET_SIDE_HOST))
		return NF_ACCEPT;
	if (!ctrnet_addr_equal(family, &pkt.tuple.saddr, &judgement->server) ||
	    !ctrnet_addr_equal(family, &pkt.tuple.daddr, &orig->saddr))
		return NF_ACCEPT;

	err = pkt.error ? ctrnet_icmp_rewrite(&pkt, orig) : ctrnet_nat_rewrite(&pkt, orig);
	return err ? NF_DROP : NF_ACCEPT;
}

static unsigned int firewall_hook(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	const struct judgement *judgement = this_cpu_read(judging);

	if (likely(!judgement || judgement->net != state->net))
		return NF_ACCEPT;
	return firewall_answer(judgement, state->pf, skb);
}

static const struct nf_hook_ops hook_templates[] = {
	{
		.hook		= firewall_hook,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_LOCAL_OUT,
		.priority	= NF_IP_PRI_FIRST,
	},
	{
		.hook		= firewall_hook,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_LOCAL_OUT,
		.priority	= NF_IP6_PRI_FIRST,
	},
};

static_assert(sizeof_field(struct ctrnet_firewall, hooks) == sizeof(hook_templates));

/* How often to look whether there is a firewall. */
#define WATCH_PERIOD	HZ

static bool firewall_is_there(const struct ctrnet_firewall *firewall)
{
	return ctrnet_firewall_is_on(firewall->net, AF_INET) ||
	       ctrnet_firewall_is_on(firewall->net, AF_INET6);
}

/* Register or unregister the hooks: before the watch, then by it alone. */
static int firewall_follow(struct ctrnet_firewall *firewall)
{
	bool on = firewall_is_there(firewall);
	int err = 0;

	if (on == firewall->hooked)
		return 0;
	if (on)
		err = nf_register_net_hooks(firewall->net, firewall->hooks,
					    ARRAY_SIZE(firewall->hooks));
	else
		nf_unregister_net_hooks(firewall->net, firewall->hooks,
					ARRAY_SIZE(firewall->hooks));
	if (!err)
		WRITE_ONCE(firewall->hooked, on);
	return err;
}

static void firewall_watch(struct work_struct *work)
{
	struct ctrnet_firewall *firewall = container_of(to_delayed_work(work),
							struct ctrnet_firewall, watch);

	firewall_follow(firewall);
	queue_delayed_work(system_power_efficient_wq, &firewall->watch, WATCH_PERIOD);
}

int ctrnet_firewall_settle(struct ctrnet_net *cn)
{
	struct ctrnet_firewall *firewall = &cn->firewall;

	if (!firewall_is_there(firewall) || READ_ONCE(firewall->hooked))
		return 0;
	mod_delayed_work(system_power_efficient_wq, &firewall->watch, 0);
	flush_delayed_work(&firewall->watch);
	/* It may be gone by now. */
	return READ_ONCE(firewall->hooked) || !firewall_is_there(firewall) ? 0 : -ENOMEM;
}

int ctrnet_firewall_start(struct ctrnet_net *cn)
{
	struct ctrnet_firewall *firewall = &cn->firewall;
	int err;

	firewall->net = cn->net;
	firewall->hooked = false;
	memcpy(firewall->hooks, hook_templates, sizeof(hook_templates));
	/* No CPU is woken up for it. */
	INIT_DEFERRABLE_WORK(&firewall->watch, firewall_watch);
	err = firewall_follow(firewall);
	if (!err)
		queue_delayed_work(system_power_efficient_wq, &firewall->watch, WATCH_PERIOD);
	return err;
}

void ctrnet_firewall_stop(struct ctrnet_net *cn)
{
	struct ctrnet_firewall *firewall = &cn->firewall;

	cancel_delayed_work_sync(&firewall->watch);
	if (firewall->hooked)
		nf_unregister_net_hooks(cn->net, firewall->hooks, ARRAY_SIZE(firewall->hooks));
}
