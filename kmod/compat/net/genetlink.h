/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_GENETLINK_H
#define CTRNET_COMPAT_NET_GENETLINK_H

#include <linux/version.h>

#include_next <net/genetlink.h>

/* The attributes of a request for a dump; they moved in 6.6. */
static inline struct nlattr **ctrnet_compat_dump_attrs(struct netlink_callback *cb)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	return genl_dumpit_info(cb)->attrs;
#else
	return genl_info_dump(cb)->attrs;
#endif
}

#endif
