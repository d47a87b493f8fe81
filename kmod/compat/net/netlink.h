/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_NETLINK_H
#define CTRNET_COMPAT_NET_NETLINK_H

#include_next <net/netlink.h>

/* Of a range which is const, as generated ones are. */
#undef NLA_POLICY_FULL_RANGE
#define NLA_POLICY_FULL_RANGE(kind, limits) {				\
	.type = NLA_ENSURE_UINT_OR_BINARY_TYPE(kind),			\
	.validation_type = NLA_VALIDATE_RANGE_PTR,			\
	.range = (struct netlink_range_validation *)(limits),		\
}

#endif
