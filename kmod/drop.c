// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/visibility.h>

#include "drop.h"
#include "network.h"
#include "trace.h"

/**
 * struct reason - what a reason is called
 * @name: by ethtool -S and by the tracepoint
 * @core: to the kernel's own tracepoint: a module cannot register reasons of its own, so
 *	it is the nearest of the core's
 */
struct reason {
	const char *name;
	enum skb_drop_reason core;
};

#define REASON(reason, name, core) \
	[CTRNET_DROP_##reason] = { name, SKB_DROP_REASON_##core }

/* [0] is unused. */
static const struct reason reasons[] = {
	REASON(MALFORMED, "malformed", IP_INHDR),
	REASON(PROTOCOL, "protocol", UNHANDLED_PROTO),
	REASON(SPOOFED_MAC, "spoofed-mac", OTHERHOST),
	REASON(SPOOFED_IP, "spoofed-ip", IP_RPFILTER),
	REASON(MARTIAN, "martian", IP_RPFILTER),
	REASON(NO_ENDPOINT, "no-endpoint", IP_OUTNOROUTES),
	REASON(DOWN, "down", DEV_READY),
	REASON(FOREIGN, "foreign", NETFILTER_DROP),
	REASON(TRANSPORT, "transport", IP_NOPROTO),
	REASON(NO_FLOW, "no-flow", NETFILTER_DROP),
	REASON(NO_ROUTE, "no-route", IP_OUTNOROUTES),
	REASON(TTL, "ttl", IP_INHDR),
	REASON(TOO_BIG, "too-big", PKT_TOO_BIG),
	REASON(FLOW_LIMIT, "flow-limit", NETFILTER_DROP),
	REASON(NO_PORT, "no-port", NETFILTER_DROP),
	REASON(NO_MEMORY, "no-memory", NOMEM),
	REASON(NEIGHBOUR, "neighbour", NEIGH_CREATEFAIL),
	REASON(FIREWALL, "firewall", NETFILTER_DROP),
	REASON(ROGUE, "rogue", NETFILTER_DROP),
	REASON(ICC, "icc", NETFILTER_DROP),
	REASON(NESTED, "nested", NOT_SPECIFIED),
};

static_assert(ARRAY_SIZE(reasons) == CTRNET_DROP_MAX + 1);

const char *ctrnet_drop_name(enum ctrnet_drop_reason reason)
{
	return reasons[reason].name;
}
EXPORT_SYMBOL_IF_KUNIT(ctrnet_drop_name);

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
	kfree_skb_reason(skb, reasons[reason].core);
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
