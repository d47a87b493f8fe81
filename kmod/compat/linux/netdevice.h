/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_LINUX_NETDEVICE_H
#define CTRNET_COMPAT_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>

/*
 * Features until 6.12, flags since. That of the namespace has its name since 6.15, and
 * 6.12.114 of 6.12's stable releases; those before are not built for.
 */

/* Transmission without a lock. */
static inline void ctrnet_compat_set_lltx(struct net_device *dev)
{
#ifdef NETIF_F_LLTX
	dev->features |= NETIF_F_LLTX;
#else
	dev->lltx = true;
#endif
}

/* The device stays in its namespace. */
static inline void ctrnet_compat_set_netns_local(struct net_device *dev)
{
#ifdef NETIF_F_NETNS_LOCAL
	dev->features |= NETIF_F_NETNS_LOCAL;
#else
	dev->netns_immutable = true;
#endif
}

#endif
