// SPDX-License-Identifier: GPL-2.0-only
/* Published ports over netlink. */
#include <net/genetlink.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "network.h"
#include "probe.h"
#include "publish.h"
#include "reserve.h"

static int fill_publish(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_publish *publish = object;
	const struct ctrnet_endpoint *ep = publish->endpoint;

	if (nla_put_u32(msg, CTRNET_A_PUBLISH, publish->rule.id) ||
	    nla_put_u32(msg, CTRNET_A_ENDPOINT, ep->id) ||
	    nla_put_u32(msg, CTRNET_A_NETWORK, ep->network->dev->ifindex) ||
	    nla_put_u32(msg, CTRNET_A_PROTOCOL, publish->key.protocol) ||
	    ctrnet_netlink_put_addr(msg, CTRNET_A_HOST_ADDRESS, publish->key.family,
				    &publish->key.addr) ||
	    nla_put_u32(msg, CTRNET_A_HOST_PORT, publish->key.first) ||
	    nla_put_u32(msg, CTRNET_A_HOST_PORT_END, publish->key.last) ||
	    ctrnet_netlink_put_address(msg, ep, publish->key.family) ||
	    nla_put_u32(msg, CTRNET_A_PORT, publish->port))
		return -EMSGSIZE;
	return 0;
}

static int fill_probe(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_probe *probe = object;

	if (nla_put_u32(msg, CTRNET_A_PUBLISH, probe->publish->rule.id) ||
	    (probe->uplink && nla_put_u32(msg, CTRNET_A_UPLINK, probe->uplink)) ||
	    (probe->reason && nla_put_u32(msg, CTRNET_A_REASON, probe->reason)) ||
	    (probe->firewall && nla_put_flag(msg, CTRNET_A_FIREWALL)))
		return -EMSGSIZE;
	return 0;
}

void ctrnet_netlink_notify_publish(const struct ctrnet_publish *publish, u8 cmd)
{
	ctrnet_netlink_notify(publish->endpoint->network->cn, cmd, fill_publish, publish);
}

/* The publish which a request names, or an ERR_PTR; RTNL. */
static struct ctrnet_publish *find_publish(struct genl_info *info)
{
	struct ctrnet_net *cn = ctrnet_net(genl_info_net(info));
	struct ctrnet_publish *publish;

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_PUBLISH))
		return ERR_PTR(-EINVAL);

	publish = xa_load(&cn->publishes.ids,
			  nla_get_u32(info->attrs[CTRNET_A_PUBLISH]));
	if (!publish) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_PUBLISH],
				    "no such publish");
		return ERR_PTR(-ENOENT);
	}
	return publish;
}

static int publish_get(struct genl_info *info)
{
	struct ctrnet_publish *publish = find_publish(info);

	if (IS_ERR(publish))
		return PTR_ERR(publish);
	return ctrnet_netlink_reply(info, fill_publish, publish);
}

int ctrnet_netlink_parse_publish(const struct ctrnet_netlink_publish *attrs,
				 struct ctrnet_publish_request *request,
				 struct netlink_ext_ack *extack)
{
	struct ctrnet_publish_key *key = &request->key;

	request->port = nla_get_u32(attrs->port);
	key->protocol = nla_get_u32(attrs->protocol);
	key->first = nla_get_u32(attrs->first);
	key->last = attrs->last ? nla_get_u32(attrs->last) : key->first;
	key->family = AF_INET;
	if (!attrs->address)
		return 0;
	return ctrnet_netlink_addr(attrs->address, &key->family, &key->addr, extack);
}

static int parse_publish(struct genl_info *info, struct ctrnet_publish_request *request)
{
	const struct ctrnet_netlink_publish attrs = {
		.protocol	= info->attrs[CTRNET_A_PROTOCOL],
		.address	= info->attrs[CTRNET_A_HOST_ADDRESS],
		.first		= info->attrs[CTRNET_A_HOST_PORT],
		.last		= info->attrs[CTRNET_A_HOST_PORT_END],
		.port		= info->attrs[CTRNET_A_PORT],
	};

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_PROTOCOL) ||
	    GENL_REQ_ATTR_CHECK(info, CTRNET_A_HOST_PORT) ||
	    GENL_REQ_ATTR_CHECK(info, CTRNET_A_PORT))
		return -EINVAL;

	request->attrs = info->attrs;
	return ctrnet_netlink_parse_publish(&attrs, request, info->extack);
}

static int publish_add(struct genl_info *info)
{
	const struct ctrnet_publish_request *request = info->user_ptr[0];
	struct ctrnet_endpoint *ep = ctrnet_netlink_endpoint(info, CTRNET_A_ENDPOINT);
	struct ctrnet_publish *publish;
	int err;

	if (IS_ERR(ep))
		return PTR_ERR(ep);
	publish = ctrnet_publish_add(ep, request, info->extack);
	if (IS_ERR(publish))
		return PTR_ERR(publish);

	err = ctrnet_netlink_reply(info, fill_publish, publish);
	if (err) {
		ctrnet_publish_cancel(&publish, 1);
		return err;
	}
	ctrnet_publish_claim(&publish, 1);
	ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_NTF);
	return 0;
}

static int publish_del(struct genl_info *info)
{
	struct ctrnet_publish *publish = find_publish(info);

	if (IS_ERR(publish))
		return PTR_ERR(publish);
	ctrnet_publish_del(publish);
	return 0;
}

static int request_client(struct genl_info *info, struct ctrnet_probe *probe)
{
	u8 family;
	int err;

	if (!info->attrs[CTRNET_A_PEER_ADDRESS]) {
		ctrnet_probe_stranger(probe);
		return 0;
	}
	err = ctrnet_netlink_addr(info->attrs[CTRNET_A_PEER_ADDRESS], &family, &probe->client,
				  info->extack);
	if (err)
		return err;
	if (family != probe->publish->key.family) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_PEER_ADDRESS],
				    "the publish is of the other address family");
		return -EAFNOSUPPORT;
	}
	return 0;
}

static int publish_check(struct genl_info *info)
{
	struct ctrnet_publish *publish = find_publish(info);
	struct ctrnet_probe probe = {};
	int err;

	if (IS_ERR(publish))
		return PTR_ERR(publish);
	probe.publish = publish;
	err = request_client(info, &probe);
	if (!err)
		err = ctrnet_probe_run(&probe);
	return err ? err : ctrnet_netlink_reply(info, fill_probe, &probe);
}

/* Of one endpoint, if @arg is its id, and not 0. */
static const void *next_publish(struct ctrnet_net *cn, unsigned long *key, const void *arg)
{
	const struct ctrnet_publish *publish;
	const u32 *endpoint = arg;

	for (;; (*key)++) {
		publish = xa_find(&cn->publishes.ids, key, ULONG_MAX, XA_PRESENT);
		if (!publish || !*endpoint || publish->endpoint->id == *endpoint)
			return publish;
	}
}

int ctrnet_nl_publish_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(publish_get, info);
}

int ctrnet_nl_publish_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct ctrnet_publish_request request = {};
	int err;

	err = ctrnet_netlink_last(skb, info) ?: parse_publish(info, &request);
	if (err)
		return err;
	ctrnet_reserve_prepare(genl_info_net(info), &request);
	info->user_ptr[0] = &request;
	return ctrnet_netlink_locked(publish_add, info);
}

int ctrnet_nl_publish_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(publish_del, info);
}

int ctrnet_nl_publish_check_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(publish_check, info);
}

int ctrnet_nl_publish_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	u32 endpoint = 0;
	int err;

	/* Where a dump keeps what was parsed before differs from kernel to kernel. */
	err = nlmsg_parse(cb->nlh, GENL_HDRLEN, attrs, ARRAY_SIZE(ctrnet_main_nl_policy) - 1,
			  ctrnet_main_nl_policy, cb->extack);
	if (err)
		return err;
	if (attrs[CTRNET_A_ENDPOINT])
		endpoint = nla_get_u32(attrs[CTRNET_A_ENDPOINT]);
	return ctrnet_netlink_dump(skb, cb, CTRNET_CMD_PUBLISH_GET, next_publish, fill_publish,
				   &endpoint);
}
