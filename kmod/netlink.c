// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ctrnet generic netlink family: Documentation/netlink/specs/ctrnet.yaml.
 * The policies have checked each attribute when a handler runs.
 */
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "address.h"
#include "ctrnet.h"
#include "drop.h"
#include "endpoint.h"
#include "link.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "network.h"
#include "probe.h"
#include "publish.h"
#include "reserve.h"

#define NETWORK_OPTIONS	(CTRNET_NETWORK_ICC | CTRNET_NETWORK_MASQUERADE |	\
			 CTRNET_NETWORK_FIREWALL | CTRNET_NETWORK_ROUTED)

/* The largest message: a link with as many ranges of ports as it may have. */
#define RANGE_SIZE	nla_total_size(3 * nla_total_size(sizeof(u32)))
#define MESSAGE_MAX	(128 + CTRNET_LINK_RANGES_MAX * RANGE_SIZE)

static int fill_drops(struct sk_buff *msg, const struct ctrnet_network *network)
{
	struct nlattr *nest;
	int reason;
	u64 packets;

	for (reason = 1; reason <= CTRNET_DROP_MAX; reason++) {
		packets = ctrnet_drop_read(network, reason);
		if (!packets)
			continue;

		nest = nla_nest_start(msg, CTRNET_A_DROP);
		if (!nest)
			return -EMSGSIZE;
		if (nla_put_u32(msg, CTRNET_A_DROP_REASON, reason) ||
		    nla_put(msg, CTRNET_A_DROP_PACKETS, sizeof(packets), &packets))
			return -EMSGSIZE;
		nla_nest_end(msg, nest);
	}
	return 0;
}

static int fill_network(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_network *network = object;

	if (nla_put_u32(msg, CTRNET_A_NETWORK, network->dev->ifindex) ||
	    nla_put_u32(msg, CTRNET_A_ENDPOINTS, network->n_endpoints) ||
	    nla_put_u32(msg, CTRNET_A_FLOWS, READ_ONCE(network->n_flows)) ||
	    nla_put_bitfield32(msg, CTRNET_A_OPTIONS, network->options, NETWORK_OPTIONS) ||
	    ctrnet_limits_fill(msg, &network->limits))
		return -EMSGSIZE;
	return fill_drops(msg, network);
}

static int put_addr(struct sk_buff *msg, int attr, u8 family, const union nf_inet_addr *addr)
{
	return nla_put(msg, attr, ctrnet_addr_len(family), addr);
}

/* The endpoint's address of a family, if it has one. */
static int put_address(struct sk_buff *msg, const struct ctrnet_endpoint *ep, u8 family)
{
	union nf_inet_addr addr;

	return ctrnet_address_of(ep, family, &addr) ?
	       put_addr(msg, CTRNET_A_ADDRESS, family, &addr) : 0;
}

static int fill_endpoint(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_endpoint *ep = object;

	if (nla_put_u32(msg, CTRNET_A_ENDPOINT, ep->id) ||
	    nla_put_u32(msg, CTRNET_A_NETWORK, ep->network->dev->ifindex) ||
	    nla_put_u32(msg, CTRNET_A_IFINDEX, ep->dev->ifindex) ||
	    nla_put(msg, CTRNET_A_MAC, ETH_ALEN, ep->mac) ||
	    nla_put_u32(msg, CTRNET_A_FLOWS, READ_ONCE(ep->n_flows)) ||
	    put_address(msg, ep, AF_INET) || put_address(msg, ep, AF_INET6))
		return -EMSGSIZE;
	return 0;
}

static int fill_publish(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_publish *publish = object;
	const struct ctrnet_endpoint *ep = publish->endpoint;

	if (nla_put_u32(msg, CTRNET_A_PUBLISH, publish->rule.id) ||
	    nla_put_u32(msg, CTRNET_A_ENDPOINT, ep->id) ||
	    nla_put_u32(msg, CTRNET_A_NETWORK, ep->network->dev->ifindex) ||
	    nla_put_u32(msg, CTRNET_A_PROTOCOL, publish->key.protocol) ||
	    put_addr(msg, CTRNET_A_HOST_ADDRESS, publish->key.family, &publish->key.addr) ||
	    nla_put_u32(msg, CTRNET_A_HOST_PORT, publish->key.first) ||
	    nla_put_u32(msg, CTRNET_A_HOST_PORT_END, publish->key.last) ||
	    put_address(msg, ep, publish->key.family) ||
	    nla_put_u32(msg, CTRNET_A_PORT, publish->port))
		return -EMSGSIZE;
	return 0;
}

static int fill_probe(struct sk_buff *msg, const void *object)
{
	const struct ctrnet_probe *probe = object;

	if (nla_put_u32(msg, CTRNET_A_PUBLISH, probe->publish->rule.id) ||
	    (probe->uplink && nla_put_u32(msg, CTRNET_A_UPLINK, probe->uplink)) ||
	    (probe->reason && nla_put_u32(msg, CTRNET_A_REASON, probe->reason)))
		return -EMSGSIZE;
	return 0;
}

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

typedef int (*fill_fn)(struct sk_buff *msg, const void *object);

static int put_message(struct sk_buff *msg, u32 portid, u32 seq, int flags, u8 cmd,
		       fill_fn fill, const void *object, struct netlink_callback *cb)
{
	void *hdr;

	hdr = genlmsg_put(msg, portid, seq, &ctrnet_nl_family, flags, cmd);
	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (fill(msg, object)) {
		genlmsg_cancel(msg, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(msg, hdr);
	return 0;
}

static struct sk_buff *make_message_of(size_t size, u32 portid, u32 seq, u8 cmd,
				       fill_fn fill, const void *object)
{
	struct sk_buff *msg;
	int err;

	msg = genlmsg_new(size, GFP_KERNEL);
	if (!msg)
		return ERR_PTR(-ENOMEM);
	err = put_message(msg, portid, seq, 0, cmd, fill, object, NULL);
	if (err) {
		nlmsg_free(msg);
		return ERR_PTR(err);
	}
	return msg;
}

static struct sk_buff *make_message(u32 portid, u32 seq, u8 cmd, fill_fn fill,
				    const void *object)
{
	struct sk_buff *msg;

	msg = make_message_of(NLMSG_DEFAULT_SIZE, portid, seq, cmd, fill, object);
	if (PTR_ERR_OR_ZERO(msg) == -EMSGSIZE)
		msg = make_message_of(MESSAGE_MAX, portid, seq, cmd, fill, object);
	return msg;
}

static int reply(struct genl_info *info, fill_fn fill, const void *object)
{
	struct sk_buff *msg;

	msg = make_message(info->snd_portid, info->snd_seq, info->genlhdr->cmd,
			   fill, object);
	return IS_ERR(msg) ? PTR_ERR(msg) : genlmsg_reply(msg, info);
}

static void notify(struct ctrnet_net *cn, u8 cmd, fill_fn fill, const void *object)
{
	struct sk_buff *msg;

	ASSERT_RTNL();
	cn->generation++;
	if (!genl_has_listeners(&ctrnet_nl_family, cn->net, CTRNET_NLGRP_EVENTS))
		return;

	msg = make_message(0, 0, cmd, fill, object);
	if (IS_ERR(msg))
		/* They read that they have missed something. */
		genl_set_err(&ctrnet_nl_family, cn->net, 0, CTRNET_NLGRP_EVENTS, -ENOBUFS);
	else
		genlmsg_multicast_netns(&ctrnet_nl_family, cn->net, msg, 0,
					CTRNET_NLGRP_EVENTS, GFP_KERNEL);
}

void ctrnet_netlink_notify_endpoint(const struct ctrnet_endpoint *ep, u8 cmd)
{
	notify(ep->network->cn, cmd, fill_endpoint, ep);
}

void ctrnet_netlink_notify_publish(const struct ctrnet_publish *publish, u8 cmd)
{
	notify(publish->endpoint->network->cn, cmd, fill_publish, publish);
}

void ctrnet_netlink_notify_link(const struct ctrnet_link *link, u8 cmd)
{
	notify(link->recipient->network->cn, cmd, fill_link, link);
}

/* The network which a request names, or an ERR_PTR; RTNL. */
static struct ctrnet_network *request_network(struct genl_info *info)
{
	struct ctrnet_network *network;

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_NETWORK))
		return ERR_PTR(-EINVAL);

	network = ctrnet_network_lookup(genl_info_net(info),
					nla_get_u32(info->attrs[CTRNET_A_NETWORK]));
	if (!network) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_NETWORK],
				    "no such network");
		return ERR_PTR(-ENODEV);
	}
	return network;
}

/* The endpoint which an attribute of a request names, or an ERR_PTR; RTNL. */
static struct ctrnet_endpoint *request_endpoint_by(struct genl_info *info, int attr)
{
	struct ctrnet_endpoint *ep;

	if (GENL_REQ_ATTR_CHECK(info, attr))
		return ERR_PTR(-EINVAL);

	ep = ctrnet_endpoint_lookup(genl_info_net(info), nla_get_u32(info->attrs[attr]));
	if (!ep) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[attr], "no such endpoint");
		return ERR_PTR(-ENOENT);
	}
	return ep;
}

static struct ctrnet_endpoint *request_endpoint(struct genl_info *info)
{
	return request_endpoint_by(info, CTRNET_A_ENDPOINT);
}

/* The publish which a request names, or an ERR_PTR; RTNL. */
static struct ctrnet_publish *request_publish(struct genl_info *info)
{
	struct ctrnet_net *cn = ctrnet_net(genl_info_net(info));
	struct ctrnet_publish *publish;

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_PUBLISH))
		return ERR_PTR(-EINVAL);

	publish = xa_load(&cn->publishes.ids,
			  nla_get_u32(info->attrs[CTRNET_A_PUBLISH]));
	if (!publish) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_PUBLISH],
				    "no such publish");
		return ERR_PTR(-ENOENT);
	}
	return publish;
}

int ctrnet_netlink_addr(const struct nlattr *nla, u8 *family, union nf_inet_addr *addr,
			struct netlink_ext_ack *extack)
{
	switch (nla_len(nla)) {
	case sizeof(struct in_addr):
		*family = AF_INET;
		break;
	case sizeof(struct in6_addr):
		*family = AF_INET6;
		break;
	default:
		NL_SET_ERR_MSG_ATTR(extack, nla, "an address has 4 or 16 bytes");
		return -EINVAL;
	}
	memset(addr, 0, sizeof(*addr));
	nla_memcpy(addr, nla, sizeof(*addr));
	return 0;
}

static int request_addr(struct genl_info *info, int attr, u8 *family,
			union nf_inet_addr *addr)
{
	return ctrnet_netlink_addr(info->attrs[attr], family, addr, info->extack);
}

static int network_get(struct genl_info *info)
{
	struct ctrnet_network *network = request_network(info);

	return IS_ERR(network) ? PTR_ERR(network) : reply(info, fill_network, network);
}

static int endpoint_get(struct genl_info *info)
{
	struct ctrnet_network *network;
	struct ctrnet_endpoint *ep;

	if (info->attrs[CTRNET_A_ENDPOINT] || !info->attrs[CTRNET_A_MAC]) {
		ep = request_endpoint(info);
		return IS_ERR(ep) ? PTR_ERR(ep) : reply(info, fill_endpoint, ep);
	}

	network = request_network(info);
	if (IS_ERR(network))
		return PTR_ERR(network);
	ep = ctrnet_endpoint_find(network, nla_data(info->attrs[CTRNET_A_MAC]));
	if (!ep) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_MAC],
				    "no endpoint has this MAC address");
		return -ENOENT;
	}
	return reply(info, fill_endpoint, ep);
}

static int address_request(struct genl_info *info, struct ctrnet_endpoint **ep,
			   u8 *family, union nf_inet_addr *addr)
{
	*ep = request_endpoint(info);
	if (IS_ERR(*ep))
		return PTR_ERR(*ep);
	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_ADDRESS))
		return -EINVAL;
	return request_addr(info, CTRNET_A_ADDRESS, family, addr);
}

static int address_add(struct genl_info *info)
{
	struct ctrnet_endpoint *ep;
	union nf_inet_addr addr;
	u8 family;
	int err;

	err = address_request(info, &ep, &family, &addr);
	if (err)
		return err;
	NL_SET_BAD_ATTR(info->extack, info->attrs[CTRNET_A_ADDRESS]);
	err = ctrnet_address_add(ep, family, &addr, info->extack);
	if (!err)
		ctrnet_netlink_notify_endpoint(ep, CTRNET_CMD_ENDPOINT_NTF);
	return err;
}

static int address_del(struct genl_info *info)
{
	union nf_inet_addr addr, present;
	struct ctrnet_endpoint *ep;
	u8 family;
	int err;

	err = address_request(info, &ep, &family, &addr);
	if (err)
		return err;
	if (!ctrnet_address_of(ep, family, &present) ||
	    !ctrnet_addr_equal(family, &addr, &present)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_ADDRESS],
				    "the endpoint does not have this address");
		return -EADDRNOTAVAIL;
	}

	ctrnet_endpoint_clear_address(ep, family);
	ctrnet_netlink_notify_endpoint(ep, CTRNET_CMD_ENDPOINT_NTF);
	return 0;
}

static int publish_get(struct genl_info *info)
{
	struct ctrnet_publish *publish = request_publish(info);

	return IS_ERR(publish) ? PTR_ERR(publish) : reply(info, fill_publish, publish);
}

static int publish_request(struct genl_info *info, struct ctrnet_publish_key *key)
{
	struct nlattr **attrs = info->attrs;

	if (GENL_REQ_ATTR_CHECK(info, CTRNET_A_PROTOCOL) ||
	    GENL_REQ_ATTR_CHECK(info, CTRNET_A_HOST_PORT) ||
	    GENL_REQ_ATTR_CHECK(info, CTRNET_A_PORT))
		return -EINVAL;

	key->protocol = nla_get_u32(attrs[CTRNET_A_PROTOCOL]);
	key->first = nla_get_u32(attrs[CTRNET_A_HOST_PORT]);
	key->last = key->first;
	if (attrs[CTRNET_A_HOST_PORT_END])
		key->last = nla_get_u32(attrs[CTRNET_A_HOST_PORT_END]);
	key->family = AF_INET;
	return attrs[CTRNET_A_HOST_ADDRESS] ?
	       request_addr(info, CTRNET_A_HOST_ADDRESS, &key->family, &key->addr) : 0;
}

static int publish_add(struct genl_info *info)
{
	struct ctrnet_endpoint *ep = request_endpoint(info);
	struct ctrnet_publish_key key = {};
	struct ctrnet_publish *publish;
	int err;

	if (IS_ERR(ep))
		return PTR_ERR(ep);
	err = publish_request(info, &key);
	if (err)
		return err;

	publish = ctrnet_publish_add(ep, &key, nla_get_u32(info->attrs[CTRNET_A_PORT]),
				     info->attrs, info->extack);
	if (IS_ERR(publish))
		return PTR_ERR(publish);

	err = reply(info, fill_publish, publish);
	if (err)
		ctrnet_publish_cancel(publish);
	else
		ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_NTF);
	return err;
}

static int publish_del(struct genl_info *info)
{
	struct ctrnet_publish *publish = request_publish(info);

	if (IS_ERR(publish))
		return PTR_ERR(publish);
	ctrnet_publish_del(publish);
	return 0;
}

static void set_options(struct ctrnet_network *network, const struct nlattr *nla)
{
	struct nla_bitfield32 change;

	if (!nla)
		return;
	change = nla_get_bitfield32(nla);
	ctrnet_network_set_options(network,
				   (network->options & ~change.selector) | change.value);
}

static int request_client(struct genl_info *info, struct ctrnet_probe *probe)
{
	u8 family;
	int err;

	if (!info->attrs[CTRNET_A_PEER_ADDRESS]) {
		ctrnet_probe_stranger(probe);
		return 0;
	}
	err = request_addr(info, CTRNET_A_PEER_ADDRESS, &family, &probe->client);
	if (err)
		return err;
	if (family != probe->publish->key.family) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[CTRNET_A_PEER_ADDRESS],
				    "the publish is of the other address family");
		return -EAFNOSUPPORT;
	}
	return 0;
}

static int publish_check(struct genl_info *info)
{
	struct ctrnet_publish *publish = request_publish(info);
	struct ctrnet_probe probe = {};
	int err;

	if (IS_ERR(publish))
		return PTR_ERR(publish);
	probe.publish = publish;
	err = request_client(info, &probe);
	if (!err)
		err = ctrnet_probe_run(&probe);
	return err ? err : reply(info, fill_probe, &probe);
}

static int network_set(struct genl_info *info)
{
	struct ctrnet_network *network = request_network(info);
	int err;

	if (IS_ERR(network))
		return PTR_ERR(network);
	if (!info->attrs[CTRNET_A_OPTIONS] && !ctrnet_limits_asked(info->attrs)) {
		NL_SET_ERR_MSG(info->extack, "nothing to be changed");
		return -EINVAL;
	}

	err = ctrnet_limits_set(&network->limits, info->attrs, info->extack);
	if (err)
		return err;
	set_options(network, info->attrs[CTRNET_A_OPTIONS]);
	notify(network->cn, CTRNET_CMD_NETWORK_NTF, fill_network, network);
	return 0;
}

/* The link which a request names, or an ERR_PTR; RTNL. */
static struct ctrnet_link *request_link(struct genl_info *info)
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
	struct ctrnet_link *link = request_link(info);

	return IS_ERR(link) ? PTR_ERR(link) : reply(info, fill_link, link);
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

static bool is_range(const struct nlattr *nla)
{
	return nla_type(nla) == CTRNET_A_EXPOSE;
}

/* How many ranges a request tells; or -E2BIG. */
static int count_ranges(struct genl_info *info)
{
	const struct nlattr *nla;
	int n = 0, rem;

	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem) {
		if (!is_range(nla) || n++ < CTRNET_LINK_RANGES_MAX)
			continue;
		NL_SET_ERR_MSG_ATTR(info->extack, nla, "a link has at most "
				    __stringify(CTRNET_LINK_RANGES_MAX) " ranges of ports");
		return -E2BIG;
	}
	return n;
}

/* The ports which a request tells, or an ERR_PTR. */
static struct ctrnet_link_ports *request_ports(struct genl_info *info)
{
	struct ctrnet_link_ports *ports;
	const struct nlattr *nla;
	int err, rem, n;

	n = count_ranges(info);
	if (n < 0)
		return ERR_PTR(n);
	ports = ctrnet_link_alloc_ports(n);
	if (!ports)
		return ERR_PTR(-ENOMEM);
	n = 0;
	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem) {
		if (!is_range(nla))
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

	recipient = request_endpoint(info);
	if (IS_ERR(recipient))
		return PTR_ERR(recipient);
	source = request_endpoint_by(info, CTRNET_A_SOURCE);
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
	err = reply(info, fill_link, link);
	if (err)
		ctrnet_link_cancel(link);
	else
		ctrnet_netlink_notify_link(link, CTRNET_CMD_LINK_NTF);
	return err;
}

static int link_set(struct genl_info *info)
{
	struct ctrnet_link *link = request_link(info);
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
	struct ctrnet_link *link = request_link(info);

	if (IS_ERR(link))
		return PTR_ERR(link);
	ctrnet_link_del(link);
	return 0;
}

/* One lock for all of the configuration; what devices do to it is under it anyway. */
static int with_rtnl(int (*handler)(struct genl_info *info), struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = handler(info);
	rtnl_unlock();
	return err;
}

int ctrnet_nl_network_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(network_get, info);
}

int ctrnet_nl_endpoint_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(endpoint_get, info);
}

int ctrnet_nl_address_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(address_add, info);
}

int ctrnet_nl_address_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(address_del, info);
}

int ctrnet_nl_publish_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(publish_get, info);
}

int ctrnet_nl_publish_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *protocol = info->attrs[CTRNET_A_PROTOCOL];

	if (protocol)
		ctrnet_reserve_prepare(genl_info_net(info), nla_get_u32(protocol));
	return with_rtnl(publish_add, info);
}

int ctrnet_nl_publish_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(publish_del, info);
}

int ctrnet_nl_publish_check_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(publish_check, info);
}

int ctrnet_nl_network_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(network_set, info);
}

int ctrnet_nl_link_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(link_get, info);
}

int ctrnet_nl_link_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(link_add, info);
}

int ctrnet_nl_link_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(link_set, info);
}

int ctrnet_nl_link_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return with_rtnl(link_del, info);
}

/* The object with the lowest key from @key on, and its key; NULL after the last. */
typedef const void *(*next_fn)(struct ctrnet_net *cn, unsigned long *key);

static const void *next_network(struct ctrnet_net *cn, unsigned long *key)
{
	const struct net_device *dev, *next = NULL;

	for_each_netdev(cn->net, dev)
		if (ctrnet_network_is(dev) && dev->ifindex >= *key &&
		    (!next || dev->ifindex < next->ifindex))
			next = dev;
	if (!next)
		return NULL;
	*key = next->ifindex;
	return netdev_priv(next);
}

static const void *next_endpoint(struct ctrnet_net *cn, unsigned long *key)
{
	return xa_find(&cn->endpoints, key, ULONG_MAX, XA_PRESENT);
}

static const void *next_publish(struct ctrnet_net *cn, unsigned long *key)
{
	return xa_find(&cn->publishes.ids, key, ULONG_MAX, XA_PRESENT);
}

static const void *next_link(struct ctrnet_net *cn, unsigned long *key)
{
	return xa_find(&cn->links.ids, key, ULONG_MAX, XA_PRESENT);
}

/* An object of a dump; one which is larger than what is set aside gets more. */
static int put_next(struct sk_buff *msg, struct netlink_callback *cb, u8 cmd,
		    fill_fn fill, const void *object)
{
	const u32 portid = NETLINK_CB(cb->skb).portid, seq = cb->nlh->nlmsg_seq;
	int err;

	err = put_message(msg, portid, seq, NLM_F_MULTI, cmd, fill, object, cb);
	if (err != -EMSGSIZE || msg->len)
		return err;
	err = pskb_expand_head(msg, 0, MESSAGE_MAX, GFP_KERNEL);
	return err ?: put_message(msg, portid, seq, NLM_F_MULTI, cmd, fill, object, cb);
}

/* Goes on at the key where the last message was full, whatever has changed since. */
static int dump(struct sk_buff *msg, struct netlink_callback *cb, u8 cmd,
		next_fn next, fill_fn fill)
{
	struct ctrnet_net *cn = ctrnet_net(sock_net(cb->skb->sk));
	unsigned long key = cb->args[0];
	const void *object;
	int err = 0;

	rtnl_lock();
	cb->seq = cn->generation;
	for (; (object = next(cn, &key)); key++) {
		err = put_next(msg, cb, cmd, fill, object);
		if (err)
			break;
	}
	rtnl_unlock();

	cb->args[0] = key;
	return err && !msg->len ? err : msg->len;
}

int ctrnet_nl_network_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, CTRNET_CMD_NETWORK_GET, next_network, fill_network);
}

int ctrnet_nl_endpoint_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, CTRNET_CMD_ENDPOINT_GET, next_endpoint, fill_endpoint);
}

int ctrnet_nl_publish_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, CTRNET_CMD_PUBLISH_GET, next_publish, fill_publish);
}

int ctrnet_nl_link_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, CTRNET_CMD_LINK_GET, next_link, fill_link);
}

static const struct genl_multicast_group ctrnet_nl_groups[] = {
	[CTRNET_NLGRP_EVENTS] = {
		.name	= CTRNET_MCGRP_EVENTS,
		.flags	= GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family ctrnet_nl_family __ro_after_init = {
	.name		= CTRNET_GENL_NAME,
	.version	= CTRNET_GENL_VERSION,
	.maxattr	= ARRAY_SIZE(ctrnet_main_nl_policy) - 1,
	.policy		= ctrnet_main_nl_policy,
	.small_ops	= ctrnet_nl_ops,
	.n_small_ops	= ARRAY_SIZE(ctrnet_nl_ops),
	.resv_start_op	= __CTRNET_CMD_MAX,
	.mcgrps		= ctrnet_nl_groups,
	.n_mcgrps	= ARRAY_SIZE(ctrnet_nl_groups),
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
};

int __init ctrnet_netlink_init(void)
{
	return genl_register_family(&ctrnet_nl_family);
}

void ctrnet_netlink_exit(void)
{
	genl_unregister_family(&ctrnet_nl_family);
}

MODULE_ALIAS_GENL_FAMILY(CTRNET_GENL_NAME);
