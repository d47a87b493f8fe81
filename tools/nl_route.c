// SPDX-License-Identifier: GPL-2.0-only
/* Routes, of the host and of other namespaces. */
#include "nl_route.h"

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <stdlib.h>

#include "nl_device.h"
#include "nl_request.h"

static bool is_address_family(int family)
{
	return family == AF_INET || family == AF_INET6;
}

static void receive_route(struct nlmsghdr *message, void *context)
{
	const struct rtmsg *header = nlmsg_data(message);
	struct nlattr *attrs[RTA_MAX + 1];
	struct nl_route *route;

	if (nlmsg_parse(message, sizeof(*header), attrs, RTA_MAX, NULL) < 0 ||
	    header->rtm_table != RT_TABLE_MAIN || !attrs[RTA_DST] ||
	    !is_address_family(header->rtm_family))
		return;
	route = list_add(context);
	route->dst.family = header->rtm_family;
	nla_memcpy(&route->dst.v6, attrs[RTA_DST], address_size(&route->dst));
	route->prefix = header->rtm_dst_len;
	route->ifindex = attr_u32(attrs[RTA_OIF]);
}

int nl_route_list(struct nl *nl, struct nl_route **routes, size_t *n,
		  struct error *err)
{
	struct rtmsg header = { .rtm_family = AF_UNSPEC };
	struct list list = { .item_size = sizeof(**routes) };
	int ret;

	ret = request_dump(nl->route,
			   request_message(RTM_GETROUTE, NLM_F_DUMP, &header,
					   sizeof(header)),
			   receive_route, &list, err);
	*routes = list.items;
	*n = list.n;
	return ret;
}

/* A route of a namespace, by one gateway or none. */
struct netns_route {
	struct subnet to;
	struct address gateway;
};

static struct address parse_address(const struct nlattr *attr, sa_family_t family)
{
	struct address address = address_any(family);

	if (attr)
		nla_memcpy(&address.v6, attr, address_size(&address));
	return address;
}

static void receive_netns_route(struct nlmsghdr *message, void *context)
{
	const struct rtmsg *header = nlmsg_data(message);
	struct nlattr *attrs[RTA_MAX + 1];
	struct netns_route *route;
	struct address first;

	if (nlmsg_parse(message, sizeof(*header), attrs, RTA_MAX, NULL) < 0 ||
	    header->rtm_type != RTN_UNICAST || !is_address_family(header->rtm_family))
		return;
	route = list_add(context);
	first = parse_address(attrs[RTA_DST], header->rtm_family);
	route->to = subnet_of(&first, header->rtm_dst_len);
	route->gateway = parse_address(attrs[RTA_GATEWAY], header->rtm_family);
}

static bool is_route(const struct netns_route *route, const struct subnet *to,
		     const struct address *gateway)
{
	return route->to.family == to->family && route->to.prefix == to->prefix &&
	       route->to.first == to->first &&
	       (!gateway || !address_compare(&route->gateway, gateway));
}

bool nl_netns_has_route(int netns, const struct subnet *to, const struct address *gateway)
{
	struct list list = { .item_size = sizeof(struct netns_route) };
	struct rtmsg header = { .rtm_family = to->family };
	const struct netns_route *route;
	struct error ignored;
	bool found = false;

	route_dump_in(netns, request_message(RTM_GETROUTE, NLM_F_DUMP, &header, sizeof(header)),
		      receive_netns_route, &list, &ignored);
	for (route = list.items; route < (struct netns_route *)list.items + list.n; route++)
		if (is_route(route, to, gateway))
			found = true;
	free(list.items);
	return found;
}
