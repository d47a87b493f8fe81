/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_RTNETLINK_H
#define CTRNET_COMPAT_NET_RTNETLINK_H

#include_next <net/rtnetlink.h>

/*
 * CTRNET_COMPAT_NEWLINK(name) stands behind a function which makes a device, and
 * ctrnet_compat_newlink(name) is what its kind calls. Until 6.14 the parameters were not
 * in a structure.
 */
#ifdef CTRNET_COMPAT_HAS_NEWLINK_PARAMS
#define CTRNET_COMPAT_NEWLINK(name)						\
	static_assert(__same_type(&(name), ((struct rtnl_link_ops *)NULL)->newlink))
#define ctrnet_compat_newlink(name) name
#else
struct rtnl_newlink_params {
	struct net *src_net;
	struct nlattr **tb;
	struct nlattr **data;
};

/* There, @src_net is the namespace of the link if that is given. */
static inline struct net *rtnl_newlink_link_net(struct rtnl_newlink_params *params)
{
	return params->src_net;
}

#define CTRNET_COMPAT_NEWLINK(name)						\
static int name##_compat(struct net *src_net, struct net_device *dev,		\
			 struct nlattr *tb[], struct nlattr *data[],		\
			 struct netlink_ext_ack *extack)			\
{										\
	struct rtnl_newlink_params params = {					\
		.src_net	= src_net,					\
		.tb		= tb,						\
		.data		= data,						\
	};									\
										\
	return name(dev, &params, extack);					\
}										\
static_assert(true)

#define ctrnet_compat_newlink(name) name##_compat
#endif

#endif
