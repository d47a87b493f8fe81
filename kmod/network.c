// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bridge's device on the host. Its addresses make the host the endpoints'
 * gateway; what the host transmits on it goes to forward.c.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/rtnetlink.h>

#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "endpoint.h"
#include "forward.h"
#include "network.h"

bool ctrnet_network_has_address(const struct ctrnet_network *network, __be32 addr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(network->dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev)
		if (ifa->ifa_local == addr)
			return true;
	return false;
}

bool ctrnet_network_has_address6(const struct ctrnet_network *network,
				 const struct in6_addr *addr)
{
	return ipv6_chk_addr(dev_net(network->dev), addr, network->dev, 1);
}

static bool gateway4(const struct net_device *dev, __be32 *addr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	ifa = in_dev ? rcu_dereference(in_dev->ifa_list) : NULL;
	if (ifa)
		*addr = ifa->ifa_local;
	return ifa;
}

static bool gateway6(const struct net_device *dev, struct in6_addr *addr)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *ifa;

	if (!idev)
		return false;
	list_for_each_entry_rcu(ifa, &idev->addr_list, if_list) {
		if (ipv6_addr_type(&ifa->addr) & IPV6_ADDR_LINKLOCAL)
			continue;
		*addr = ifa->addr;
		return true;
	}
	return false;
}

bool ctrnet_network_gateway(const struct ctrnet_network *network, u8 family,
			    union nf_inet_addr *addr)
{
	return family == AF_INET ? gateway4(network->dev, &addr->ip) :
				   gateway6(network->dev, &addr->in6);
}

static netdev_tx_t network_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct ctrnet_network *network = netdev_priv(dev);

	dev_sw_netstats_tx_add(dev, 1, skb->len);
	rcu_read_lock();
	ctrnet_forward_host(network, skb);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

static int network_init(struct net_device *dev)
{
	struct ctrnet_network *network = netdev_priv(dev);
	int err = -ENOMEM;

	network->dev = dev;
	network->cn = ctrnet_net(dev_net(dev));
	network->options = CTRNET_NETWORK_ICC | CTRNET_NETWORK_MASQUERADE |
			   CTRNET_NETWORK_FIREWALL;
	ctrnet_limits_init(&network->limits);
	network->masquerade.kind = CTRNET_FLOW_MASQUERADE;
	INIT_LIST_HEAD(&network->endpoints);
	ctrnet_owners_init(&network->owners, CTRNET_OWNER_NETWORK);

	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats)
		return err;
	network->drops = alloc_percpu_gfp(struct ctrnet_drops, GFP_KERNEL_ACCOUNT);
	if (!network->drops)
		goto free_stats;
	err = ctrnet_net_get(network->cn);
	if (err)
		goto free_drops;
	return 0;

free_drops:
	free_percpu(network->drops);
free_stats:
	free_percpu(dev->tstats);
	return err;
}

static void network_uninit(struct net_device *dev)
{
	struct ctrnet_network *network = netdev_priv(dev);

	ctrnet_net_put(network->cn);
	free_percpu(dev->tstats);
}

/* Endpoints drop their reference on the device before, and their packets count here. */
static void network_free(struct net_device *dev)
{
	struct ctrnet_network *network = netdev_priv(dev);

	free_percpu(network->drops);
}

/* The endpoints' carrier is the network being up. */
static void network_set_carrier(struct ctrnet_network *network, bool on)
{
	struct ctrnet_endpoint *ep;

	list_for_each_entry(ep, &network->endpoints, list) {
		if (on)
			netif_carrier_on(ep->dev);
		else
			netif_carrier_off(ep->dev);
	}
}

static int network_open(struct net_device *dev)
{
	network_set_carrier(netdev_priv(dev), true);
	return 0;
}

static int network_stop(struct net_device *dev)
{
	network_set_carrier(netdev_priv(dev), false);
	return 0;
}

/* Endpoints follow: those which have the network's MTU, and those which had more. */
static int network_change_mtu(struct net_device *dev, int mtu)
{
	struct ctrnet_network *network = netdev_priv(dev);
	const unsigned int old = dev->mtu;
	struct ctrnet_endpoint *ep;

	WRITE_ONCE(dev->mtu, mtu);
	list_for_each_entry(ep, &network->endpoints, list)
		if (ep->dev->mtu == old || ep->dev->mtu > mtu)
			dev_set_mtu(ep->dev, mtu);
	return 0;
}

static const struct net_device_ops network_netdev_ops = {
	.ndo_init		= network_init,
	.ndo_uninit		= network_uninit,
	.ndo_open		= network_open,
	.ndo_stop		= network_stop,
	.ndo_start_xmit		= network_start_xmit,
	.ndo_change_mtu		= network_change_mtu,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
};

static int network_get_sset_count(struct net_device *dev, int sset)
{
	return sset == ETH_SS_STATS ? CTRNET_DROP_MAX : -EOPNOTSUPP;
}

static void network_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	int reason;

	for (reason = 1; reason <= CTRNET_DROP_MAX; reason++)
		ethtool_sprintf(&data, "drop-%s", ctrnet_drop_name(reason));
}

static void network_get_stats(struct net_device *dev, struct ethtool_stats *stats,
			      u64 *data)
{
	const struct ctrnet_network *network = netdev_priv(dev);
	int reason;

	for (reason = 1; reason <= CTRNET_DROP_MAX; reason++)
		*data++ = ctrnet_drop_read(network, reason);
}

static const struct ethtool_ops network_ethtool_ops = {
	.get_drvinfo		= ctrnet_device_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_sset_count		= network_get_sset_count,
	.get_strings		= network_get_strings,
	.get_ethtool_stats	= network_get_stats,
};

bool ctrnet_network_is(const struct net_device *dev)
{
	return dev->netdev_ops == &network_netdev_ops;
}

struct ctrnet_network *ctrnet_network_lookup(struct net *net, unsigned int ifindex)
{
	ASSERT_RTNL();
	return xa_load(&ctrnet_net(net)->networks, ifindex);
}

/*
 * Of all that the options forbid, masqueraded connections alone have a flow which
 * would carry them on.
 */
void ctrnet_network_set_options(struct ctrnet_network *network, u32 options)
{
	const struct ctrnet_flow_filter masqueraded = { .rule = &network->masquerade };
	struct ctrnet_flow_table *flows = &network->cn->flows;
	struct ctrnet_endpoint *ep;
	bool ends;

	ASSERT_RTNL();
	ends = network->options & ~options & CTRNET_NETWORK_MASQUERADE;
	WRITE_ONCE(network->options, options);
	ctrnet_flow_allow(flows, &network->masquerade, options & CTRNET_NETWORK_MASQUERADE);
	if (ends)
		list_for_each_entry(ep, &network->endpoints, list)
			ctrnet_flow_flush(flows, ep, &masqueraded);
}

static void network_setup(struct net_device *dev)
{
	ctrnet_device_setup(dev);
	dev->netdev_ops = &network_netdev_ops;
	dev->ethtool_ops = &network_ethtool_ops;
	dev->priv_destructor = network_free;
	/* Its endpoints, publishes and flows are this namespace's. */
	ctrnet_compat_set_netns_local(dev);
}

static int network_newlink(struct net_device *dev, struct rtnl_newlink_params *params,
			   struct netlink_ext_ack *extack)
{
	struct ctrnet_network *network = netdev_priv(dev);
	int err;

	if (!params->tb[IFLA_ADDRESS])
		eth_hw_addr_random(dev);
	err = register_netdevice(dev);
	if (err)
		return err;
	err = xa_err(xa_store(&network->cn->networks, dev->ifindex, network,
			      GFP_KERNEL_ACCOUNT));
	/* The caller frees the device, which waits until it is gone. */
	if (err)
		unregister_netdevice(dev);
	return err;
}

CTRNET_COMPAT_NEWLINK(network_newlink);

static void network_dellink(struct net_device *dev, struct list_head *head)
{
	struct ctrnet_network *network = netdev_priv(dev);
	struct ctrnet_endpoint *ep, *next;

	xa_erase(&network->cn->networks, dev->ifindex);
	list_for_each_entry_safe(ep, next, &network->endpoints, list)
		ctrnet_endpoint_dellink(ep->dev, head);
	unregister_netdevice_queue(dev, head);
}

static size_t network_get_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32)) +	/* CTRNET_A_NETWORK_DATA_OPTIONS */
	       nla_total_size(sizeof(u32));	/* CTRNET_A_NETWORK_DATA_ENDPOINTS */
}

/* For who may see the device; the rest is told by the family, to who may set it. */
static int network_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct ctrnet_network *network = netdev_priv(dev);

	if (nla_put_u32(skb, CTRNET_A_NETWORK_DATA_OPTIONS, READ_ONCE(network->options)) ||
	    nla_put_u32(skb, CTRNET_A_NETWORK_DATA_ENDPOINTS, READ_ONCE(network->n_endpoints)))
		return -EMSGSIZE;
	return 0;
}

struct rtnl_link_ops ctrnet_network_link_ops __read_mostly = {
	.kind		= CTRNET_NETWORK_KIND,
	.priv_size	= sizeof(struct ctrnet_network),
	.setup		= network_setup,
	.validate	= ctrnet_device_validate,
	.newlink	= ctrnet_compat_newlink(network_newlink),
	.dellink	= network_dellink,
	.get_size	= network_get_size,
	.fill_info	= network_fill_info,
};

MODULE_ALIAS_RTNL_LINK(CTRNET_NETWORK_KIND);
