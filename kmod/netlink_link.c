// SPDX-License-Identifier: GPL-2.0-only
/* Links over netlink. */
#include <linux/rtnetlink.h>
#include <net/genetlink.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "link.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "network.h"

static int put_range(struct sk_buff *msg, const struct ctrnet_link_range *range)
{
	struct nlattr *nest = nla_nest_start(msg, CTRNET_A_EXPOSE);

	if (!nest || nla_put_u32(msg, CTRNET_A_EXPOSE_PROTOCOL, range->protocol) ||
	    nla_put_u32(msg, CTRNET_A_EXPOSE_PORT, range->first) ||
	    nla_put_u32(msg, CTRNET_A_EXPOSE_PORT_END, range->last))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int fill_link(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_link *link = object;
	const struct ctrnet_link_ports *ports = rtnl_dereference(link->ports);
	unsigned int i;

	if (nla_put_u32(msg, CTRNET_A_LINK, link->id) ||
	    nla_put_u32(msg, CTRNET_A_ENDPOINT, link->recipient->id) ||
	    nla_put_u32(msg, CTRNET_A_SOURCE, link->source->id) ||
	    nla_put_u32(msg, CTRNET_A_NETWORK, link->source->network->dev->ifindex))
		return -EMSGSIZE;
	for (i = 0; i < ports->n_ranges; i++)
		if (put_range(msg, &ports->ranges[i]))
			return -EMSGSIZE;
	return 0;
}

void ctrnet_netlink_notify_link(const struct ctrnet_link *link, u8 cmd)
{
	ctrnet_netlink_notify(link->recipient->network->cn, cmd, fill_link, link);
}

/* The link which a request names, or an ERR_PTR; RTNL. */
static struct ctrnet_link *find_link(struct genl_info *info)
{
	struct ctrnet_net *cn = ctrnet_net(genl_info_net(info));
	struct ctrnet_link *link;

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_LINK))
		return ERR_PTR(-EINVAL);

	link = xa_load(&cn->links.ids, nla_get_u32(info->attrs[CTRNET_A_LINK]));
	if (!link) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_LINK], "no such link");
		return ERR_PTR(-ENOENT);
	}
	return link;
}

static int link_get(struct genl_info *info)
{
	struct ctrnet_link *link = find_link(info);

	return IS_ERR(link) ? PTR_ERR(link) : ctrnet_netlink_reply(info, fill_link, link);
}

static int request_range(struct genl_info *info, const struct nlattr *nla,
			 struct ctrnet_link_range *range)
{
	struct nlattr *tb[CTRNET_A_EXPOSE_MAX + 1];
	int err;

	err = nla_parse_nested(tb, CTRNET_A_EXPOSE_MAX, nla, ctrnet_expose_nl_policy,
			       info->extack);
	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(info->extack, nla, tb, CTRNET_A_EXPOSE_PROTOCOL) ||
	    NL_REQ_ATTR_CHECK(info->extack, nla, tb, CTRNET_A_EXPOSE_PORT))
		return -EINVAL;

	range->protocol = nla_get_u32(tb[CTRNET_A_EXPOSE_PROTOCOL]);
	range->first = nla_get_u32(tb[CTRNET_A_EXPOSE_PORT]);
	range->last = range->first;
	if (tb[CTRNET_A_EXPOSE_PORT_END])
		range->last = nla_get_u32(tb[CTRNET_A_EXPOSE_PORT_END]);
	if (range->last < range->first) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[CTRNET_A_EXPOSE_PORT_END],
				    "the last port is below the first one");
		return -EINVAL;
	}
	return 0;
}

/* The ports which a request tells, or an ERR_PTR. */
static struct ctrnet_link_ports *request_ports(struct genl_info *info)
{
	unsigned int n = ctrnet_netlink_count(info, CTRNET_A_EXPOSE);
	struct ctrnet_link_ports *ports;
	const struct nlattr *nla;
	int err, rem;

	if (n > CTRNET_LINK_RANGES_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_EXPOSE],
				    "a link has at most " __stringify(CTRNET_LINK_RANGES_MAX)
				    " ranges of ports");
		return ERR_PTR(-E2BIG);
	}
	ports = ctrnet_link_alloc_ports(n);
	if (!ports)
		return ERR_PTR(-ENOMEM);
	n = 0;
	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(nla) != CTRNET_A_EXPOSE)
			continue;
		err = request_range(info, nla, &ports->ranges[n++]);
		if (err) {
			kfree(ports);
			return ERR_PTR(err);
		}
	}
	return ports;
}

static int link_add(struct genl_info *info)
{
	struct ctrnet_endpoint *recipient, *source;
	struct ctrnet_link_ports *ports;
	struct ctrnet_link *link;
	int err;

	recipient = ctrnet_netlink_endpoint(info, CTRNET_A_ENDPOINT);
	if (IS_ERR(recipient))
		return PTR_ERR(recipient);
	source = ctrnet_netlink_endpoint(info, CTRNET_A_SOURCE);
	if (IS_ERR(source))
		return PTR_ERR(source);
	ports = request_ports(info);
	if (IS_ERR(ports))
		return PTR_ERR(ports);

	link = ctrnet_link_add(recipient, source, ports, info->attrs, info->extack);
	if (IS_ERR(link)) {
		kfree(ports);
		return PTR_ERR(link);
	}
	err = ctrnet_netlink_reply(info, fill_link, link);
	if (err)
		ctrnet_link_cancel(link);
	else
		ctrnet_netlink_notify_link(link, CTRNET_CMD_LINK_NTF);
	return err;
}

static int link_set(struct genl_info *info)
{
	struct ctrnet_link *link = find_link(info);
	struct ctrnet_link_ports *ports;

	if (IS_ERR(link))
		return PTR_ERR(link);
	ports = request_ports(info);
	if (IS_ERR(ports))
		return PTR_ERR(ports);

	ctrnet_link_set(link, ports);
	ctrnet_netlink_notify_link(link, CTRNET_CMD_LINK_NTF);
	return 0;
}

static int link_del(struct genl_info *info)
{
	struct ctrnet_link *link = find_link(info);

	if (IS_ERR(link))
		return PTR_ERR(link);
	ctrnet_link_del(link);
	return 0;
}

static const void *next_link(struct ctrnet_net *cn, unsigned long *key, const void *arg)
{
	return xa_find(&cn->links.ids, key, ULONG_MAX, XA_PRESENT);
}

int ctrnet_nl_link_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(link_get, info);
}

int ctrnet_nl_link_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(link_add, info);
}

int ctrnet_nl_link_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(link_set, info);
}

int ctrnet_nl_link_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return ctrnet_netlink_locked(link_del, info);
}

int ctrnet_nl_link_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return ctrnet_netlink_dump(skb, cb, CTRNET_CMD_LINK_GET, next_link,
				   fill_link, NULL);
}
