// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ctrnet generic netlink family: Documentation/netlink/specs/ctrnet.yaml. What
 * requests about all kinds of objects have in common; each kind has a file of its own.
 * The policies have checked each attribute when a handler runs.
 */
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "address.h"
#include "ctrnet.h"
#include "endpoint.h"
#include "link.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "network.h"

/* The largest message: a link with as many ranges of ports as it may have. */
#define RANGE_SIZE	nla_total_size(3 * nla_total_size(sizeof(u32)))
#define MESSAGE_MAX	(128 + CTRNET_LINK_RANGES_MAX * RANGE_SIZE)

int ctrnet_netlink_put_addr(struct sk_buff *msg, int attr, u8 family,
			    const union nf_inet_addr *addr)
{
	return nla_put(msg, attr, ctrnet_addr_len(family), addr);
}

int ctrnet_netlink_put_address(struct sk_buff *msg, const struct ctrnet_endpoint *ep,
			       u8 family)
{
	union nf_inet_addr addr;

	return ctrnet_address_of(ep, family, &addr) ?
	       ctrnet_netlink_put_addr(msg, CTRNET_A_ADDRESS, family, &addr) : 0;
}

static int put_message(struct sk_buff *msg, u32 portid, u32 seq, int flags, u8 cmd,
		       ctrnet_netlink_fill fill, const void *object, struct netlink_callback *cb)
{
	void *hdr;

	hdr = genlmsg_put(msg, portid, seq, &ctrnet_nl_family, flags, cmd);
	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (fill(msg, object)) {
		genlmsg_cancel(msg, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg, hdr);
	return 0;
}

static struct sk_buff *make_message_of(size_t size, u32 portid, u32 seq, u8 cmd,
				       ctrnet_netlink_fill fill, const void *object)
{
	struct sk_buff *msg;
	int err;

	msg = genlmsg_new(size, GFP_KERNEL);
	if (!msg)
		return ERR_PTR(-ENOMEM);
	err = put_message(msg, portid, seq, 0, cmd, fill, object, NULL);
	if (err) {
		nlmsg_free(msg);
		return ERR_PTR(err);
	}
	return msg;
}

static struct sk_buff *make_message(u32 portid, u32 seq, u8 cmd, ctrnet_netlink_fill fill,
				    const void *object)
{
	struct sk_buff *msg;

	msg = make_message_of(NLMSG_DEFAULT_SIZE, portid, seq, cmd, fill, object);
	if (PTR_ERR_OR_ZERO(msg) == -EMSGSIZE)
		msg = make_message_of(MESSAGE_MAX, portid, seq, cmd, fill, object);
	return msg;
}

int ctrnet_netlink_reply(struct genl_info *info, ctrnet_netlink_fill fill,
			 const void *object)
{
	struct sk_buff *msg;

	msg = make_message(info->snd_portid, info->snd_seq, info->genlhdr->cmd,
			   fill, object);
	return IS_ERR(msg) ? PTR_ERR(msg) : genlmsg_reply(msg, info);
}

void ctrnet_netlink_notify(struct ctrnet_net *cn, u8 cmd, ctrnet_netlink_fill fill,
			   const void *object)
{
	struct sk_buff *msg;

	ASSERT_RTNL();
	cn->generation++;
	if (!genl_has_listeners(&ctrnet_nl_family, cn->net, CTRNET_NLGRP_EVENTS))
		return;

	msg = make_message(0, 0, cmd, fill, object);
	if (IS_ERR(msg))
		/* They read that they have missed something. */
		genl_set_err(&ctrnet_nl_family, cn->net, 0, CTRNET_NLGRP_EVENTS, -ENOBUFS);
	else
		genlmsg_multicast_netns(&ctrnet_nl_family, cn->net, msg, 0,
					CTRNET_NLGRP_EVENTS, GFP_KERNEL);
}

struct ctrnet_network *ctrnet_netlink_network(struct genl_info *info)
{
	struct ctrnet_network *network;

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_NETWORK))
		return ERR_PTR(-EINVAL);

	network = ctrnet_network_lookup(genl_info_net(info),
					nla_get_u32(info->attrs[CTRNET_A_NETWORK]));
	if (!network) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_NETWORK],
				    "no such network");
		return ERR_PTR(-ENODEV);
	}
	return network;
}

struct ctrnet_endpoint *ctrnet_netlink_endpoint(struct genl_info *info, int attr)
{
	struct ctrnet_endpoint *ep;

	if (GENL_REQ_ATTR_CHECK(info, attr))
		return ERR_PTR(-EINVAL);

	ep = ctrnet_endpoint_lookup(genl_info_net(info), nla_get_u32(info->attrs[attr]));
	if (!ep) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr], "no such endpoint");
		return ERR_PTR(-ENOENT);
	}
	return ep;
}

unsigned int ctrnet_netlink_count(const struct genl_info *info, int attr)
{
	const struct nlattr *nla;
	unsigned int n = 0;
	int rem;

	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem)
		n += nla_type(nla) == attr;
	return n;
}

int ctrnet_netlink_addr(const struct nlattr *nla, u8 *family, union nf_inet_addr *addr,
			struct netlink_ext_ack *extack)
{
	switch (nla_len(nla)) {
	case sizeof(struct in_addr):
		*family = AF_INET;
		break;
	case sizeof(struct in6_addr):
		*family = AF_INET6;
		break;
	default:
		NL_SET_ERR_MSG_ATTR(extack, nla, "an address has 4 or 16 bytes");
		return -EINVAL;
	}
	memset(addr, 0, sizeof(*addr));
	nla_memcpy(addr, nla, sizeof(*addr));
	return 0;
}

int ctrnet_netlink_last(const struct sk_buff *skb, struct genl_info *info)
{
	if (skb->len <= NLMSG_ALIGN(info->nlhdr->nlmsg_len))
		return 0;
	NL_SET_ERR_MSG(info->extack,
		       "another request follows, and this one may take long: send it alone");
	return -E2BIG;
}

int ctrnet_netlink_locked(int (*handler)(struct genl_info *info), struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = handler(info);
	rtnl_unlock();
	return err;
}

/* An object of a dump; one which is larger than what is set aside gets more. */
static int put_next(struct sk_buff *msg, struct netlink_callback *cb, u8 cmd,
		    ctrnet_netlink_fill fill, const void *object)
{
	const u32 portid = NETLINK_CB(cb->skb).portid, seq = cb->nlh->nlmsg_seq;
	int err;

	err = put_message(msg, portid, seq, NLM_F_MULTI, cmd, fill, object, cb);
	if (err != -EMSGSIZE || msg->len)
		return err;
	err = pskb_expand_head(msg, 0, MESSAGE_MAX, GFP_KERNEL);
	return err ?: put_message(msg, portid, seq, NLM_F_MULTI, cmd, fill, object, cb);
}

int ctrnet_netlink_dump(struct sk_buff *msg, struct netlink_callback *cb, u8 cmd,
			ctrnet_netlink_next next, ctrnet_netlink_fill fill, const void *arg)
{
	struct ctrnet_net *cn = ctrnet_net(sock_net(cb->skb->sk));
	unsigned long key = cb->args[0];
	const void *object;
	int err = 0;

	rtnl_lock();
	cb->seq = cn->generation;
	for (; (object = next(cn, &key, arg)); key++) {
		err = put_next(msg, cb, cmd, fill, object);
		if (err)
			break;
	}
	rtnl_unlock();

	cb->args[0] = key;
	return err && !msg->len ? err : msg->len;
}

static const struct genl_multicast_group ctrnet_nl_groups[] = {
	[CTRNET_NLGRP_EVENTS] = {
		.name	= CTRNET_MCGRP_EVENTS,
		.flags	= GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family ctrnet_nl_family __ro_after_init = {
	.name		= CTRNET_GENL_NAME,
	.version	= CTRNET_GENL_VERSION,
	.maxattr	= ARRAY_SIZE(ctrnet_main_nl_policy) - 1,
	.policy		= ctrnet_main_nl_policy,
	.small_ops	= ctrnet_nl_ops,
	.n_small_ops	= ARRAY_SIZE(ctrnet_nl_ops),
	.mcgrps		= ctrnet_nl_groups,
	.n_mcgrps	= ARRAY_SIZE(ctrnet_nl_groups),
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
};

int __init ctrnet_netlink_init(void)
{
	return genl_register_family(&ctrnet_nl_family);
}

void ctrnet_netlink_exit(void)
{
	genl_unregister_family(&ctrnet_nl_family);
}

MODULE_ALIAS_GENL_FAMILY(CTRNET_GENL_NAME);
