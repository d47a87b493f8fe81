// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <net/netlink.h>

#include "device.h"
#include "drop.h"
#include "packet.h"

void ctrnet_device_setup(struct net_device *dev)
{
	const netdev_features_t features =
		NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | NETIF_F_HW_CSUM |
		NETIF_F_SCTP_CRC | NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL;

	ether_setup(dev);
	dev->needs_free_netdev = true;
	dev->max_mtu = ETH_MAX_MTU;
	dev->features |= features;
	dev->hw_features |= features;
	dev->hw_enc_features |= features;
	dev->vlan_features |= features;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE | IFF_DISABLE_NETPOLL;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	netif_set_tso_max_size(dev, GSO_MAX_SIZE);
	ctrnet_compat_set_lltx(dev);
	/* There is no hardware to suspend: its ten files in sysfs would take 1.3 KB. */
	device_set_pm_not_required(&dev->dev);
}

int ctrnet_device_validate(struct nlattr *tb[], struct nlattr *data[],
			   struct netlink_ext_ack *extack)
{
	if (!tb[IFLA_ADDRESS])
		return 0;
	if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN ||
	    !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS]))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS], "not a unicast MAC address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

void ctrnet_device_get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
}

void ctrnet_device_show(struct net_device *dev, struct sk_buff *skb)
{
	struct net_device *own = skb->dev;

	if (!dev_nit_active(dev))
		return;
	skb->dev = dev;
	dev_queue_xmit_nit(skb, dev);
	skb->dev = own;
}

static void device_enqueue(struct net_device *dev, struct sk_buff *skb, unsigned int len)
{
	if (likely(__netif_rx(skb) == NET_RX_SUCCESS))
		dev_sw_netstats_rx_add(dev, len);
}

void ctrnet_device_answer(struct net_device *dev, struct sk_buff *skb)
{
	unsigned int len = skb->len;

	skb->protocol = eth_type_trans(skb, dev);
	device_enqueue(dev, skb, len);
}

/* Take from a frame what was its sender's; if it cannot be received it is dropped. */
static __always_inline bool device_take(const struct ctrnet_network *network,
					const struct net_device *dev, struct sk_buff *skb)
{
	if (unlikely(!(dev->flags & IFF_UP))) {
		ctrnet_drop(network, skb, CTRNET_DROP_DOWN);
		return false;
	}
	ctrnet_packet_leave(skb);
	return true;
}

void ctrnet_device_queue(const struct ctrnet_network *network,
			 struct net_device *dev, struct sk_buff *skb)
{
	unsigned int len = skb->len;

	if (unlikely(!device_take(network, dev, skb)))
		return;
	skb->protocol = eth_type_trans(skb, dev);
	skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
	device_enqueue(dev, skb, len);
}

void ctrnet_device_queue_ip(const struct ctrnet_network *network,
			    struct net_device *dev, struct sk_buff *skb)
{
	unsigned int len = skb->len + ETH_HLEN;

	if (unlikely(!device_take(network, dev, skb)))
		return;
	/* As it has left its namespace, it is a PACKET_HOST. */
	skb->dev = dev;
	skb->protocol = eth_hdr(skb)->h_proto;
	device_enqueue(dev, skb, len);
}
