/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: the first packet of a connection meets a publish, a packet is dropped, a
 * flow begins, a flow ends. Nothing of this runs while they are off. How to use them:
 * Documentation/observing.rst.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ctrnet

#if !defined(CTRNET_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define CTRNET_TRACE_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/tracepoint.h>

#include "drop.h"
#include "endpoint.h"
#include "flow.h"
#include "network.h"
#include "publish.h"

#ifndef CTRNET_TRACE_HELPERS
#define CTRNET_TRACE_HELPERS

/* Room for the name of a reason, and its end. */
#define CTRNET_TRACE_REASON_LEN	16

/* What a packet shows; IPv4 as ::ffff:1.2.3.4. */
struct ctrnet_trace_packet {
	struct in6_addr saddr;
	struct in6_addr daddr;
	u8 protocol;
	u16 sport;
	u16 dport;
};

void ctrnet_trace_addr(u8 family, const union nf_inet_addr *addr, struct in6_addr *to);
void ctrnet_trace_tuple(const struct ctrnet_tuple *tuple, struct ctrnet_trace_packet *to);
/* The id of the endpoint which a direction leads to; 0 for none. */
u32 ctrnet_trace_endpoint(const struct ctrnet_flow_dir *fd);
/* Zeros for what it does not show, or if it was freed. */
void ctrnet_trace_skb(const struct sk_buff *skb, struct ctrnet_trace_packet *to);
#endif

TRACE_EVENT(ctrnet_publish_hit,
	    TP_PROTO(const struct ctrnet_publish *publish, const struct ctrnet_tuple *tuple),
	    TP_ARGS(publish, tuple),

	    TP_STRUCT__entry(__array(char, network, IFNAMSIZ)
		__field(u32, publish)
		__field(u32, endpoint)
		__field(u8, protocol)
		__field(u16, sport)
		__field(u16, dport)
		__array(u8, saddr, sizeof(struct in6_addr))
		__array(u8, daddr, sizeof(struct in6_addr))
	    ),

	    TP_fast_assign(struct ctrnet_trace_packet packet;

		ctrnet_trace_tuple(tuple, &packet);
		strscpy(__entry->network, publish->endpoint->network->dev->name, IFNAMSIZ);
		__entry->publish = publish->rule.id;
		__entry->endpoint = publish->endpoint->id;
		__entry->protocol = packet.protocol;
		__entry->sport = packet.sport;
		__entry->dport = packet.dport;
		memcpy(__entry->saddr, &packet.saddr, sizeof(packet.saddr));
		memcpy(__entry->daddr, &packet.daddr, sizeof(packet.daddr));
	    ),

	    TP_printk("network=%s publish=%u endpoint=%u protocol=%u %pI6c:%u > %pI6c:%u",
		      __entry->network, __entry->publish, __entry->endpoint,
		      __entry->protocol, __entry->saddr, __entry->sport,
		      __entry->daddr, __entry->dport)
);

/* @tuple: of a packet which is not there any more; or NULL */
TRACE_EVENT(ctrnet_drop,
	    TP_PROTO(const struct ctrnet_network *network, const struct sk_buff *skb,
		     const struct ctrnet_tuple *tuple, enum ctrnet_drop_reason reason),
	    TP_ARGS(network, skb, tuple, reason),

	    TP_STRUCT__entry(__array(char, network, IFNAMSIZ)
		__array(char, reason, CTRNET_TRACE_REASON_LEN)
		__field(const void *, skbaddr)
		__field(unsigned int, len)
		__array(u8, saddr, sizeof(struct in6_addr))
		__array(u8, daddr, sizeof(struct in6_addr))
		__field(u8, protocol)
		__field(u16, sport)
		__field(u16, dport)
	    ),

	    TP_fast_assign(struct ctrnet_trace_packet packet;

		if (tuple)
			ctrnet_trace_tuple(tuple, &packet);
		else
			ctrnet_trace_skb(skb, &packet);
		strscpy(__entry->network, network->dev->name, IFNAMSIZ);
		strscpy(__entry->reason, ctrnet_drop_name(reason), CTRNET_TRACE_REASON_LEN);
		__entry->skbaddr = skb;
		__entry->len = skb ? skb->len : 0;
		__entry->protocol = packet.protocol;
		__entry->sport = packet.sport;
		__entry->dport = packet.dport;
		memcpy(__entry->saddr, &packet.saddr, sizeof(packet.saddr));
		memcpy(__entry->daddr, &packet.daddr, sizeof(packet.daddr));
	    ),

	    TP_printk("network=%s reason=%s saddr=%pI6c daddr=%pI6c len=%u skbaddr=%p protocol=%u sport=%u dport=%u",
		      __entry->network, __entry->reason, __entry->saddr, __entry->daddr,
		      __entry->len, __entry->skbaddr, __entry->protocol, __entry->sport,
		      __entry->dport)
);

/* For those who read events as they are, by what is said of them. */
TRACE_DEFINE_ENUM(CTRNET_FLOW_PUBLISH);
TRACE_DEFINE_ENUM(CTRNET_FLOW_MASQUERADE);
TRACE_DEFINE_ENUM(CTRNET_FLOW_LINK);

/*
 * The addresses and ports which the first packet showed, and those of the answer; what lets
 * it be; its network, in which namespace, and the endpoints which its two directions lead to,
 * or 0: they are there as long as it is in their lists.
 */
DECLARE_EVENT_CLASS(ctrnet_flow,
		    TP_PROTO(const struct ctrnet_flow *flow),
		    TP_ARGS(flow),

		    TP_STRUCT__entry(__field(u8, protocol)
			__field(u8, tcp)
			__field(u16, sport)
			__field(u16, dport)
			__field(u16, reply_sport)
			__field(u16, reply_dport)
			__array(u8, saddr, sizeof(struct in6_addr))
			__array(u8, daddr, sizeof(struct in6_addr))
			__array(u8, reply_saddr, sizeof(struct in6_addr))
			__array(u8, reply_daddr, sizeof(struct in6_addr))
			__field(u64, packets)
			__field(u64, reply_packets)
			__field(u8, rule_kind)
			__field(u32, rule)
			__array(char, network, IFNAMSIZ)
			__field(u32, netns)
			__field(u32, endpoint)
			__field(u32, reply_endpoint)
		    ),

		    TP_fast_assign(const struct net_device *dev = ctrnet_flow_network(flow)->dev;
			struct ctrnet_tuple orig, reply;

			ctrnet_flow_tuple(flow, CTRNET_DIR_ORIG, &orig);
			ctrnet_flow_tuple(flow, CTRNET_DIR_REPLY, &reply);
			__entry->protocol = orig.protocol;
			__entry->tcp = READ_ONCE(flow->tcp);
			__entry->sport = ntohs(orig.sport);
			__entry->dport = ntohs(orig.dport);
			__entry->reply_sport = ntohs(reply.sport);
			__entry->reply_dport = ntohs(reply.dport);
			ctrnet_trace_addr(orig.family, &orig.saddr,
					  (struct in6_addr *)__entry->saddr);
			ctrnet_trace_addr(orig.family, &orig.daddr,
					  (struct in6_addr *)__entry->daddr);
			ctrnet_trace_addr(orig.family, &reply.saddr,
					  (struct in6_addr *)__entry->reply_saddr);
			ctrnet_trace_addr(orig.family, &reply.daddr,
					  (struct in6_addr *)__entry->reply_daddr);
			__entry->packets = READ_ONCE(flow->dirs[CTRNET_DIR_ORIG].packets);
			__entry->reply_packets = READ_ONCE(flow->dirs[CTRNET_DIR_REPLY].packets);
			__entry->rule_kind = flow->rule_kind;
			__entry->rule = flow->rule;
			strscpy(__entry->network, dev->name, IFNAMSIZ);
			__entry->netns = dev_net(dev)->ns.inum;
			__entry->endpoint =
				ctrnet_trace_endpoint(&flow->dirs[CTRNET_DIR_ORIG]);
			__entry->reply_endpoint =
				ctrnet_trace_endpoint(&flow->dirs[CTRNET_DIR_REPLY]);
		    ),

		    TP_printk("protocol=%u tcp=%u %pI6c:%u > %pI6c:%u reply %pI6c:%u > %pI6c:%u packets=%llu/%llu rule=%s:%u network=%s netns=%u endpoint=%u reply_endpoint=%u",
			      __entry->protocol, __entry->tcp,
			      __entry->saddr, __entry->sport, __entry->daddr, __entry->dport,
			      __entry->reply_saddr, __entry->reply_sport,
			      __entry->reply_daddr, __entry->reply_dport,
			      __entry->packets, __entry->reply_packets,
			      __print_symbolic(__entry->rule_kind,
					       { CTRNET_FLOW_PUBLISH, "publish" },
					       { CTRNET_FLOW_MASQUERADE, "masquerade" },
					       { CTRNET_FLOW_LINK, "link" }),
			      __entry->rule, __entry->network, __entry->netns,
			      __entry->endpoint, __entry->reply_endpoint)
);

DEFINE_EVENT(ctrnet_flow, ctrnet_flow_begin,
	     TP_PROTO(const struct ctrnet_flow *flow),
	     TP_ARGS(flow)
);

DEFINE_EVENT(ctrnet_flow, ctrnet_flow_end,
	     TP_PROTO(const struct ctrnet_flow *flow),
	     TP_ARGS(flow)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH kmod
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
