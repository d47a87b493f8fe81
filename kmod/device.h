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

/**
 * ctrnet_device_queue - let a device receive a frame from a transmit path
 * @network: the network of both sides, which counts a drop
 * @dev: the receiving device
 * @skb: data at the Ethernet header; consumed
 *
 * Queued, as the sender may hold a socket's lock.
 * Context: BH disabled, RCU read side.
 */
void ctrnet_device_queue(const struct ctrnet_network *network,
			 struct net_device *dev, struct sk_buff *skb);

#endif
