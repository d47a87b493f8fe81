/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_DEVICE_H
#define CTRNET_DEVICE_H

#include <linux/netdevice.h>

struct ctrnet_network;
struct ethtool_drvinfo;
struct netlink_ext_ack;

/* What the devices of networks and of endpoints have in common. */
void ctrnet_device_setup(struct net_device *dev);
int ctrnet_device_validate(struct nlattr *tb[], struct nlattr *data[],
			   struct netlink_ext_ack *extack);
void ctrnet_device_get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info);

/**
 * ctrnet_device_answer - let a device receive a frame which the module made
 * @dev: the receiving device
 * @skb: data at the Ethernet header; consumed
 *
 * Context: BH disabled, RCU read side.
 */
void ctrnet_device_answer(struct net_device *dev, struct sk_buff *skb);

/* The part of ctrnet_device_capture_ip() which lets captures see: data at the Ethernet header. */
void ctrnet_device_show(struct net_device *dev, struct sk_buff *skb);

/**
 * ctrnet_device_capture_ip - let captures on the network's device see a packet
 * @dev: the network's device
 * @skb: data at the network header, the Ethernet header before it; stays the caller's
 *
 * What goes from endpoint to endpoint, or straight out and in, never passes the
 * device itself. Who captures on it promiscuously sees it all the same, as on any
 * bridge. Context: BH disabled, RCU read side.
 */
static inline void ctrnet_device_capture_ip(struct net_device *dev, struct sk_buff *skb)
{
	if (likely(!(dev->flags & IFF_PROMISC)) || skb_mac_offset(skb) != -ETH_HLEN)
		return;
	__skb_push(skb, ETH_HLEN);
	ctrnet_device_show(dev, skb);
	__skb_pull(skb, ETH_HLEN);
}

/**
 * ctrnet_device_queue - let a device receive a frame from a transmit path
 * @network: the network of both sides, which counts a drop
 * @dev: the receiving device
 * @skb: data at the Ethernet header; its fragments are the kernel's own
 *	(skb_orphan_frags()); consumed
 *
 * Queued, as the sender may hold a socket's lock.
 * Context: BH disabled, RCU read side.
 */
void ctrnet_device_queue(const struct ctrnet_network *network,
			 struct net_device *dev, struct sk_buff *skb);

/*
 * As ctrnet_device_queue(), of a packet of IP in a frame which is addressed to the device:
 * data at the network header, the Ethernet header before it.
 */
void ctrnet_device_queue_ip(const struct ctrnet_network *network,
			    struct net_device *dev, struct sk_buff *skb);

#endif
