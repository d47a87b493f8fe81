/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_NETLINK_H
#define CTRNET_NETLINK_H

#include <linux/netfilter.h>
#include <linux/types.h>
#include <uapi/linux/ctrnet.h>

struct ctrnet_endpoint;
struct ctrnet_link;
struct ctrnet_net;
struct ctrnet_network;
struct ctrnet_publish;
struct ctrnet_publish_request;
struct genl_family;
struct genl_info;
struct netlink_callback;
struct netlink_ext_ack;
struct nlattr;
struct sk_buff;

extern struct genl_family ctrnet_nl_family;

int ctrnet_netlink_init(void);
void ctrnet_netlink_exit(void);

/* Tell listeners in the network's namespace what happened; process, RTNL. */
void ctrnet_netlink_notify_endpoint(const struct ctrnet_endpoint *ep, u8 cmd);
void ctrnet_netlink_notify_publish(const struct ctrnet_publish *publish, u8 cmd);
void ctrnet_netlink_notify_link(const struct ctrnet_link *link, u8 cmd);

/* Puts an object's attributes into a message: 0 or -EMSGSIZE. RTNL. */
typedef int (*ctrnet_netlink_fill)(struct sk_buff *msg, const void *object);

/*
 * The object with the lowest key from @key on, of those which the dump's @arg means, and its
 * key; NULL after the last. RTNL.
 */
typedef const void *(*ctrnet_netlink_next)(struct ctrnet_net *cn, unsigned long *key,
					   const void *arg);

/* What follows is for the files which handle requests; process context. */

/* One lock for all of the configuration; what devices do to it is under it anyway. */
int ctrnet_netlink_locked(int (*handler)(struct genl_info *info), struct genl_info *info);

/*
 * -E2BIG for a request behind which others were sent in the same buffer, 0 for the last one.
 * All in a buffer are handled under one lock of generic netlink's, for which whoever registers a
 * family waits, and then all others for him: so what may take long for each must not be many.
 */
int ctrnet_netlink_last(const struct sk_buff *skb, struct genl_info *info);

/* Answer a request with an object, or tell the listeners of it; RTNL. */
int ctrnet_netlink_reply(struct genl_info *info, ctrnet_netlink_fill fill,
			 const void *object);
void ctrnet_netlink_notify(struct ctrnet_net *cn, u8 cmd, ctrnet_netlink_fill fill,
			   const void *object);

/* Goes on at the key where the last message was full, whatever has changed since. */
int ctrnet_netlink_dump(struct sk_buff *msg, struct netlink_callback *cb, u8 cmd,
			ctrnet_netlink_next next, ctrnet_netlink_fill fill, const void *arg);

/* What a request names, the endpoint by one of its attributes; or an ERR_PTR. RTNL. */
struct ctrnet_network *ctrnet_netlink_network(struct genl_info *info);
struct ctrnet_endpoint *ctrnet_netlink_endpoint(struct genl_info *info, int attr);

/* How many attributes of a type a request has; one by one they are in the message. */
unsigned int ctrnet_netlink_count(const struct genl_info *info, int attr);

/* Read an address of either family: its length tells which. 0 or -EINVAL. */
int ctrnet_netlink_addr(const struct nlattr *nla, u8 *family, union nf_inet_addr *addr,
			struct netlink_ext_ack *extack);

/* Put an address, or the endpoint's one of a family, if it has one. 0 or -EMSGSIZE. */
int ctrnet_netlink_put_addr(struct sk_buff *msg, int attr, u8 family,
			    const union nf_inet_addr *addr);
int ctrnet_netlink_put_address(struct sk_buff *msg, const struct ctrnet_endpoint *ep,
			       u8 family);

/**
 * struct ctrnet_netlink_publish - the attributes which tell what a publish shall be
 * @protocol: of the ports
 * @address: of the host, or NULL: all of IPv4
 * @first: first port of the host
 * @last: last port, or NULL: the first one alone
 * @port: the endpoint's port for the first one
 */
struct ctrnet_netlink_publish {
	const struct nlattr *protocol;
	const struct nlattr *address;
	const struct nlattr *first;
	const struct nlattr *last;
	const struct nlattr *port;
};

/* Read them, and leave the rest of @request as it is. 0 or -EINVAL. */
int ctrnet_netlink_parse_publish(const struct ctrnet_netlink_publish *attrs,
				 struct ctrnet_publish_request *request,
				 struct netlink_ext_ack *extack);

#endif
