// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows over netlink. Packets own them, not configuration, so nothing here is under
 * RTNL: what is told is what is found under RCU.
 */
#include <linux/sched.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "network.h"
#include "walk.h"

/**
 * struct flow_request - which flows a request is about
 * @filter: refers to @rule and @peer
 * @rule: the publish which is asked for
 * @peer: the address which is asked for
 */
struct flow_request {
	struct ctrnet_flow_filter filter;
	struct ctrnet_flow_rule rule;
	union nf_inet_addr peer;
};

static int request_peer(struct flow_request *request, const struct nlattr *nla,
			struct netlink_ext_ack *extack)
{
	u8 asked = request->filter.family;
	int err;

	err = ctrnet_netlink_addr(nla, &request->filter.family, &request->peer, extack);
	if (err)
		return err;
	if (asked && asked != request->filter.family) {
		NL_SET_ERR_MSG_ATTR(extack, nla, "the address is of the other family");
		return -EINVAL;
	}
	request->filter.peer = &request->peer;
	return 0;
}

/* What is passed over would fit all: a flush by it would end them. */
static int check_filters(struct nlattr **attrs, struct netlink_ext_ack *extack)
{
	static const u64 filters = BIT_ULL(CTRNET_A_ENDPOINT) | BIT_ULL(CTRNET_A_PUBLISH) |
				   BIT_ULL(CTRNET_A_PEER_ADDRESS) | BIT_ULL(CTRNET_A_PROTOCOL) |
				   BIT_ULL(CTRNET_A_FAMILY);
	unsigned int i;

	static_assert(BITS_PER_TYPE(filters) > CTRNET_A_MAX);
	for (i = 1; i < ARRAY_SIZE(ctrnet_main_nl_policy); i++) {
		if (!attrs[i] || filters & BIT_ULL(i))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attrs[i], "flows cannot be chosen by this");
		return -EINVAL;
	}
	return 0;
}

static int parse_request(struct flow_request *request, struct nlattr **attrs,
			 struct netlink_ext_ack *extack)
{
	struct ctrnet_flow_filter *filter = &request->filter;
	int err;

	err = check_filters(attrs, extack);
	if (err)
		return err;
	*request = (struct flow_request){};
	if (attrs[CTRNET_A_ENDPOINT])
		filter->endpoint = nla_get_u32(attrs[CTRNET_A_ENDPOINT]);
	if (attrs[CTRNET_A_PROTOCOL])
		filter->protocol = nla_get_u32(attrs[CTRNET_A_PROTOCOL]);
	if (attrs[CTRNET_A_FAMILY])
		filter->family = nla_get_u32(attrs[CTRNET_A_FAMILY]);
	if (attrs[CTRNET_A_PUBLISH]) {
		request->rule.kind = CTRNET_FLOW_PUBLISH;
		request->rule.id = nla_get_u32(attrs[CTRNET_A_PUBLISH]);
		filter->rule = &request->rule;
	}
	return attrs[CTRNET_A_PEER_ADDRESS] ?
	       request_peer(request, attrs[CTRNET_A_PEER_ADDRESS], extack) : 0;
}

static enum ctrnet_flow_state flow_state(const struct ctrnet_flow *flow)
{
	switch ((enum ctrnet_tcp_state)READ_ONCE(flow->tcp)) {
	case CTRNET_TCP_OPENING:
		return CTRNET_FLOW_OPENING;
	case CTRNET_TCP_ANSWERED:
		return CTRNET_FLOW_ANSWERED;
	case CTRNET_TCP_ESTABLISHED:
		return CTRNET_FLOW_ESTABLISHED;
	case CTRNET_TCP_CLIENT_DONE:
		return CTRNET_FLOW_CLIENT_DONE;
	case CTRNET_TCP_SERVER_DONE:
		return CTRNET_FLOW_SERVER_DONE;
	case CTRNET_TCP_CLOSED:
		return CTRNET_FLOW_CLOSED;
	case CTRNET_TCP_RESET:
		return CTRNET_FLOW_RESET;
	case CTRNET_TCP_NONE:
		break;
	}
	return READ_ONCE(flow->replied) ? CTRNET_FLOW_REPLIED : CTRNET_FLOW_UNREPLIED;
}

static int put_tuple(struct sk_buff *msg, const struct ctrnet_tuple *t)
{
	unsigned int len = ctrnet_addr_len(t->family);

	if (nla_put(msg, CTRNET_A_FLOW_DIR_SOURCE_ADDRESS, len, &t->saddr) ||
	    nla_put_u32(msg, CTRNET_A_FLOW_DIR_SOURCE_PORT, ntohs(t->sport)) ||
	    nla_put(msg, CTRNET_A_FLOW_DIR_DESTINATION_ADDRESS, len, &t->daddr) ||
	    nla_put_u32(msg, CTRNET_A_FLOW_DIR_DESTINATION_PORT, ntohs(t->dport)))
		return -EMSGSIZE;
	return 0;
}

static int put_counters(struct sk_buff *msg, const struct ctrnet_flow_dir *fd)
{
	u64 packets = READ_ONCE(fd->packets), bytes = READ_ONCE(fd->bytes);

	if (nla_put(msg, CTRNET_A_FLOW_DIR_PACKETS, sizeof(packets), &packets) ||
	    nla_put(msg, CTRNET_A_FLOW_DIR_BYTES, sizeof(bytes), &bytes))
		return -EMSGSIZE;
	return 0;
}

static int put_dir(struct sk_buff *msg, int attr, const struct ctrnet_flow *flow,
		   enum ctrnet_dir dir)
{
	const struct ctrnet_flow_dir *fd = &flow->dirs[dir];
	const struct ctrnet_endpoint *ep = ctrnet_flow_endpoint(fd);
	struct nlattr *nest = nla_nest_start(msg, attr);
	struct ctrnet_tuple t;

	ctrnet_flow_tuple(flow, dir, &t);
	if (!nest || put_tuple(msg, &t) || put_counters(msg, fd) ||
	    (ep && nla_put_u32(msg, CTRNET_A_FLOW_DIR_ENDPOINT, ep->id)))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int put_rule(struct sk_buff *msg, const struct ctrnet_flow *flow)
{
	switch ((enum ctrnet_flow_kind)flow->rule_kind) {
	case CTRNET_FLOW_PUBLISH:
		return nla_put_u32(msg, CTRNET_A_PUBLISH, flow->rule);
	case CTRNET_FLOW_LINK:
		return nla_put_u32(msg, CTRNET_A_LINK, flow->rule);
	case CTRNET_FLOW_MASQUERADE:
		break;
	}
	return 0;
}

static int fill_flow(struct sk_buff *msg, const struct ctrnet_flow *flow)
{
	if (nla_put_u32(msg, CTRNET_A_NETWORK, ctrnet_flow_network(flow)->dev->ifindex) ||
	    put_rule(msg, flow) ||
	    nla_put_u32(msg, CTRNET_A_PROTOCOL, ctrnet_flow_protocol(flow)) ||
	    nla_put_u32(msg, CTRNET_A_STATE, flow_state(flow)) ||
	    nla_put_u32(msg, CTRNET_A_AGE, ctrnet_flow_age(flow)) ||
	    nla_put_u32(msg, CTRNET_A_TIMEOUT, ctrnet_flow_timeout(flow)) ||
	    put_dir(msg, CTRNET_A_ORIGINAL, flow, CTRNET_DIR_ORIG) ||
	    put_dir(msg, CTRNET_A_REPLY, flow, CTRNET_DIR_REPLY))
		return -EMSGSIZE;
	return 0;
}

static int put_flow(struct sk_buff *msg, const struct netlink_callback *cb,
		    const struct ctrnet_flow *flow)
{
	void *hdr;

	hdr = genlmsg_put(msg, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &ctrnet_nl_family, NLM_F_MULTI, CTRNET_CMD_FLOW_GET);
	if (!hdr)
		return -EMSGSIZE;
	if (fill_flow(msg, flow)) {
		genlmsg_cancel(msg, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg, hdr);
	return 0;
}

/* Until the message is full, when @walk stands before the flow which did not fit. */
static int fill_flows(struct sk_buff *msg, const struct netlink_callback *cb,
		      struct ctrnet_walk *walk, const struct ctrnet_flow_filter *filter)
{
	struct ctrnet_net *cn = ctrnet_net(sock_net(cb->skb->sk));
	const struct ctrnet_flow *flow;
	struct ctrnet_walk before;
	int err = 0;

	while (!walk->end && !err) {
		before = *walk;
		rcu_read_lock();
		flow = ctrnet_walk_next(&cn->flows, walk);
		if (flow && ctrnet_flow_matches(flow, filter))
			err = put_flow(msg, cb, flow);
		rcu_read_unlock();
		cond_resched();
	}
	if (err)
		*walk = before;
	return err;
}

int ctrnet_nl_flow_get_dumpit(struct sk_buff *msg, struct netlink_callback *cb)
{
	struct ctrnet_walk *walk = (struct ctrnet_walk *)cb->ctx;
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	struct flow_request request;
	int err;

	static_assert(sizeof(*walk) <= sizeof(cb->ctx));
	/* Where a dump keeps what was parsed before differs from kernel to kernel. */
	err = nlmsg_parse(cb->nlh, GENL_HDRLEN, attrs, ARRAY_SIZE(ctrnet_main_nl_policy) - 1,
			  ctrnet_main_nl_policy, cb->extack);
	if (!err)
		err = parse_request(&request, attrs, cb->extack);
	if (err)
		return err;
	err = fill_flows(msg, cb, walk, &request.filter);
	return msg->len ?: err;
}

int ctrnet_nl_flow_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ctrnet_net *cn = ctrnet_net(genl_info_net(info));
	struct flow_request request;
	struct sk_buff *msg;
	void *hdr;
	int err;

	err = parse_request(&request, info->attrs, info->extack);
	if (err)
		return err;

	/* First, lest flows end and nobody learns how many. */
	msg = genlmsg_new(nla_total_size(sizeof(u32)), GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	hdr = genlmsg_put_reply(msg, info, &ctrnet_nl_family, 0, CTRNET_CMD_FLOW_FLUSH);
	if (!hdr || nla_put_u32(msg, CTRNET_A_FLOWS,
				ctrnet_flow_flush_all(&cn->flows, &request.filter))) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	genlmsg_end(msg, hdr);
	return genlmsg_reply(msg, info);
}
