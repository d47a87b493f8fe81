// SPDX-License-Identifier: GPL-2.0-only
#include "drop.h"
#include "network.h"
#include "trace.h"

const char *const ctrnet_drop_names[CTRNET_DROP_MAX + 1] = {
	[CTRNET_DROP_MALFORMED]		= "malformed",
	[CTRNET_DROP_PROTOCOL]		= "protocol",
	[CTRNET_DROP_SPOOFED_MAC]	= "spoofed-mac",
	[CTRNET_DROP_SPOOFED_IP]	= "spoofed-ip",
	[CTRNET_DROP_MARTIAN]		= "martian",
	[CTRNET_DROP_NO_ENDPOINT]	= "no-endpoint",
	[CTRNET_DROP_DOWN]		= "down",
	[CTRNET_DROP_FOREIGN]		= "foreign",
	[CTRNET_DROP_TRANSPORT]		= "transport",
	[CTRNET_DROP_NO_FLOW]		= "no-flow",
	[CTRNET_DROP_NO_ROUTE]		= "no-route",
	[CTRNET_DROP_TTL]		= "ttl",
	[CTRNET_DROP_TOO_BIG]		= "too-big",
	[CTRNET_DROP_FLOW_LIMIT]	= "flow-limit",
	[CTRNET_DROP_NO_PORT]		= "no-port",
	[CTRNET_DROP_NO_MEMORY]		= "no-memory",
	[CTRNET_DROP_NEIGHBOUR]		= "neighbour",
	[CTRNET_DROP_FIREWALL]		= "firewall",
	[CTRNET_DROP_ROGUE]		= "rogue",
	[CTRNET_DROP_ICC]		= "icc",
};

/* A module cannot register drop reasons of its own: the nearest of the core's. */
static const enum skb_drop_reason core_reasons[CTRNET_DROP_MAX + 1] = {
	[CTRNET_DROP_MALFORMED]		= SKB_DROP_REASON_IP_INHDR,
	[CTRNET_DROP_PROTOCOL]		= SKB_DROP_REASON_UNHANDLED_PROTO,
	[CTRNET_DROP_SPOOFED_MAC]	= SKB_DROP_REASON_OTHERHOST,
	[CTRNET_DROP_SPOOFED_IP]	= SKB_DROP_REASON_IP_RPFILTER,
	[CTRNET_DROP_MARTIAN]		= SKB_DROP_REASON_IP_RPFILTER,
	[CTRNET_DROP_NO_ENDPOINT]	= SKB_DROP_REASON_IP_OUTNOROUTES,
	[CTRNET_DROP_DOWN]		= SKB_DROP_REASON_DEV_READY,
	[CTRNET_DROP_FOREIGN]		= SKB_DROP_REASON_NETFILTER_DROP,
	[CTRNET_DROP_TRANSPORT]		= SKB_DROP_REASON_IP_NOPROTO,
	[CTRNET_DROP_NO_FLOW]		= SKB_DROP_REASON_NETFILTER_DROP,
	[CTRNET_DROP_NO_ROUTE]		= SKB_DROP_REASON_IP_OUTNOROUTES,
	[CTRNET_DROP_TTL]		= SKB_DROP_REASON_IP_INHDR,
	[CTRNET_DROP_TOO_BIG]		= SKB_DROP_REASON_PKT_TOO_BIG,
	[CTRNET_DROP_FLOW_LIMIT]	= SKB_DROP_REASON_NETFILTER_DROP,
	[CTRNET_DROP_NO_PORT]		= SKB_DROP_REASON_NETFILTER_DROP,
	[CTRNET_DROP_NO_MEMORY]		= SKB_DROP_REASON_NOMEM,
	[CTRNET_DROP_NEIGHBOUR]		= SKB_DROP_REASON_NEIGH_CREATEFAIL,
	[CTRNET_DROP_FIREWALL]		= SKB_DROP_REASON_NETFILTER_DROP,
	[CTRNET_DROP_ROGUE]		= SKB_DROP_REASON_NETFILTER_DROP,
	[CTRNET_DROP_ICC]		= SKB_DROP_REASON_NETFILTER_DROP,
};

void ctrnet_drop_count(const struct ctrnet_network *network,
		       enum ctrnet_drop_reason reason)
{
	ctrnet_drop_count_first(network, NULL, reason);
}

void ctrnet_drop_count_first(const struct ctrnet_network *network,
			     const struct ctrnet_tuple *tuple,
			     enum ctrnet_drop_reason reason)
{
	trace_ctrnet_drop(network, NULL, tuple, reason);
	this_cpu_inc(network->drops->packets[reason]);
}

void ctrnet_drop(const struct ctrnet_network *network, struct sk_buff *skb,
		 enum ctrnet_drop_reason reason)
{
	trace_ctrnet_drop(network, skb, NULL, reason);
	this_cpu_inc(network->drops->packets[reason]);
	kfree_skb_reason(skb, core_reasons[reason]);
}

u64 ctrnet_drop_read(const struct ctrnet_network *network,
		     enum ctrnet_drop_reason reason)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(network->drops, cpu)->packets[reason]);
	return sum;
}
