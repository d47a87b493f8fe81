/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_NETLINK_H
#define CTRNET_NETLINK_H

#include <linux/netfilter.h>
#include <linux/types.h>
#include <uapi/linux/ctrnet.h>

struct ctrnet_endpoint;
struct ctrnet_link;
struct ctrnet_publish;
struct genl_family;
struct netlink_ext_ack;
struct nlattr;

extern struct genl_family ctrnet_nl_family;

int ctrnet_netlink_init(void);
void ctrnet_netlink_exit(void);

/* Tell listeners in the network's namespace what happened; process, RTNL. */
void ctrnet_netlink_notify_endpoint(const struct ctrnet_endpoint *ep, u8 cmd);
void ctrnet_netlink_notify_publish(const struct ctrnet_publish *publish, u8 cmd);
void ctrnet_netlink_notify_link(const struct ctrnet_link *link, u8 cmd);

/* Read an address of either family: its length tells which. 0 or -EINVAL. */
int ctrnet_netlink_addr(const struct nlattr *nla, u8 *family, union nf_inet_addr *addr,
			struct netlink_ext_ack *extack);

#endif
