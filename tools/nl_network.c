// SPDX-License-Identifier: GPL-2.0-only
/* Networks: their devices, and what the module knows of them. */
#include "nl_network.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <stdlib.h>

#include <linux/ctrnet.h>

#include "nl_device.h"
#include "nl_request.h"
#include "text.h"

#define NETWORK_KIND	"ctrnet"

/* All of IPv6, with a link-local address for the host to ask neighbours from, or nothing. */
static int set_up_ipv6(struct nl *nl, const struct nl_network *net, struct error *err)
{
	const struct address gateway = address_v6(&net->gateway6);

	if (!net->prefix6)
		return device_without_ipv6(nl->route, net->ifindex, err);
	if (device_add_address(nl->route, net->ifindex, &gateway, net->prefix6, err) < 0)
		return error_prefix(err, "cannot give it an IPv6 address");
	return 0;
}

static int set_up(struct nl *nl, const struct nl_network *net, struct error *err)
{
	const struct address gateway = address_v4(net->gateway);

	if (device_set_alias(nl->route, net->ifindex, net->alias, err) < 0 ||
	    device_add_address(nl->route, net->ifindex, &gateway, net->prefix, err) < 0 ||
	    set_up_ipv6(nl, net, err) < 0)
		return -1;
	return device_up(nl->route, net->ifindex, err);
}

int nl_network_create(struct nl *nl, struct nl_network *net, struct error *err)
{
	struct nl_msg *message = device_new(net->device, NETWORK_KIND);
	struct error ignored;

	if (net->mtu)
		nla_put_u32(message, IFLA_MTU, net->mtu);
	if (request(nl->route, message, NULL, NULL, err) < 0)
		return error_prefix(err, "cannot create device %s", net->device);
	net->ifindex = 0;
	if (device_index(nl->route, net->device, &net->ifindex, err) < 0 ||
	    set_up(nl, net, err) < 0) {
		device_delete(nl->route, net->ifindex, net->device, &ignored);
		return error_prefix(err, "cannot set up device %s", net->device);
	}
	return 0;
}

static void put_options(struct nl_msg *message, const struct nl_network_change *change)
{
	const struct nla_bitfield32 options = {
		.value = change->options & change->asked,
		.selector = change->asked,
	};

	if (change->asked)
		nla_put(message, CTRNET_A_OPTIONS, sizeof(options), &options);
}

static void put_timeouts(struct nl_msg *message, const struct nl_network_change *change)
{
	struct nlattr *nest;
	int i;

	if (!change->asked_timeouts)
		return;
	nest = nla_nest_start(message, CTRNET_A_TIMEOUTS);
	for (i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++)
		if (change->asked_timeouts & 1u << i)
			nla_put_u32(message, i, change->limits.timeouts[i]);
	nla_nest_end(message, nest);
}

int nl_network_set(struct nl *nl, unsigned int ifindex,
		   const struct nl_network_change *change, struct error *err)
{
	struct nl_msg *message;

	if (!change->asked && !change->asked_timeouts && !change->asked_flows &&
	    !change->asked_endpoint_flows)
		return 0;
	message = request_ctrnet(nl, CTRNET_CMD_NETWORK_SET, 0);
	nla_put_u32(message, CTRNET_A_NETWORK, ifindex);
	put_options(message, change);
	put_timeouts(message, change);
	if (change->asked_flows)
		nla_put_u32(message, CTRNET_A_FLOW_LIMIT, change->limits.flows);
	if (change->asked_endpoint_flows)
		nla_put_u32(message, CTRNET_A_ENDPOINT_FLOW_LIMIT,
			    change->limits.endpoint_flows);
	return request(nl->ctrnet, message, NULL, NULL, err);
}

int nl_network_delete(struct nl *nl, unsigned int ifindex, struct error *err)
{
	return device_delete(nl->route, ifindex, NULL, err);
}

bool parse_network_device(struct nlmsghdr *message, struct nl_network *net)
{
	const struct ifinfomsg *header = nlmsg_data(message);
	struct nlattr *attrs[IFLA_MAX + 1];

	if (nlmsg_parse(message, sizeof(*header), attrs, IFLA_MAX, NULL) < 0 ||
	    !device_is(attrs[IFLA_LINKINFO], NETWORK_KIND))
		return false;
	net->ifindex = header->ifi_index;
	net->mtu = attr_u32(attrs[IFLA_MTU]);
	nla_strlcpy(net->device, attrs[IFLA_IFNAME], sizeof(net->device));
	if (attrs[IFLA_IFALIAS])
		nla_strlcpy(net->alias, attrs[IFLA_IFALIAS], sizeof(net->alias));
	/* Others than the tool may have made it. */
	text_make_printable(net->device);
	text_make_printable(net->alias);
	return true;
}

static void receive_device(struct nlmsghdr *message, void *context)
{
	struct nl_network net = { 0 };

	if (parse_network_device(message, &net))
		*(struct nl_network *)list_add(context) = net;
}

static int list_devices(struct nl *nl, struct list *list, struct error *err)
{
	struct ifinfomsg header = { 0 };

	return request_dump(nl->route,
			    request_message(RTM_GETLINK, NLM_F_DUMP, &header,
					    sizeof(header)),
			    receive_device, list, err);
}

/* An address of any of the host's devices. */
struct device_address {
	unsigned int ifindex;
	struct address address;
	unsigned int prefix;
};

static void receive_address(struct nlmsghdr *message, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(message);
	struct nlattr *attrs[IFA_MAX + 1];
	struct device_address *address;

	if (nlmsg_parse(message, sizeof(*header), attrs, IFA_MAX, NULL) < 0)
		return;
	/* IPv6 has no IFA_LOCAL but of point-to-point devices. */
	if (header->ifa_scope == RT_SCOPE_LINK || !attrs[IFA_ADDRESS] ||
	    (header->ifa_family != AF_INET && header->ifa_family != AF_INET6))
		return;
	address = list_add(context);
	address->ifindex = header->ifa_index;
	address->address.family = header->ifa_family;
	nla_memcpy(&address->address.v6,
		   attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS],
		   address_size(&address->address));
	address->prefix = header->ifa_prefixlen;
}

static struct nl_network *network_of(struct list *networks, unsigned int ifindex)
{
	struct nl_network *net = networks->items;
	size_t i;

	for (i = 0; i < networks->n; i++)
		if (net[i].ifindex == ifindex)
			return &net[i];
	return NULL;
}

/* The first of each family. */
static void fill_gateway(struct nl_network *net, const struct device_address *a)
{
	if (a->address.family == AF_INET && !net->prefix) {
		net->gateway = a->address.v4;
		net->prefix = a->prefix;
	} else if (a->address.family == AF_INET6 && !net->prefix6) {
		net->gateway6 = a->address.v6;
		net->prefix6 = a->prefix;
	}
}

static int fill_gateways(struct nl *nl, struct list *networks, struct error *err)
{
	struct list list = { .item_size = sizeof(struct device_address) };
	struct ifaddrmsg header = { .ifa_family = AF_UNSPEC };
	struct device_address *a;
	struct nl_network *net;
	size_t i;

	if (request_dump(nl->route,
			 request_message(RTM_GETADDR, NLM_F_DUMP, &header,
					 sizeof(header)),
			 receive_address, &list, err) < 0)
		return -1;
	for (i = 0, a = list.items; i < list.n; i++, a++) {
		net = network_of(networks, a->ifindex);
		if (net)
			fill_gateway(net, a);
	}
	free(list.items);
	return 0;
}

static void parse_timeouts(struct nlattr *nest, uint32_t *timeouts)
{
	struct nlattr *parts[CTRNET_A_TIMEOUTS_MAX + 1];
	int i;

	if (!nest || nla_parse_nested(parts, CTRNET_A_TIMEOUTS_MAX, nest, NULL) < 0)
		return;
	for (i = 1; i <= CTRNET_A_TIMEOUTS_MAX; i++)
		timeouts[i] = attr_u32(parts[i]);
}

void parse_network(struct nlmsghdr *message, struct nl_network *state)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	struct nla_bitfield32 options = { 0 };

	ctrnet_parse(message, attrs);
	state->ifindex = attr_u32(attrs[CTRNET_A_NETWORK]);
	state->endpoints = attr_u32(attrs[CTRNET_A_ENDPOINTS]);
	if (attrs[CTRNET_A_OPTIONS])
		nla_memcpy(&options, attrs[CTRNET_A_OPTIONS], sizeof(options));
	state->options = options.value;
	state->flows = attr_u32(attrs[CTRNET_A_FLOWS]);
	parse_timeouts(attrs[CTRNET_A_TIMEOUTS], state->limits.timeouts);
	state->limits.flows = attr_u32(attrs[CTRNET_A_FLOW_LIMIT]);
	state->limits.endpoint_flows = attr_u32(attrs[CTRNET_A_ENDPOINT_FLOW_LIMIT]);
}

static void receive_state(struct nlmsghdr *message, void *context)
{
	parse_network(message, list_add(context));
}

static int fill_states(struct nl *nl, struct list *networks, struct error *err)
{
	struct list list = { .item_size = sizeof(struct nl_network) };
	struct nl_network *net, *state;
	size_t i;

	if (request_dump(nl->ctrnet,
			 request_ctrnet(nl, CTRNET_CMD_NETWORK_GET, NLM_F_DUMP),
			 receive_state, &list, err) < 0)
		return -1;
	for (i = 0, state = list.items; i < list.n; i++, state++) {
		net = network_of(networks, state->ifindex);
		if (!net)
			continue;
		net->endpoints = state->endpoints;
		net->flows = state->flows;
		net->options = state->options;
		net->limits = state->limits;
	}
	free(list.items);
	return 0;
}

static int compare_networks(const void *a, const void *b)
{
	const struct nl_network *x = a, *y = b;

	return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

int nl_network_list(struct nl *nl, struct nl_network **nets, size_t *n,
		    struct error *err)
{
	struct list list = { .item_size = sizeof(**nets) };

	*nets = NULL;
	*n = 0;
	if (list_devices(nl, &list, err) < 0)
		return -1;
	if (fill_gateways(nl, &list, err) < 0 || fill_states(nl, &list, err) < 0) {
		free(list.items);
		return -1;
	}
	if (list.n)
		qsort(list.items, list.n, sizeof(**nets), compare_networks);
	*nets = list.items;
	*n = list.n;
	return 0;
}

static void receive_drops(struct nlmsghdr *message, void *context)
{
	struct genlmsghdr *header = nlmsg_data(message);
	struct nlattr *parts[CTRNET_A_DROP_MAX + 1], *attr;
	struct nl_drop *drop;
	int rest;

	nla_for_each_attr(attr, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rest) {
		if (nla_type(attr) != CTRNET_A_DROP ||
		    nla_parse_nested(parts, CTRNET_A_DROP_MAX, attr, NULL) < 0)
			continue;
		drop = list_add(context);
		drop->reason = attr_u32(parts[CTRNET_A_DROP_REASON]);
		if (parts[CTRNET_A_DROP_PACKETS])
			drop->packets = nla_get_u64(parts[CTRNET_A_DROP_PACKETS]);
	}
}

int nl_network_drops(struct nl *nl, unsigned int ifindex, struct nl_drop **drops,
		     size_t *n, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_NETWORK_GET, 0);
	struct list list = { .item_size = sizeof(**drops) };
	int ret;

	nla_put_u32(message, CTRNET_A_NETWORK, ifindex);
	ret = request(nl->ctrnet, message, receive_drops, &list, err);
	*drops = list.items;
	*n = list.n;
	return ret;
}
