// SPDX-License-Identifier: GPL-2.0-only
/* Publishes, over the ctrnet family. */
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "nl.h"
#include "nl_request.h"

/* The family is told by the length. */
static struct address parse_address(const struct nlattr *attr)
{
	struct address host = address_any(AF_INET);

	if (attr && nla_len(attr) == sizeof(host.v6))
		host.family = AF_INET6;
	if (attr && (size_t)nla_len(attr) == address_size(&host))
		memcpy(&host.v6, nla_data(attr), address_size(&host));
	return host;
}

static void parse_publish(struct nlmsghdr *message, struct nl_publish *pub)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];

	ctrnet_parse(message, attrs);
	pub->id = attr_u32(attrs[CTRNET_A_PUBLISH]);
	pub->endpoint = attr_u32(attrs[CTRNET_A_ENDPOINT]);
	pub->network = attr_u32(attrs[CTRNET_A_NETWORK]);
	pub->protocol = attr_u32(attrs[CTRNET_A_PROTOCOL]);
	pub->host = parse_address(attrs[CTRNET_A_HOST_ADDRESS]);
	pub->host_port = attr_u32(attrs[CTRNET_A_HOST_PORT]);
	pub->host_port_end = attr_u32(attrs[CTRNET_A_HOST_PORT_END]);
	if (!pub->host_port_end)
		pub->host_port_end = pub->host_port;
	pub->address = parse_address(attrs[CTRNET_A_ADDRESS]);
	pub->port = attr_u32(attrs[CTRNET_A_PORT]);
}

static void receive_publish(struct nlmsghdr *message, void *context)
{
	parse_publish(message, context);
}

int nl_publish_add(struct nl *nl, struct nl_publish *pub, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_PUBLISH_ADD, 0);

	nla_put_u32(message, CTRNET_A_ENDPOINT, pub->endpoint);
	nla_put_u32(message, CTRNET_A_PROTOCOL, pub->protocol);
	nla_put(message, CTRNET_A_HOST_ADDRESS, address_size(&pub->host),
		address_bytes(&pub->host));
	nla_put_u32(message, CTRNET_A_HOST_PORT, pub->host_port);
	nla_put_u32(message, CTRNET_A_HOST_PORT_END, pub->host_port_end);
	nla_put_u32(message, CTRNET_A_PORT, pub->port);
	return request(nl->ctrnet, message, receive_publish, pub, err);
}

int nl_publish_del(struct nl *nl, uint32_t id, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_PUBLISH_DEL, 0);

	nla_put_u32(message, CTRNET_A_PUBLISH, id);
	return request(nl->ctrnet, message, NULL, NULL, err);
}

static void receive_check(struct nlmsghdr *message, void *context)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	struct nl_check *check = context;

	ctrnet_parse(message, attrs);
	check->uplink = attr_u32(attrs[CTRNET_A_UPLINK]);
	check->reason = attr_u32(attrs[CTRNET_A_REASON]);
}

int nl_publish_check(struct nl *nl, uint32_t id, const struct address *client,
		     struct nl_check *check, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_PUBLISH_CHECK, 0);

	nla_put_u32(message, CTRNET_A_PUBLISH, id);
	if (client->family != AF_UNSPEC)
		nla_put(message, CTRNET_A_PEER_ADDRESS, address_size(client),
			address_bytes(client));
	return request(nl->ctrnet, message, receive_check, check, err);
}

static void receive_publishes(struct nlmsghdr *message, void *context)
{
	parse_publish(message, list_add(context));
}

static int compare_publishes(const void *a, const void *b)
{
	const struct nl_publish *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

int nl_publish_list(struct nl *nl, struct nl_publish **pubs, size_t *n,
		    struct error *err)
{
	struct list list = { .item_size = sizeof(**pubs) };
	int ret;

	ret = request_dump(nl->ctrnet,
			   request_ctrnet(nl, CTRNET_CMD_PUBLISH_GET, NLM_F_DUMP),
			   receive_publishes, &list, err);
	if (list.n)
		qsort(list.items, list.n, sizeof(**pubs), compare_publishes);
	*pubs = list.items;
	*n = list.n;
	return ret;
}
