// SPDX-License-Identifier: GPL-2.0-only
/* The first packet of a client which nobody is: made, judged, and never sent. */
#include <linux/etherdevice.h>
#include <linux/sctp.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "address.h"
#include "ctrnet.h"
#include "drop.h"
#include "endpoint.h"
#include "firewall.h"
#include "network.h"
#include "probe.h"
#include "publish.h"
#include "route.h"

/* Some port of the client. */
#define CLIENT_PORT	50000

/*
 * A root server of the DNS, with addresses which are no less anybody's than those of any
 * other client: a firewall may know that addresses for documentation are nobody's.
 */
static const struct in6_addr stranger6 = {
	.s6_addr = { 0x20, 0x01, 0x05, 0x03, 0xba, 0x3e, [13] = 0x02, [15] = 0x30 },
};

#define STRANGER	0xc6290004	/* 198.41.0.4 */

void ctrnet_probe_stranger(struct ctrnet_probe *probe)
{
	memset(&probe->client, 0, sizeof(probe->client));
	if (probe->publish->key.family == AF_INET)
		probe->client.ip = htonl(STRANGER);
	else
		probe->client.in6 = stranger6;
}

static void put_tcp(struct sk_buff *skb, const struct ctrnet_tuple *t)
{
	struct tcphdr *th = skb_put_zero(skb, sizeof(*th));

	th->source = t->sport;
	th->dest = t->dport;
	th->doff = sizeof(*th) / 4;
	th->syn = 1;
	th->window = htons(U16_MAX);
}

static void put_udp(struct sk_buff *skb, const struct ctrnet_tuple *t)
{
	struct udphdr *uh = skb_put_zero(skb, sizeof(*uh));

	uh->source = t->sport;
	uh->dest = t->dport;
	uh->len = htons(sizeof(*uh));
}

static void put_sctp(struct sk_buff *skb, const struct ctrnet_tuple *t)
{
	struct sctphdr *sh = skb_put_zero(skb, sizeof(*sh));
	struct sctp_init_chunk *init = skb_put_zero(skb, sizeof(*init));

	sh->source = t->sport;
	sh->dest = t->dport;
	init->chunk_hdr.type = SCTP_CID_INIT;
	init->chunk_hdr.length = htons(sizeof(*init));
	init->init_hdr.init_tag = htonl(1);
	init->init_hdr.a_rwnd = htonl(U16_MAX);
	init->init_hdr.num_outbound_streams = htons(1);
	init->init_hdr.num_inbound_streams = htons(1);
}

static void put_transport(struct sk_buff *skb, const struct ctrnet_tuple *t)
{
	switch (t->protocol) {
	case IPPROTO_TCP:
		put_tcp(skb, t);
		break;
	case IPPROTO_UDP:
		put_udp(skb, t);
		break;
	default:
		put_sctp(skb, t);
	}
}

static void set_ip(struct sk_buff *skb, const struct ctrnet_tuple *t)
{
	struct iphdr *iph = ip_hdr(skb);

	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tot_len = htons(skb->len);
	iph->frag_off = htons(IP_DF);
	iph->ttl = IPDEFTTL;
	iph->protocol = t->protocol;
	iph->saddr = t->saddr.ip;
	iph->daddr = t->daddr.ip;
	ip_send_check(iph);
	skb->protocol = htons(ETH_P_IP);
}

static void set_ip6(struct sk_buff *skb, const struct ctrnet_tuple *t)
{
	struct ipv6hdr *ip6h = ipv6_hdr(skb);

	ip6h->version = 6;
	ip6h->payload_len = htons(skb->len - sizeof(*ip6h));
	ip6h->nexthdr = t->protocol;
	ip6h->hop_limit = IPV6_DEFAULT_HOPLIMIT;
	ip6h->saddr = t->saddr.in6;
	ip6h->daddr = t->daddr.in6;
	skb->protocol = htons(ETH_P_IPV6);
}

/* As it comes from the wire, with an Ethernet header before it. */
static struct sk_buff *make_packet(const struct ctrnet_tuple *t)
{
	unsigned int ip_len = t->family == AF_INET ? sizeof(struct iphdr) :
						     sizeof(struct ipv6hdr);
	struct sk_buff *skb = alloc_skb(LL_MAX_HEADER + 128, GFP_KERNEL);

	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	skb_reset_mac_header(skb);
	skb_put_zero(skb, ETH_HLEN);
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	skb_reset_mac_len(skb);

	skb_put_zero(skb, ip_len);
	skb_set_transport_header(skb, ip_len);
	put_transport(skb, t);
	if (t->family == AF_INET)
		set_ip(skb, t);
	else
		set_ip6(skb, t);
	/* Nobody verifies sums which nobody computed. */
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	return skb;
}

static enum ctrnet_drop_reason ask_firewall(const struct ctrnet_network *network,
					    struct sk_buff *skb,
					    const struct ctrnet_tuple *seen,
					    struct net_device *in)
{
	struct ctrnet_net *cn = network->cn;
	struct ctrnet_tuple leaving = *seen;
	struct ctrnet_exit exit;
	bool allowed;

	/* As for a real one: the host's way, not the client's. */
	memset(&leaving.saddr, 0, sizeof(leaving.saddr));
	if (ctrnet_route_output(cn->net, network->dev, &leaving, &exit)) {
		kfree_skb(skb);
		return CTRNET_DROP_NO_ROUTE;
	}
	allowed = ctrnet_firewall_would_allow(cn, skb, seen, in, rcu_dereference(exit.dst));
	ctrnet_route_put(&exit);
	return allowed ? CTRNET_DROP_NONE : CTRNET_DROP_FIREWALL;
}

/* The device by which an answer would leave is that by which the client's packets come. */
static void judge(struct ctrnet_probe *probe, struct sk_buff *skb,
		  const struct ctrnet_tuple *seen, struct ctrnet_tuple *answer)
{
	const struct ctrnet_network *network = probe->publish->endpoint->network;
	struct net *net = network->cn->net;
	struct ctrnet_exit exit;
	struct net_device *in;

	in = ctrnet_route_vrf(net, answer->family, &answer->saddr);
	if (ctrnet_route_output(net, in, answer, &exit)) {
		probe->reason = CTRNET_DROP_NO_ROUTE;
		kfree_skb(skb);
		return;
	}
	in = rcu_dereference(exit.dst)->dev;
	if (ctrnet_network_is(in)) {
		/* An endpoint's address, but not by an endpoint. */
		probe->reason = CTRNET_DROP_SPOOFED_IP;
		ctrnet_route_put(&exit);
		consume_skb(skb);
		return;
	}
	if (exit.kind == CTRNET_EXIT_ROUTE)
		probe->uplink = in->ifindex;
	if (exit.kind == CTRNET_EXIT_ROUTE && probe->firewall)
		probe->reason = ask_firewall(network, skb, seen, in);
	else
		consume_skb(skb);
	ctrnet_route_put(&exit);
}

int ctrnet_probe_run(struct ctrnet_probe *probe)
{
	const struct ctrnet_publish *publish = probe->publish;
	const struct ctrnet_network *network = publish->endpoint->network;
	const struct ctrnet_publish_key *key = &publish->key;
	struct ctrnet_tuple seen = {
		.saddr		= probe->client,
		.sport		= htons(CLIENT_PORT),
		.dport		= htons(publish->port),
		.protocol	= key->protocol,
		.family		= key->family,
	};
	struct ctrnet_tuple answer = {
		.saddr		= key->addr,
		.sport		= htons(key->first),
		.daddr		= probe->client,
		.dport		= htons(CLIENT_PORT),
		.protocol	= key->protocol,
		.family		= key->family,
	};
	struct sk_buff *skb;
	int err;

	probe->uplink = 0;
	probe->reason = CTRNET_DROP_NONE;
	probe->firewall = ctrnet_network_does(network, CTRNET_NETWORK_FIREWALL) &&
			  ctrnet_firewall_is_on(network->cn->net, key->family);
	/* For the host alone, which is not judged. */
	if (ctrnet_addr_is_loopback(key->family, &key->addr))
		return 0;
	if (!ctrnet_address_of(publish->endpoint, key->family, &seen.daddr)) {
		probe->reason = CTRNET_DROP_DOWN;
		return 0;
	}

	err = ctrnet_firewall_settle(publish->endpoint->network->cn);
	if (err)
		return err;
	skb = make_packet(&seen);
	if (!skb)
		return -ENOMEM;
	local_bh_disable();
	rcu_read_lock();
	judge(probe, skb, &seen, &answer);
	rcu_read_unlock();
	local_bh_enable();
	return 0;
}
