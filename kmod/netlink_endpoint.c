// SPDX-License-Identifier: GPL-2.0-only
/* Endpoints and their addresses over netlink. */
#include <net/genetlink.h>

#include "address.h"
#include "ctrnet.h"
#include "endpoint.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "network.h"

static int fill_endpoint(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_endpoint *ep = object;

	if (nla_put_u32(msg, CTRNET_A_ENDPOINT, ep->id) ||
	    nla_put_u32(msg, CTRNET_A_NETWORK, ep->network->dev->ifindex) ||
	    nla_put_u32(msg, CTRNET_A_IFINDEX, ep->dev->ifindex) ||
	    nla_put(msg, CTRNET_A_MAC, ETH_ALEN, ep->mac) ||
	    nla_put_u32(msg, CTRNET_A_FLOWS, READ_ONCE(ep->n_flows)) ||
	    ctrnet_netlink_put_address(msg, ep, AF_INET) ||
	    ctrnet_netlink_put_address(msg, ep, AF_INET6))
		return -EMSGSIZE;
	return 0;
}

void ctrnet_netlink_notify_endpoint(const struct ctrnet_endpoint *ep, u8 cmd)
{
	ctrnet_netlink_notify(ep->network->cn, cmd, fill_endpoint, ep);
}

static struct ctrnet_endpoint *find_by_mac(struct genl_info *info)
{
	struct ctrnet_network *network = ctrnet_netlink_network(info);
	struct ctrnet_endpoint *ep;

	if (IS_ERR(network))
		return ERR_CAST(network);
	ep = ctrnet_endpoint_lookup_mac(network, nla_data(info->attrs[CTRNET_A_MAC]));
	if (!ep) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_MAC],
				    "no endpoint has this MAC address");
		return ERR_PTR(-ENOENT);
	}
	return ep;
}

static struct ctrnet_endpoint *find_by_address(struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[CTRNET_A_ADDRESS];
	struct ctrnet_endpoint *ep;
	union nf_inet_addr addr;
	u8 family;
	int err;

	err = ctrnet_netlink_addr(attr, &family, &addr, info->extack);
	if (err)
		return ERR_PTR(err);
	rcu_read_lock();
	ep = ctrnet_address_lookup_any(ctrnet_net(genl_info_net(info)), family, &addr);
	rcu_read_unlock();
	/* It stays, as RTNL is held. */
	if (!ep) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "no endpoint has this address");
		return ERR_PTR(-ENOENT);
	}
	return ep;
}

static int endpoint_get(struct genl_info *info)
{
	struct ctrnet_endpoint *ep;

	if (!info->attrs[CTRNET_A_ENDPOINT] && info->attrs[CTRNET_A_MAC])
		ep = find_by_mac(info);
	else if (!info->attrs[CTRNET_A_ENDPOINT] && info->attrs[CTRNET_A_ADDRESS])
		ep = find_by_address(info);
	else
		ep = ctrnet_netlink_endpoint(info, CTRNET_A_ENDPOINT);
	return IS_ERR(ep) ? PTR_ERR(ep) : ctrnet_netlink_reply(info, fill_endpoint, ep);
}

static int address_request(struct genl_info *info, struct ctrnet_endpoint **ep,
			   u8 *family, union nf_inet_addr *addr)
{
	*ep = ctrnet_netlink_endpoint(info, CTRNET_A_ENDPOINT);
	if (IS_ERR(*ep))
		return PTR_ERR(*ep);
	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_ADDRESS))
		return -EINVAL;
	return ctrnet_netlink_addr(info->attrs[CTRNET_A_ADDRESS], family, addr, info->extack);
}

static int address_add(struct genl_info *info)
{
	struct ctrnet_endpoint *ep;
	union nf_inet_addr addr;
	u8 family;
	int err;

	err = address_request(info, &ep, &family, &addr);
	if (err)
		return err;
	NL_SET_BAD_ATTR(info->extack, info->attrs[CTRNET_A_ADDRESS]);
	err = ctrnet_address_add(ep, family, &addr, info->extack);
	if (!err)
		ctrnet_netlink_notify_endpoint(ep, CTRNET_CMD_ENDPOINT_NTF);
	return err;
}

static int address_del(struct genl_info *info)
{
	union nf_inet_addr addr, present;
	struct ctrnet_endpoint *ep;
	u8 family;
	int err;

	err = address_request(info, &ep, &family, &addr);
	if (err)
		return err;
	if (!ctrnet_address_of(ep, family, &present) ||
	    !ctrnet_addr_equal(family, &addr, &present)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_ADDRESS],
				    "the endpoint does not have this address");
		return -EADDRNOTAVAIL;
	}

	ctrnet_endpoint_clear_address(ep, family);
	ctrnet_netlink_notify_endpoint(ep, CTRNET_CMD_ENDPOINT_NTF);
	return 0;
}

static const void *next_endpoint(struct ctrnet_net *cn, unsigned long *key, const void *arg)
{
	return xa_find(&cn->endpoints, key, ULONG_MAX, XA_PRESENT);
}

int ctrnet_nl_endpoint_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(endpoint_get, info);
}

int ctrnet_nl_address_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(address_add, info);
}

int ctrnet_nl_address_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(address_del, info);
}

int ctrnet_nl_endpoint_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ctrnet_netlink_dump(skb, cb, CTRNET_CMD_ENDPOINT_GET, next_endpoint,
				   fill_endpoint, NULL);
}
