// SPDX-License-Identifier: GPL-2.0-only
/* Several ports of an endpoint, published by one request: all of them or none. */
#include <linux/slab.h>
#include <net/genetlink.h>

#include "endpoint.h"
#include "link.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "publish.h"
#include "reserve.h"

/* How many publishes one request makes at most. */
#define SET_MAX		1024

/* The reply has an id of each, and so is no larger than a link's message with its ranges. */
static_assert(SET_MAX <= CTRNET_LINK_RANGES_MAX);

/*
 * And how many ports it holds for that, by sockets which take 3 to 7 microseconds each, while
 * all who change devices, addresses or routes on the machine wait for RTNL. Who needs more
 * makes several requests, and lets them in between.
 */
#define PORTS_MAX	16384

/*
 * Those of SCTP which are only tried are so before RTNL is taken. Meanwhile who registers a
 * family waits, and all generic netlink for him. One range may have all ports.
 */
#define TRIES_MAX	65536

/**
 * struct publish_part - one publish of a set
 * @nest: where the request tells of it
 * @request: what it shall be
 */
struct publish_part {
	const struct nlattr *nest;
	struct ctrnet_publish_request request;
};

/**
 * struct publish_set - what one request is to publish
 * @n: how many publishes
 * @cost: how many ports they hold, see ctrnet_reserve_cost()
 * @tries: how many are tried before
 * @made: those which are there already
 * @parts: each of them
 */
struct publish_set {
	unsigned int n;
	unsigned int cost;
	unsigned int tries;
	struct ctrnet_publish *made[SET_MAX];
	struct publish_part parts[] __counted_by(n);
};

static int request_part(struct genl_info *info, const struct nlattr *nest,
			struct publish_part *part)
{
	struct nlattr *tb[CTRNET_A_PORTS_MAX + 1];
	struct ctrnet_netlink_publish attrs;
	int err;

	err = nla_parse_nested(tb, CTRNET_A_PORTS_MAX, nest, ctrnet_ports_nl_policy, info->extack);
	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(info->extack, nest, tb, CTRNET_A_PORTS_PROTOCOL) ||
	    NL_REQ_ATTR_CHECK(info->extack, nest, tb, CTRNET_A_PORTS_HOST_PORT) ||
	    NL_REQ_ATTR_CHECK(info->extack, nest, tb, CTRNET_A_PORTS_PORT))
		return -EINVAL;

	part->nest = nest;
	/* Whatever is wrong with it, the nest is to blame. */
	part->request.attrs = info->attrs;
	attrs = (struct ctrnet_netlink_publish){
		.protocol	= tb[CTRNET_A_PORTS_PROTOCOL],
		.address	= tb[CTRNET_A_PORTS_HOST_ADDRESS],
		.first		= tb[CTRNET_A_PORTS_HOST_PORT],
		.last		= tb[CTRNET_A_PORTS_HOST_PORT_END],
		.port		= tb[CTRNET_A_PORTS_PORT],
	};
	return ctrnet_netlink_parse_publish(&attrs, &part->request, info->extack);
}

/* Whether a request may make @part too. */
static int add_cost(struct publish_set *set, const struct publish_part *part,
		    struct netlink_ext_ack *extack)
{
	set->cost += ctrnet_reserve_cost(&part->request.key);
	if (set->cost > PORTS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, part->nest,
				    "a request takes at most " __stringify(PORTS_MAX)
				    " ports, ranges of more than "
				    __stringify(CTRNET_RESERVE_MAX) " counted as "
				    __stringify(CTRNET_RESERVE_LARGE) ": make several");
		return -E2BIG;
	}
	set->tries += ctrnet_reserve_tries(&part->request.key);
	if (set->tries > TRIES_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, part->nest,
				    "a request tries at most " __stringify(TRIES_MAX)
				    " ports of SCTP in large ranges: make several");
		return -E2BIG;
	}
	return 0;
}

static int request_parts(struct genl_info *info, struct publish_set *set)
{
	struct publish_part *part = set->parts;
	const struct nlattr *nla;
	int err, rem;

	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(nla) != CTRNET_A_PORTS)
			continue;
		err = request_part(info, nla, part);
		if (!err)
			err = add_cost(set, part++, info->extack);
		if (err)
			return err;
	}
	return 0;
}

/* What a request tells of, or an ERR_PTR. */
static struct publish_set *request_set(struct genl_info *info)
{
	unsigned int n = ctrnet_netlink_count(info, CTRNET_A_PORTS);
	struct publish_set *set;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_PORTS))
		return ERR_PTR(-EINVAL);
	if (n > SET_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_PORTS],
				    "a request makes at most " __stringify(SET_MAX) " publishes");
		return ERR_PTR(-E2BIG);
	}
	set = kvzalloc(struct_size(set, parts, n), GFP_KERNEL_ACCOUNT);
	if (!set)
		return ERR_PTR(-ENOMEM);
	set->n = n;
	err = request_parts(info, set);
	if (err) {
		kvfree(set);
		return ERR_PTR(err);
	}
	return set;
}

static void prepare_set(struct net *net, struct publish_set *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		ctrnet_reserve_prepare(net, &set->parts[i].request);
}

static int add_set(struct publish_set *set, struct ctrnet_endpoint *ep,
		   struct netlink_ext_ack *extack)
{
	struct ctrnet_publish *publish;
	unsigned int i;

	for (i = 0; i < set->n; i++) {
		publish = ctrnet_publish_add(ep, &set->parts[i].request, extack);
		if (IS_ERR(publish)) {
			NL_SET_BAD_ATTR(extack, set->parts[i].nest);
			if (i)
				ctrnet_publish_cancel(set->made, i);
			return PTR_ERR(publish);
		}
		set->made[i] = publish;
	}
	return 0;
}

static int fill_set(struct sk_buff *msg, const void *object)
{
	const struct publish_set *set = object;
	struct nlattr *ids;
	unsigned int i;
	u32 *id;

	ids = nla_reserve(msg, CTRNET_A_PUBLISHES, set->n * sizeof(*id));
	if (!ids)
		return -EMSGSIZE;
	id = nla_data(ids);
	for (i = 0; i < set->n; i++)
		id[i] = set->made[i]->rule.id;
	return 0;
}

static int publish_set(struct genl_info *info)
{
	struct ctrnet_endpoint *ep = ctrnet_netlink_endpoint(info, CTRNET_A_ENDPOINT);
	struct publish_set *set = info->user_ptr[0];
	unsigned int i;
	int err;

	if (IS_ERR(ep))
		return PTR_ERR(ep);
	err = add_set(set, ep, info->extack);
	if (err)
		return err;
	err = ctrnet_netlink_reply(info, fill_set, set);
	if (err) {
		ctrnet_publish_cancel(set->made, set->n);
		return err;
	}
	ctrnet_publish_claim(set->made, set->n);
	for (i = 0; i < set->n; i++)
		ctrnet_netlink_notify_publish(set->made[i], CTRNET_CMD_PUBLISH_NTF);
	return 0;
}

int ctrnet_nl_publish_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = ctrnet_netlink_last(skb, info);
	struct publish_set *set;

	if (err)
		return err;
	set = request_set(info);
	if (IS_ERR(set))
		return PTR_ERR(set);
	prepare_set(genl_info_net(info), set);
	info->user_ptr[0] = set;
	err = ctrnet_netlink_locked(publish_set, info);
	kvfree(set);
	return err;
}
