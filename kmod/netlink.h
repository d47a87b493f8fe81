/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_NETLINK_H
#define CTRNET_NETLINK_H

#include <linux/types.h>
#include <uapi/linux/ctrnet.h>

struct ctrnet_endpoint;
struct ctrnet_link;
struct ctrnet_publish;

int ctrnet_netlink_init(void);
void ctrnet_netlink_exit(void);

/* Tell listeners in the network's namespace what happened; process, RTNL. */
void ctrnet_netlink_notify_endpoint(const struct ctrnet_endpoint *ep, u8 cmd);
void ctrnet_netlink_notify_publish(const struct ctrnet_publish *publish, u8 cmd);
void ctrnet_netlink_notify_link(const struct ctrnet_link *link, u8 cmd);

#endif
