// SPDX-License-Identifier: GPL-2.0-only
/*
 * Neighbour discovery. As with ARP, the module answers every solicitation itself,
 * and nobody else's answer is delivered: nothing can be poisoned.
 */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <net/ip6_checksum.h>
#include <net/ndisc.h>

#include "address.h"
#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "endpoint.h"
#include "nd.h"
#include "network.h"
#include "packet.h"

/* RFC 4861 section 7.1: less, and a router may have forwarded it. */
#define ND_HOP_LIMIT	255

/* The option which tells a MAC address: type, length in units of 8 bytes, address. */
struct lladdr_option {
	u8 type;
	u8 len;
	u8 mac[ETH_ALEN];
};

/*
 * Offset of the ICMPv6 header, 0, or -EBADMSG if headers are missing before it might come;
 * @fragment tells of the first of several fragments.
 */
static int icmp6_offset(const struct sk_buff *skb, bool *fragment)
{
	const unsigned int start = skb_network_offset(skb) + sizeof(struct ipv6hdr);
	u8 protocol = ipv6_hdr(skb)->nexthdr;
	__be16 frag_off;
	int offset;

	if (ipv6_ext_hdr(protocol) && !ctrnet_packet_has_headers6(skb))
		return -EBADMSG;
	offset = ipv6_skip_exthdr(skb, start, &protocol, &frag_off);
	*fragment = frag_off;
	return offset > 0 && protocol == IPPROTO_ICMPV6 ? offset : 0;
}

/*
 * Nothing of neighbour discovery may come in fragments (RFC 6980 section 5), and no error
 * need: it is no longer than every link allows (RFC 4443 section 2.4).
 */
static enum ctrnet_nd classify_fragment(u8 type)
{
	if (!(type & ICMPV6_INFOMSG_MASK))
		return CTRNET_ND_MALFORMED;
	return type >= NDISC_ROUTER_SOLICITATION && type <= NDISC_REDIRECT ?
		       CTRNET_ND_ROUTER : CTRNET_ND_NONE;
}

enum ctrnet_nd ctrnet_nd_classify(struct sk_buff *skb)
{
	const u8 protocol = ipv6_hdr(skb)->nexthdr;
	bool fragment = false;
	const u8 *type;
	int offset;
	u8 buf;

	if (likely(protocol != IPPROTO_ICMPV6 && !ipv6_ext_hdr(protocol)))
		return CTRNET_ND_NONE;
	if (unlikely(skb_is_nonlinear(skb) && !ctrnet_packet_settle6(skb)))
		return CTRNET_ND_NO_MEMORY;
	offset = icmp6_offset(skb, &fragment);
	if (!offset)
		return CTRNET_ND_NONE;
	if (unlikely(offset < 0))
		return CTRNET_ND_MALFORMED;
	type = skb_header_pointer(skb, offset, sizeof(buf), &buf);
	if (!type)
		return CTRNET_ND_NONE;
	if (unlikely(fragment))
		return classify_fragment(*type);

	switch (*type) {
	case NDISC_NEIGHBOUR_SOLICITATION:
		return CTRNET_ND_SOLICIT;
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
		return CTRNET_ND_ADVERT;
	case NDISC_ROUTER_ADVERTISEMENT:
	case NDISC_REDIRECT:
		return CTRNET_ND_ROUTER;
	case NDISC_ROUTER_SOLICITATION:
	case ICMPV6_MGM_QUERY:
	case ICMPV6_MGM_REPORT:
	case ICMPV6_MGM_REDUCTION:
	case ICMPV6_MLD2_REPORT:
		return CTRNET_ND_OTHER;
	default:
		return CTRNET_ND_NONE;
	}
}

/* Who answers for an address in the network: an endpoint, the host, or nobody. */
struct answerer {
	const struct ctrnet_endpoint *ep;
	const u8 *mac;
};

static struct answerer find_answerer(const struct ctrnet_network *network,
				     const struct in6_addr *target)
{
	bool link_local = ipv6_addr_type(target) & IPV6_ADDR_LINKLOCAL;
	const struct ctrnet_endpoint *ep;

	if (ctrnet_network_has_address6(network, target))
		return (struct answerer){ .mac = network->dev->dev_addr };

	ep = ctrnet_address_lookup6(network->cn, target,
				    link_local ? network->dev->ifindex : 0);
	if (ep && ep->network == network)
		return (struct answerer){ .ep = ep, .mac = ep->mac };
	return (struct answerer){};
}

/* Who asked whether an address is free is told, with all others, that it is not. */
static void fill_ip6(struct ipv6hdr *ip6h, const struct in6_addr *asker,
		     const struct in6_addr *target)
{
	ip6h->version = 6;
	ip6h->payload_len = htons(sizeof(struct nd_msg) + sizeof(struct lladdr_option));
	ip6h->nexthdr = IPPROTO_ICMPV6;
	ip6h->hop_limit = ND_HOP_LIMIT;
	ip6h->saddr = *target;
	if (ipv6_addr_any(asker))
		ipv6_addr_set(&ip6h->daddr, htonl(0xff020000), 0, 0, htonl(1));
	else
		ip6h->daddr = *asker;
}

static void fill_advert(struct nd_msg *nd, const struct ipv6hdr *ip6h,
			const struct answerer *answerer, bool solicited)
{
	const unsigned int len = sizeof(*nd) + sizeof(struct lladdr_option);
	struct lladdr_option *option = (struct lladdr_option *)nd->opt;

	nd->icmph.icmp6_type = NDISC_NEIGHBOUR_ADVERTISEMENT;
	nd->icmph.icmp6_router = !answerer->ep;
	nd->icmph.icmp6_solicited = solicited;
	nd->icmph.icmp6_override = 1;
	nd->target = ip6h->saddr;
	option->type = ND_OPT_TARGET_LL_ADDR;
	option->len = 1;
	ether_addr_copy(option->mac, answerer->mac);
	nd->icmph.icmp6_cksum = csum_ipv6_magic(&ip6h->saddr, &ip6h->daddr, len,
						IPPROTO_ICMPV6, csum_partial(nd, len, 0));
}

static struct sk_buff *make_advert(const struct answerer *answerer, const u8 *asker_mac,
				   const struct in6_addr *asker,
				   const struct in6_addr *target)
{
	const unsigned int len = sizeof(struct ipv6hdr) + sizeof(struct nd_msg) +
				 sizeof(struct lladdr_option);
	bool solicited = !ipv6_addr_any(asker);
	struct ipv6hdr *ip6h;
	struct ethhdr *eth;
	struct sk_buff *skb;

	skb = alloc_skb(NET_IP_ALIGN + ETH_HLEN + len, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, NET_IP_ALIGN);
	eth = skb_put_zero(skb, ETH_HLEN);
	ip6h = skb_put_zero(skb, len);

	fill_ip6(ip6h, asker, target);
	fill_advert((struct nd_msg *)(ip6h + 1), ip6h, answerer, solicited);
	eth->h_proto = htons(ETH_P_IPV6);
	ether_addr_copy(eth->h_source, answerer->mac);
	if (solicited)
		ether_addr_copy(eth->h_dest, asker_mac);
	else
		ipv6_eth_mc_map(&ip6h->daddr, eth->h_dest);
	return skb;
}

static void answer(struct ctrnet_network *network, struct ctrnet_endpoint *ep,
		   const struct in6_addr *asker, const struct in6_addr *target)
{
	struct answerer answerer = find_answerer(network, target);
	struct net_device *dev = ep ? ep->dev : network->dev;
	struct sk_buff *advert;

	/* Nobody has it, or who asks does: then it is free to have it. */
	if (!answerer.mac || answerer.ep == ep)
		return;

	advert = make_advert(&answerer, dev->dev_addr, asker, target);
	if (advert)
		ctrnet_device_answer(dev, advert);
	else
		ctrnet_drop_count(network, CTRNET_DROP_NO_MEMORY);
}

void ctrnet_nd_receive(struct ctrnet_network *network, struct ctrnet_endpoint *ep,
		       struct sk_buff *skb)
{
	bool fragment = false;
	int offset = icmp6_offset(skb, &fragment);
	const struct ipv6hdr *ip6h;
	const struct nd_msg *nd;

	if (offset <= 0 || fragment || !pskb_may_pull(skb, offset + sizeof(*nd))) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	ip6h = ipv6_hdr(skb);
	nd = (const struct nd_msg *)(skb->data + offset);
	if (ip6h->hop_limit != ND_HOP_LIMIT || nd->icmph.icmp6_code) {
		ctrnet_drop(network, skb, CTRNET_DROP_MALFORMED);
		return;
	}
	answer(network, ep, &ip6h->saddr, &nd->target);
	consume_skb(skb);
}
