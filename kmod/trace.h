/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: a packet is dropped, a flow begins, a flow ends. Nothing of this
 * runs while they are off. How to use them: Documentation/overview.rst.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ctrnet

#if !defined(CTRNET_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define CTRNET_TRACE_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/tracepoint.h>

#include "drop.h"
#include "flow.h"
#include "network.h"

#ifndef CTRNET_TRACE_HELPERS
#define CTRNET_TRACE_HELPERS

#define CTRNET_TRACE_REASON_LEN	16

/* Zeros if the packet has none, or was freed. IPv4 as ::ffff:1.2.3.4. */
void ctrnet_trace_addrs(const struct sk_buff *skb, struct in6_addr *saddr,
			struct in6_addr *daddr);
void ctrnet_trace_addr(u8 family, const union nf_inet_addr *addr, struct in6_addr *to);
#endif

TRACE_EVENT(ctrnet_drop,
	    TP_PROTO(const struct ctrnet_network *network, const struct sk_buff *skb,
		     enum ctrnet_drop_reason reason),
	    TP_ARGS(network, skb, reason),

	    TP_STRUCT__entry(__array(char, network, IFNAMSIZ)
		__array(char, reason, CTRNET_TRACE_REASON_LEN)
		__field(const void *, skbaddr)
		__field(unsigned int, len)
		__array(u8, saddr, sizeof(struct in6_addr))
		__array(u8, daddr, sizeof(struct in6_addr))
	    ),

	    TP_fast_assign(strscpy(__entry->network, network->dev->name, IFNAMSIZ);
		strscpy(__entry->reason, ctrnet_drop_names[reason], CTRNET_TRACE_REASON_LEN);
		__entry->skbaddr = skb;
		__entry->len = skb ? skb->len : 0;
		ctrnet_trace_addrs(skb, (struct in6_addr *)__entry->saddr,
				   (struct in6_addr *)__entry->daddr);
	    ),

	    TP_printk("network=%s reason=%s saddr=%pI6c daddr=%pI6c len=%u skbaddr=%p",
		      __entry->network, __entry->reason, __entry->saddr, __entry->daddr,
		      __entry->len, __entry->skbaddr)
);

/* The addresses and ports which the first packet showed, and those of the answer. */
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
		    ),

		    TP_fast_assign(struct ctrnet_tuple orig, reply;

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
		    ),

		    TP_printk("protocol=%u tcp=%u %pI6c:%u > %pI6c:%u reply %pI6c:%u > %pI6c:%u packets=%llu/%llu",
			      __entry->protocol, __entry->tcp,
			      __entry->saddr, __entry->sport, __entry->daddr, __entry->dport,
			      __entry->reply_saddr, __entry->reply_sport,
			      __entry->reply_daddr, __entry->reply_dport,
			      __entry->packets, __entry->reply_packets)
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
