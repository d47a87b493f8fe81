/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ND_H
#define CTRNET_ND_H

struct ctrnet_endpoint;
struct ctrnet_network;
struct sk_buff;

/* What an IPv6 packet says to its neighbours. */
enum ctrnet_nd {
	CTRNET_ND_NONE,		/* nothing: it is no ICMP message about the link */
	CTRNET_ND_SOLICIT,	/* who has this address? */
	CTRNET_ND_ADVERT,	/* I have it */
	CTRNET_ND_ROUTER,	/* send what is for elsewhere to me: an advertisement, a redirect */
	CTRNET_ND_OTHER,	/* multicast listeners and the search for routers */
	CTRNET_ND_MALFORMED,	/* it cannot be told, or is never said in fragments */
	CTRNET_ND_NO_MEMORY,	/* it could not be made linear, which it must be to be told */
};

/* @skb: the network header is set, and linear; its head may move. Context: any. */
enum ctrnet_nd ctrnet_nd_classify(struct sk_buff *skb);

/**
 * ctrnet_nd_receive - answer a neighbour solicitation for who has the address
 * @network: the network
 * @ep: the endpoint which sent it; NULL for the host
 * @skb: data at the Ethernet header, network header set; consumed
 *
 * RFC 4861 section 7.2.4, as a proxy for all; RFC 4862 section 5.4.3: who asks
 * whether an address is free is told only if another one has it.
 * Context: BH disabled, RCU read side.
 */
void ctrnet_nd_receive(struct ctrnet_network *network, struct ctrnet_endpoint *ep,
		       struct sk_buff *skb);

#endif
