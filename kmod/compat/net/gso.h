/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_GSO_H
#define CTRNET_COMPAT_NET_GSO_H

#include <linux/version.h>

/* New in 6.5; what it holds was in linux/skbuff.h before. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include_next <net/gso.h>
#else
#include <linux/skbuff.h>
#endif

#endif
