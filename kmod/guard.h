/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_GUARD_H
#define CTRNET_GUARD_H

#include <linux/types.h>

struct sk_buff;

/**
 * ctrnet_guard_is_dhcp_server - whether a packet speaks as a DHCP server, to a client
 * @skb: the network header is set, and linear
 * @family: AF_INET or AF_INET6
 *
 * No endpoint gives out addresses: they are told to the module. Context: any.
 */
bool ctrnet_guard_is_dhcp_server(const struct sk_buff *skb, u8 family);

#endif
