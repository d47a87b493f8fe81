// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices inside containers. An endpoint is made in the container's
 * namespace with its network as its link; it has no other end there. What it
 * transmits goes to forward.c, what reaches it runs through the container's
 * stack.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "address.h"
#include "ctrnet.h"
#include "device.h"
#include "drop.h"
#include "endpoint.h"
#include "forward.h"
#include "link.h"
#include "netlink.h"
#include "network.h"
#include "packet.h"
#include "publish.h"

/* Endpoints of one namespace, and the highest id. */
#define ENDPOINTS_MAX	65536

/*
 * Endpoints of one network, as many as a bridge has ports: a broadcast is copied for all of
 * them at once, with BH disabled, into the backlog of one CPU.
 */
#define NETWORK_ENDPOINTS_MAX	1024

/*
 * Container within container: how deep receive processing may be nested before
 * a packet takes the queue, to bound the stack.
 */
#define RECEIVE_DEPTH_MAX	3

static DEFINE_PER_CPU(unsigned int, receive_depth);

/*
 * Likewise transmission, where there is no queue to take: what is nested deeper is dropped.
 * The kernel's own limit does not count devices with a qdisc, which a container may give its
 * endpoints, and no endpoint is another one's upper device.
 */
#define TRANSMIT_DEPTH_MAX	4

static DEFINE_PER_CPU(unsigned int, transmit_depth);

struct ctrnet_endpoint *ctrnet_endpoint_lookup(struct net *net, u32 id)
{
	ASSERT_RTNL();
	return xa_load(&ctrnet_net(net)->endpoints, id);
}

struct ctrnet_endpoint *ctrnet_endpoint_lookup_mac(const struct ctrnet_network *network,
						   const u8 *mac)
{
	struct ctrnet_endpoint *ep;

	ASSERT_RTNL();
	list_for_each_entry(ep, &network->endpoints, list)
		if (ether_addr_equal(ep->mac, mac))
			return ep;
	return NULL;
}

void ctrnet_endpoint_receive(struct ctrnet_endpoint *ep, struct sk_buff *skb)
{
	struct net_device *dev = ep->dev;

	if (unlikely(!(dev->flags & IFF_UP))) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_DOWN);
		return;
	}
	if (unlikely(skb_orphan_frags(skb, GFP_ATOMIC) ||
		     ctrnet_packet_set_ether(skb, ep->mac,
					     ep->network->dev->dev_addr))) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NO_MEMORY);
		return;
	}

	ctrnet_device_capture_ip(ep->network->dev, skb);
	skb_orphan(skb);
	ctrnet_packet_leave(skb);
	skb->dev = dev;
	skb->protocol = eth_hdr(skb)->h_proto;
	dev_sw_netstats_rx_add(dev, skb->len + ETH_HLEN);

	if (unlikely(__this_cpu_read(receive_depth) >= RECEIVE_DEPTH_MAX)) {
		__netif_rx(skb);
		return;
	}
	__this_cpu_inc(receive_depth);
	netif_receive_skb(skb);
	__this_cpu_dec(receive_depth);
}

/* BH is disabled, by whoever calls it: the depth stays this CPU's. */
static netdev_tx_t endpoint_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct ctrnet_endpoint *ep = netdev_priv(dev);

	dev_sw_netstats_tx_add(dev, 1, skb->len);
	if (unlikely(__this_cpu_read(transmit_depth) >= TRANSMIT_DEPTH_MAX)) {
		ctrnet_drop(ep->network, skb, CTRNET_DROP_NESTED);
		return NETDEV_TX_OK;
	}
	__this_cpu_inc(transmit_depth);
	rcu_read_lock();
	ctrnet_forward_endpoint(ep, skb);
	rcu_read_unlock();
	__this_cpu_dec(transmit_depth);
	return NETDEV_TX_OK;
}

static int endpoint_init(struct net_device *dev)
{
	struct ctrnet_endpoint *ep = netdev_priv(dev);

	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats)
		return -ENOMEM;
	netdev_hold(ep->network->dev, &ep->network_tracker, GFP_KERNEL);
	return 0;
}

/* After the grace period of the unregistration: nothing transmits any more. */
static void endpoint_uninit(struct net_device *dev)
{
	free_percpu(dev->tstats);
}

/*
 * When the last reference on the endpoint is gone, not before: a kernel which still notes
 * a change of its carrier then asks for the network's index (endpoint_get_iflink()).
 */
static void endpoint_free(struct net_device *dev)
{
	struct ctrnet_endpoint *ep = netdev_priv(dev);

	netdev_put(ep->network->dev, &ep->network_tracker);
}

/* Its network's MTU is the most; RTNL. */
static int endpoint_change_mtu(struct net_device *dev, int mtu)
{
	const struct ctrnet_endpoint *ep = netdev_priv(dev);

	if (mtu > ep->network->dev->mtu)
		return -EINVAL;
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

static int endpoint_get_iflink(const struct net_device *dev)
{
	const struct ctrnet_endpoint *ep = netdev_priv(dev);

	return ep->network->dev->ifindex;
}

static const struct net_device_ops endpoint_netdev_ops = {
	.ndo_init		= endpoint_init,
	.ndo_uninit		= endpoint_uninit,
	.ndo_start_xmit		= endpoint_start_xmit,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_get_iflink		= endpoint_get_iflink,
	.ndo_change_mtu		= endpoint_change_mtu,
	.ndo_validate_addr	= eth_validate_addr,
};

static const struct ethtool_ops endpoint_ethtool_ops = {
	.get_drvinfo	= ctrnet_device_get_drvinfo,
	.get_link	= ethtool_op_get_link,
};

static void endpoint_setup(struct net_device *dev)
{
	ctrnet_device_setup(dev);
	dev->netdev_ops = &endpoint_netdev_ops;
	dev->ethtool_ops = &endpoint_ethtool_ops;
	dev->priv_destructor = endpoint_free;
}

/* The network which a new endpoint is asked to belong to. */
static struct ctrnet_network *endpoint_network(struct net *src_net, struct nlattr **tb,
					       struct netlink_ext_ack *extack)
{
	struct ctrnet_network *network;

	if (!tb[IFLA_LINK]) {
		NL_SET_ERR_MSG(extack, "an endpoint needs its network as its link");
		return ERR_PTR(-EINVAL);
	}

	network = ctrnet_network_lookup(src_net, nla_get_u32(tb[IFLA_LINK]));
	if (!network) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_LINK], "the link is not a ctrnet network");
		return ERR_PTR(-ENODEV);
	}
	return network;
}

static int endpoint_check(const struct net_device *dev,
			  const struct ctrnet_network *network,
			  struct netlink_ext_ack *extack)
{
	if (network->n_endpoints >= NETWORK_ENDPOINTS_MAX) {
		NL_SET_ERR_MSG(extack, "the network has " __stringify(NETWORK_ENDPOINTS_MAX)
					" endpoints, which is the most");
		return -ENOSPC;
	}
	if (dev->mtu > network->dev->mtu) {
		NL_SET_ERR_MSG(extack, "the MTU is larger than the network's");
		return -EINVAL;
	}
	if (ether_addr_equal(dev->dev_addr, network->dev->dev_addr) ||
	    ctrnet_endpoint_lookup_mac(network, dev->dev_addr)) {
		NL_SET_ERR_MSG(extack, "the network has this MAC address already");
		return -EADDRINUSE;
	}
	return 0;
}

static int endpoint_register(struct ctrnet_endpoint *ep)
{
	struct ctrnet_net *cn = ep->network->cn;
	int err;

	err = xa_alloc_cyclic(&cn->endpoints, &ep->id, ep, XA_LIMIT(1, ENDPOINTS_MAX),
			      &cn->next_endpoint, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;

	err = ctrnet_address_add_link_local(ep);
	if (err)
		goto erase_id;
	err = register_netdevice(ep->dev);
	if (err)
		goto del_address;

	if (!netif_running(ep->network->dev))
		netif_carrier_off(ep->dev);
	list_add_tail_rcu(&ep->list, &ep->network->endpoints);
	ep->network->n_endpoints++;
	return 0;

del_address:
	ctrnet_address_del_all(ep);
	/* Packets may have found it: the device is freed at once by the caller. */
	synchronize_net();
erase_id:
	xa_erase(&cn->endpoints, ep->id);
	return err;
}

static int endpoint_newlink(struct net_device *dev, struct rtnl_newlink_params *params,
			    struct netlink_ext_ack *extack)
{
	struct ctrnet_endpoint *ep = netdev_priv(dev);
	struct ctrnet_network *network;
	int err;

	network = endpoint_network(rtnl_newlink_link_net(params), params->tb, extack);
	if (IS_ERR(network))
		return PTR_ERR(network);

	if (!params->tb[IFLA_ADDRESS])
		eth_hw_addr_random(dev);
	if (!params->tb[IFLA_MTU])
		dev->mtu = network->dev->mtu;
	err = endpoint_check(dev, network, extack);
	if (err)
		return err;

	ep->dev = dev;
	ep->network = network;
	ether_addr_copy(ep->mac, dev->dev_addr);
	INIT_LIST_HEAD(&ep->publishes);
	INIT_LIST_HEAD(&ep->links);
	INIT_LIST_HEAD(&ep->linked_by);
	INIT_LIST_HEAD(&ep->flows[CTRNET_DIR_ORIG]);
	INIT_LIST_HEAD(&ep->flows[CTRNET_DIR_REPLY]);
	INIT_LIST_HEAD(&ep->rank_nodes[CTRNET_OWNER_NAMESPACE]);
	INIT_LIST_HEAD(&ep->rank_nodes[CTRNET_OWNER_NETWORK]);

	err = endpoint_register(ep);
	if (err)
		return err;
	ctrnet_netlink_notify_endpoint(ep, CTRNET_CMD_ENDPOINT_NTF);
	return 0;
}

CTRNET_COMPAT_NEWLINK(endpoint_newlink);

void ctrnet_endpoint_clear_address(struct ctrnet_endpoint *ep, u8 family)
{
	const struct ctrnet_flow_filter filter = { .family = family };
	LIST_HEAD(closed);

	ctrnet_publish_close_all(ep, family, &closed);
	ctrnet_address_del(ep, family);
	/* A packet under way may have seen the address, and still make a flow. */
	synchronize_net();
	ctrnet_flow_flush(&ep->network->cn->flows, ep, &filter);
	ctrnet_publish_free_all(&closed);
}

/*
 * Both the endpoint's own removal and that of its network come here, at times
 * in one batch. The order: its flows end and it gets no new ones, nothing can
 * find it any more (publishes, links, addresses, list), then its device is unregistered,
 * which waits until no packet is under way in it. Those which still point to it by then are
 *  - packets on other CPUs which found it by address or flow: in an RCU section
 *    which that grace period outlasts;
 *  - packets in the backlog with its device: flushed by the unregistration.
 */
void ctrnet_endpoint_dellink(struct net_device *dev, struct list_head *head)
{
	struct ctrnet_endpoint *ep = netdev_priv(dev);
	struct ctrnet_net *cn = ep->network->cn;
	LIST_HEAD(closed);

	ASSERT_RTNL();
	if (ep->dying)
		return;
	ep->dying = true;

	ctrnet_flow_close(&cn->flows, ep);
	ctrnet_publish_close_all(ep, 0, &closed);
	ctrnet_publish_free_all(&closed);
	ctrnet_link_del_all(ep);
	ctrnet_netlink_notify_endpoint(ep, CTRNET_CMD_ENDPOINT_DEL_NTF);
	ctrnet_address_del_all(ep);
	list_del_rcu(&ep->list);
	ep->network->n_endpoints--;
	xa_erase(&cn->endpoints, ep->id);
	unregister_netdevice_queue(dev, head);
}

static size_t endpoint_get_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32));	/* CTRNET_A_ENDPOINT_DATA_ENDPOINT */
}

static int endpoint_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct ctrnet_endpoint *ep = netdev_priv(dev);

	return nla_put_u32(skb, CTRNET_A_ENDPOINT_DATA_ENDPOINT, ep->id);
}

/*
 * No get_link_net: it would make the kernel give the host's namespace an id in the
 * container's, by which who has CAP_NET_ADMIN for both can reach into it, and it is for
 * a container's root to have that for any namespace of its user namespace.
 */
struct rtnl_link_ops ctrnet_endpoint_link_ops __read_mostly = {
	.kind		= CTRNET_ENDPOINT_KIND,
	.priv_size	= sizeof(struct ctrnet_endpoint),
	.setup		= endpoint_setup,
	.validate	= ctrnet_device_validate,
	.newlink	= ctrnet_compat_newlink(endpoint_newlink),
	.dellink	= ctrnet_endpoint_dellink,
	.get_size	= endpoint_get_size,
	.fill_info	= endpoint_fill_info,
};

MODULE_ALIAS_RTNL_LINK(CTRNET_ENDPOINT_KIND);
