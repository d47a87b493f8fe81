// SPDX-License-Identifier: GPL-2.0-only
/* Endpoints: the devices inside containers, and what the module knows of them. */
#include "nl_endpoint.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/ctrnet.h>

#include "nl_device.h"
#include "nl_network.h"
#include "nl_request.h"

#define ENDPOINT_KIND		"ctrnet_ep"

/* The first device of every namespace. */
#define LOOPBACK_IFINDEX	1

/* A socket stays in the namespace it was made in; the thread goes there and back. */
static struct nl_sock *route_socket_in(int netns, struct error *err)
{
	struct nl_sock *sock = NULL;
	int home;

	home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (home < 0) {
		error_set(err, errno, "cannot open the own network namespace: %s",
			  strerror(errno));
		return NULL;
	}
	if (setns(netns, CLONE_NEWNET) < 0) {
		error_set(err, errno, "cannot enter the container's network namespace: %s",
			  strerror(errno));
	} else {
		sock = request_socket(NETLINK_ROUTE, err);
		/* All that followed would be done to the wrong namespace. */
		if (setns(home, CLONE_NEWNET) < 0)
			errx(EXIT_FAILURE, "cannot return to the own network namespace");
	}
	close(home);
	return sock;
}

int route_dump_in(int netns, struct nl_msg *message, request_receive receive,
		  struct list *list, struct error *err)
{
	struct nl_sock *inside = route_socket_in(netns, err);
	int ret;

	if (!inside) {
		nlmsg_free(message);
		return -1;
	}
	ret = request_dump(inside, message, receive, list, err);
	nl_socket_free(inside);
	return ret;
}

static int create_device(struct nl *nl, const struct nl_network *net, int netns,
			 const char *ifname, const struct nl_endpoint *ep,
			 struct error *err)
{
	struct nl_msg *message = device_new(ifname, ENDPOINT_KIND);

	nla_put(message, IFLA_ADDRESS, sizeof(ep->mac), ep->mac);
	nla_put_u32(message, IFLA_LINK, net->ifindex);
	nla_put_u32(message, IFLA_NET_NS_FD, netns);
	return request(nl->route, message, NULL, NULL, err);
}

/* One of each family, in attributes of the same type. */
static void parse_addresses(struct nlmsghdr *message, struct nl_endpoint *ep)
{
	struct genlmsghdr *header = nlmsg_data(message);
	struct nlattr *attr;
	int rest;

	nla_for_each_attr(attr, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rest) {
		if (nla_type(attr) != CTRNET_A_ADDRESS)
			continue;
		if (nla_len(attr) == sizeof(ep->address))
			nla_memcpy(&ep->address, attr, sizeof(ep->address));
		else
			nla_memcpy(&ep->address6, attr, sizeof(ep->address6));
	}
}

void parse_endpoint(struct nlmsghdr *message, struct nl_endpoint *ep)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];

	ctrnet_parse(message, attrs);
	ep->id = attr_u32(attrs[CTRNET_A_ENDPOINT]);
	ep->network = attr_u32(attrs[CTRNET_A_NETWORK]);
	ep->ifindex = attr_u32(attrs[CTRNET_A_IFINDEX]);
	ep->flows = attr_u32(attrs[CTRNET_A_FLOWS]);
	parse_addresses(message, ep);
	if (attrs[CTRNET_A_MAC])
		nla_memcpy(ep->mac, attrs[CTRNET_A_MAC], sizeof(ep->mac));
}

static void receive_endpoint(struct nlmsghdr *message, void *context)
{
	parse_endpoint(message, context);
}

/* Fill in what the module knows of the endpoint with that MAC. */
static int find_endpoint(struct nl *nl, const struct nl_network *net,
			 struct nl_endpoint *ep, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_ENDPOINT_GET, 0);

	nla_put_u32(message, CTRNET_A_NETWORK, net->ifindex);
	nla_put(message, CTRNET_A_MAC, sizeof(ep->mac), ep->mac);
	return request(nl->ctrnet, message, receive_endpoint, ep, err);
}

static int tell_address(struct nl *nl, uint32_t endpoint,
			const struct address *address, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_ADDRESS_ADD, 0);

	nla_put_u32(message, CTRNET_A_ENDPOINT, endpoint);
	nla_put(message, CTRNET_A_ADDRESS, address_size(address),
		address_bytes(address));
	return request(nl->ctrnet, message, NULL, NULL, err);
}

/* An endpoint under way, with the addresses which it is to have. */
struct setup {
	struct nl *nl;
	struct nl_sock *inside;
	const struct nl_network *net;
	struct address v4;
	struct address v6;
};

/* Both to the module, before anything is sent from them. */
static int set_addresses(const struct setup *s, const struct nl_endpoint *ep,
			 struct error *err)
{
	if (tell_address(s->nl, ep->id, &s->v4, err) < 0 ||
	    device_add_address(s->inside, ep->ifindex, &s->v4, s->net->prefix, err) < 0)
		return -1;
	/* Else the device would make one of its own accord. */
	if (s->v6.family == AF_UNSPEC)
		return device_without_ipv6(s->inside, ep->ifindex, err);
	if (tell_address(s->nl, ep->id, &s->v6, err) < 0)
		return -1;
	return device_add_address(s->inside, ep->ifindex, &s->v6, s->net->prefix6, err);
}

static int create_with(const struct setup *s, int netns, const char *ifname,
		       struct nl_endpoint *ep, struct error *err)
{
	struct error ignored;

	if (create_device(s->nl, s->net, netns, ifname, ep, err) < 0)
		return error_prefix(err, "cannot create device %s", ifname);
	if (find_endpoint(s->nl, s->net, ep, err) == 0 &&
	    device_up(s->inside, LOOPBACK_IFINDEX, err) == 0 &&
	    set_addresses(s, ep, err) == 0 &&
	    device_up(s->inside, ep->ifindex, err) == 0) {
		ep->address = s->v4.v4;
		return 0;
	}
	device_delete(s->inside, 0, ifname, &ignored);
	return error_prefix(err, "cannot set up device %s", ifname);
}

int nl_endpoint_create(struct nl *nl, const struct nl_network *net, int netns,
		       const char *ifname, struct nl_endpoint *ep,
		       struct error *err)
{
	struct setup setup = {
		.nl = nl,
		.net = net,
		.v4 = address_v4(ep->address),
		.v6 = address_v6(&ep->address6),
	};
	int ret;

	setup.inside = route_socket_in(netns, err);
	if (!setup.inside)
		return -1;
	ret = create_with(&setup, netns, ifname, ep, err);
	nl_socket_free(setup.inside);
	return ret;
}

int nl_endpoint_route(int netns, const char *ifname, const struct subnet *to,
		      const struct address *gateway, bool replace, struct error *err)
{
	struct nl_sock *inside = route_socket_in(netns, err);
	unsigned int ifindex = 0;
	int ret;

	if (!inside)
		return -1;
	ret = device_index(inside, ifname, &ifindex, err);
	if (!ret)
		ret = device_add_route(inside, ifindex, to, gateway, replace, err);
	nl_socket_free(inside);
	if (!ret)
		return 0;
	return to ? error_prefix(err, "cannot set the route to %s", subnet_text(to)) :
		    error_prefix(err, "cannot set the default route");
}

static void parse_traffic(const struct nlattr *attr, struct nl_device *device)
{
	struct rtnl_link_stats64 stats = { 0 };

	if (attr)
		nla_memcpy(&stats, attr, sizeof(stats));
	device->received_packets = stats.rx_packets;
	device->received_bytes = stats.rx_bytes;
	device->sent_packets = stats.tx_packets;
	device->sent_bytes = stats.tx_bytes;
}

static void receive_device(struct nlmsghdr *message, void *context)
{
	const struct ifinfomsg *header = nlmsg_data(message);
	struct nlattr *attrs[IFLA_MAX + 1];
	struct nl_device *device;

	if (nlmsg_parse(message, sizeof(*header), attrs, IFLA_MAX, NULL) < 0 ||
	    !attrs[IFLA_IFNAME] || !attrs[IFLA_ADDRESS])
		return;
	device = list_add(context);
	device->ifindex = header->ifi_index;
	device->up = header->ifi_flags & IFF_UP;
	nla_strlcpy(device->name, attrs[IFLA_IFNAME], sizeof(device->name));
	nla_memcpy(device->mac, attrs[IFLA_ADDRESS], sizeof(device->mac));
	parse_traffic(attrs[IFLA_STATS64], device);
}

int nl_device_list(int netns, struct nl_device **devices, size_t *n,
		   struct error *err)
{
	struct list list = { .item_size = sizeof(**devices) };
	struct ifinfomsg all = { .ifi_family = AF_UNSPEC };
	int ret;

	ret = route_dump_in(netns,
			    request_message(RTM_GETLINK, NLM_F_DUMP, &all, sizeof(all)),
			    receive_device, &list, err);
	*devices = list.items;
	*n = list.n;
	return ret;
}

bool nl_device_exists(int netns, const char *ifname)
{
	unsigned int ifindex;
	struct nl_sock *inside;
	struct error err;
	bool exists;

	inside = route_socket_in(netns, &err);
	if (!inside)
		return false;
	exists = device_index(inside, ifname, &ifindex, &err) == 0;
	nl_socket_free(inside);
	return exists;
}

/* An address of a device. */
struct device_address {
	unsigned int ifindex;
	struct address address;
};

/* IFA_ADDRESS may be the one at the other end, if there is IFA_LOCAL too. */
static void receive_address(struct nlmsghdr *message, void *context)
{
	const struct ifaddrmsg *header = nlmsg_data(message);
	struct nlattr *attrs[IFA_MAX + 1], *own;
	struct device_address *held;

	if (nlmsg_parse(message, sizeof(*header), attrs, IFA_MAX, NULL) < 0)
		return;
	own = attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS];
	if (!own)
		return;
	held = list_add(context);
	*held = (struct device_address){ .ifindex = header->ifa_index };
	held->address.family = header->ifa_family;
	if (header->ifa_family == AF_INET)
		nla_memcpy(&held->address.v4, own, sizeof(held->address.v4));
	else
		nla_memcpy(&held->address.v6, own, sizeof(held->address.v6));
}

bool nl_device_has_address(int netns, unsigned int ifindex, const struct address *address)
{
	struct list list = { .item_size = sizeof(struct device_address) };
	struct ifaddrmsg all = { .ifa_family = AF_UNSPEC };
	const struct device_address *held;
	struct error ignored;
	bool found = false;

	route_dump_in(netns, request_message(RTM_GETADDR, NLM_F_DUMP, &all, sizeof(all)),
		      receive_address, &list, &ignored);
	for (held = list.items; held < (struct device_address *)list.items + list.n; held++)
		if (held->ifindex == ifindex && !address_compare(&held->address, address))
			found = true;
	free(list.items);
	return found;
}

const struct nl_device *nl_device_of(const struct nl_endpoint *ep,
				     const struct nl_device *devices, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (devices[i].ifindex == ep->ifindex &&
		    !memcmp(devices[i].mac, ep->mac, sizeof(ep->mac)))
			return &devices[i];
	return NULL;
}

int nl_device_delete(int netns, unsigned int ifindex, struct error *err)
{
	struct nl_sock *inside = route_socket_in(netns, err);
	int ret;

	if (!inside)
		return -1;
	ret = device_delete(inside, ifindex, NULL, err);
	nl_socket_free(inside);
	return ret;
}

int nl_endpoint_get(struct nl *nl, uint32_t id, struct nl_endpoint *ep, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_ENDPOINT_GET, 0);

	*ep = (struct nl_endpoint){ 0 };
	nla_put_u32(message, CTRNET_A_ENDPOINT, id);
	return request(nl->ctrnet, message, receive_endpoint, ep, err);
}

int nl_endpoint_find(struct nl *nl, const struct address *address, struct nl_endpoint *ep,
		     struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_ENDPOINT_GET, 0);

	*ep = (struct nl_endpoint){ 0 };
	nla_put(message, CTRNET_A_ADDRESS, address_size(address), address_bytes(address));
	return request(nl->ctrnet, message, receive_endpoint, ep, err);
}

static void receive_endpoints(struct nlmsghdr *message, void *context)
{
	parse_endpoint(message, list_add(context));
}

static int compare_endpoints(const void *a, const void *b)
{
	const struct nl_endpoint *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

int nl_endpoint_list(struct nl *nl, struct nl_endpoint **eps, size_t *n,
		     struct error *err)
{
	struct list list = { .item_size = sizeof(**eps) };
	int ret;

	ret = request_dump(nl->ctrnet,
			   request_ctrnet(nl, CTRNET_CMD_ENDPOINT_GET, NLM_F_DUMP),
			   receive_endpoints, &list, err);
	if (list.n)
		qsort(list.items, list.n, sizeof(**eps), compare_endpoints);
	*eps = list.items;
	*n = list.n;
	return ret;
}
