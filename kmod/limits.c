// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may be set of a network's flows. Which timeout holds for a flow is in track.c,
 * what happens at a limit in evict.c.
 */
#include <linux/bits.h>
#include <net/netlink.h>

#include "limits.h"
#include "netlink_gen.h"

/*
 * RFC 5382 REQ-5: at least 2 h 4 min for an established connection, 4 min for others.
 * RFC 4787 REQ-5: UDP 5 min, and no less than 2. RFC 5508 REQ-2: ICMP queries 60 s.
 * A query for a name has its answer, and each has a port of its own: REQ-5a
 * lets them end sooner.
 */
static const struct ctrnet_limits defaults = {
	.timeouts = {
		[CTRNET_A_TIMEOUTS_TCP_ESTABLISHED]	= 124 * 60,
		[CTRNET_A_TIMEOUTS_TCP_OPENING]		= 4 * 60,
		[CTRNET_A_TIMEOUTS_TCP_CLOSING]		= 4 * 60,
		[CTRNET_A_TIMEOUTS_UDP]			= 5 * 60,
		[CTRNET_A_TIMEOUTS_UDP_UNREPLIED]	= 2 * 60,
		[CTRNET_A_TIMEOUTS_UDP_DNS]		= 30,
		[CTRNET_A_TIMEOUTS_ICMP]		= 60,
	},
	.endpoint_flows = BIT(18),
};

void ctrnet_limits_init(struct ctrnet_limits *limits)
{
	*limits = defaults;
}

bool ctrnet_limits_asked(struct nlattr **attrs)
{
	return attrs[CTRNET_A_TIMEOUTS] || attrs[CTRNET_A_FLOW_LIMIT] ||
	       attrs[CTRNET_A_ENDPOINT_FLOW_LIMIT];
}

static void set_u32(u32 *value, const struct nlattr *nla)
{
	if (nla)
		WRITE_ONCE(*value, nla_get_u32(nla));
}

static int set_timeouts(struct ctrnet_limits *limits, const struct nlattr *nest,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[CTRNET_A_TIMEOUTS_MAX + 1];
	int i, err;

	err = nla_parse_nested(tb, CTRNET_A_TIMEOUTS_MAX, nest, ctrnet_timeouts_nl_policy,
			       extack);
	if (err)
		return err;
	for (i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++)
		set_u32(&limits->timeouts[i], tb[i]);
	return 0;
}

int ctrnet_limits_set(struct ctrnet_limits *limits, struct nlattr **attrs,
		      struct netlink_ext_ack *extack)
{
	int err;

	if (attrs[CTRNET_A_TIMEOUTS]) {
		err = set_timeouts(limits, attrs[CTRNET_A_TIMEOUTS], extack);
		if (err)
			return err;
	}
	set_u32(&limits->flows, attrs[CTRNET_A_FLOW_LIMIT]);
	set_u32(&limits->endpoint_flows, attrs[CTRNET_A_ENDPOINT_FLOW_LIMIT]);
	return 0;
}

static int fill_timeouts(struct sk_buff *msg, const struct ctrnet_limits *limits)
{
	struct nlattr *nest = nla_nest_start(msg, CTRNET_A_TIMEOUTS);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++)
		if (nla_put_u32(msg, i, limits->timeouts[i]))
			return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

int ctrnet_limits_fill(struct sk_buff *msg, const struct ctrnet_limits *limits)
{
	if (fill_timeouts(msg, limits) ||
	    nla_put_u32(msg, CTRNET_A_FLOW_LIMIT, limits->flows) ||
	    nla_put_u32(msg, CTRNET_A_ENDPOINT_FLOW_LIMIT, limits->endpoint_flows))
		return -EMSGSIZE;
	return 0;
}
