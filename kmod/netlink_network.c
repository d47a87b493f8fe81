// SPDX-License-Identifier: GPL-2.0-only
/* Networks over netlink. */
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "ctrnet.h"
#include "drop.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "network.h"

#define NETWORK_OPTIONS	(CTRNET_NETWORK_ICC | CTRNET_NETWORK_MASQUERADE |	\
			 CTRNET_NETWORK_FIREWALL | CTRNET_NETWORK_ROUTED)

static int fill_drops(struct sk_buff *msg, const struct ctrnet_network *network)
{
	struct nlattr *nest;
	int reason;
	u64 packets;

	for (reason = 1; reason <= CTRNET_DROP_MAX; reason++) {
		packets = ctrnet_drop_read(network, reason);
		if (!packets)
			continue;

		nest = nla_nest_start(msg, CTRNET_A_DROP);
		if (!nest)
			return -EMSGSIZE;
		if (nla_put_u32(msg, CTRNET_A_DROP_REASON, reason) ||
		    nla_put(msg, CTRNET_A_DROP_PACKETS, sizeof(packets), &packets))
			return -EMSGSIZE;
		nla_nest_end(msg, nest);
	}
	return 0;
}

static int fill_network(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_network *network = object;

	if (nla_put_u32(msg, CTRNET_A_NETWORK, network->dev->ifindex) ||
	    nla_put_u32(msg, CTRNET_A_ENDPOINTS, network->n_endpoints) ||
	    nla_put_u32(msg, CTRNET_A_FLOWS, READ_ONCE(network->n_flows)) ||
	    nla_put_bitfield32(msg, CTRNET_A_OPTIONS, network->options, NETWORK_OPTIONS) ||
	    ctrnet_limits_fill(msg, &network->limits))
		return -EMSGSIZE;
	return fill_drops(msg, network);
}

static int network_get(struct genl_info *info)
{
	struct ctrnet_network *network = ctrnet_netlink_network(info);

	if (IS_ERR(network))
		return PTR_ERR(network);
	return ctrnet_netlink_reply(info, fill_network, network);
}

static void set_options(struct ctrnet_network *network, const struct nlattr *nla)
{
	struct nla_bitfield32 change;

	if (!nla)
		return;
	change = nla_get_bitfield32(nla);
	ctrnet_network_set_options(network,
				   (network->options & ~change.selector) | change.value);
}

static int network_set(struct genl_info *info)
{
	struct ctrnet_network *network = ctrnet_netlink_network(info);
	int err;

	if (IS_ERR(network))
		return PTR_ERR(network);
	if (!info->attrs[CTRNET_A_OPTIONS] && !ctrnet_limits_asked(info->attrs)) {
		NL_SET_ERR_MSG(info->extack, "nothing to be changed");
		return -EINVAL;
	}

	err = ctrnet_limits_set(&network->limits, info->attrs, info->extack);
	if (err)
		return err;
	set_options(network, info->attrs[CTRNET_A_OPTIONS]);
	ctrnet_netlink_notify(network->cn, CTRNET_CMD_NETWORK_NTF, fill_network, network);
	return 0;
}

static const void *next_network(struct ctrnet_net *cn, unsigned long *key, const void *arg)
{
	return xa_find(&cn->networks, key, ULONG_MAX, XA_PRESENT);
}

int ctrnet_nl_network_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(network_get, info);
}

int ctrnet_nl_network_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(network_set, info);
}

int ctrnet_nl_network_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ctrnet_netlink_dump(skb, cb, CTRNET_CMD_NETWORK_GET, next_network,
				   fill_network, NULL);
}
