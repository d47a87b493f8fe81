/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ctrnet.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_CTRNET_GEN_H
#define _LINUX_CTRNET_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/ctrnet.h>

/* Common nested types */
extern const struct nla_policy ctrnet_expose_nl_policy[CTRNET_A_EXPOSE_PORT_END + 1];
extern const struct nla_policy ctrnet_ports_nl_policy[CTRNET_A_PORTS_PORT + 1];
extern const struct nla_policy ctrnet_timeouts_nl_policy[CTRNET_A_TIMEOUTS_ICMP + 1];

/* Global operation policy for ctrnet */
extern const struct nla_policy ctrnet_main_nl_policy[CTRNET_A_PORTS + 1];

/* Ops table for ctrnet */
extern const struct genl_small_ops ctrnet_nl_ops[16];

int ctrnet_nl_network_get_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_network_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int ctrnet_nl_endpoint_get_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_endpoint_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int ctrnet_nl_address_add_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_address_del_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_publish_get_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_publish_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int ctrnet_nl_publish_add_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_publish_del_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_network_set_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_link_get_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_link_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int ctrnet_nl_link_add_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_link_del_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_flow_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int ctrnet_nl_flow_flush_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_link_set_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_publish_check_doit(struct sk_buff *skb, struct genl_info *info);
int ctrnet_nl_publish_set_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	CTRNET_NLGRP_EVENTS,
};

#endif /* _LINUX_CTRNET_GEN_H */
