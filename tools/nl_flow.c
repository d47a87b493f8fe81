// SPDX-License-Identifier: GPL-2.0-only
/* Flows, over the ctrnet family. */
#include "nl_flow.h"

#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ctrnet.h>

#include "nl_request.h"

/* The family is told by the length. */
static struct address parse_address(const struct nlattr *attr)
{
	struct address a = { .family = AF_UNSPEC };

	if (!attr)
		return a;
	a.family = nla_len(attr) == sizeof(a.v6) ? AF_INET6 : AF_INET;
	if ((size_t)nla_len(attr) == address_size(&a))
		memcpy(&a.v6, nla_data(attr), address_size(&a));
	return a;
}

static uint64_t parse_u64(const struct nlattr *attr)
{
	uint64_t value = 0;

	if (attr)
		nla_memcpy(&value, attr, sizeof(value));
	return value;
}

static void parse_dir(struct nlattr *nest, struct nl_flow_dir *dir)
{
	struct nlattr *attrs[CTRNET_A_FLOW_DIR_MAX + 1] = { NULL };

	if (nest)
		nla_parse_nested(attrs, CTRNET_A_FLOW_DIR_MAX, nest, NULL);
	dir->source = parse_address(attrs[CTRNET_A_FLOW_DIR_SOURCE_ADDRESS]);
	dir->source_port = attr_u32(attrs[CTRNET_A_FLOW_DIR_SOURCE_PORT]);
	dir->destination = parse_address(attrs[CTRNET_A_FLOW_DIR_DESTINATION_ADDRESS]);
	dir->destination_port = attr_u32(attrs[CTRNET_A_FLOW_DIR_DESTINATION_PORT]);
	dir->endpoint = attr_u32(attrs[CTRNET_A_FLOW_DIR_ENDPOINT]);
	dir->packets = parse_u64(attrs[CTRNET_A_FLOW_DIR_PACKETS]);
	dir->bytes = parse_u64(attrs[CTRNET_A_FLOW_DIR_BYTES]);
}

static void receive_flow(struct nlmsghdr *message, void *context)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	struct nl_flow *flow = list_add(context);

	ctrnet_parse(message, attrs);
	flow->network = attr_u32(attrs[CTRNET_A_NETWORK]);
	flow->publish = attr_u32(attrs[CTRNET_A_PUBLISH]);
	flow->link = attr_u32(attrs[CTRNET_A_LINK]);
	flow->protocol = attr_u32(attrs[CTRNET_A_PROTOCOL]);
	flow->state = attr_u32(attrs[CTRNET_A_STATE]);
	flow->age = attr_u32(attrs[CTRNET_A_AGE]);
	flow->timeout = attr_u32(attrs[CTRNET_A_TIMEOUT]);
	parse_dir(attrs[CTRNET_A_ORIGINAL], &flow->original);
	parse_dir(attrs[CTRNET_A_REPLY], &flow->reply);
}

static struct nl_msg *flow_request(const struct nl *nl, int command, int flags,
				   const struct nl_flow_filter *filter)
{
	struct nl_msg *message = request_ctrnet(nl, command, flags);

	if (filter->endpoint)
		nla_put_u32(message, CTRNET_A_ENDPOINT, filter->endpoint);
	if (filter->publish)
		nla_put_u32(message, CTRNET_A_PUBLISH, filter->publish);
	if (filter->protocol)
		nla_put_u32(message, CTRNET_A_PROTOCOL, filter->protocol);
	if (filter->peer.family != AF_UNSPEC)
		nla_put(message, CTRNET_A_PEER_ADDRESS, address_size(&filter->peer),
			address_bytes(&filter->peer));
	return message;
}

int nl_flow_list(struct nl *nl, const struct nl_flow_filter *filter,
		 struct nl_flow **flows, size_t *n, struct error *err)
{
	struct list list = { .item_size = sizeof(**flows) };
	int ret;

	ret = request_dump(nl->ctrnet,
			   flow_request(nl, CTRNET_CMD_FLOW_GET, NLM_F_DUMP, filter),
			   receive_flow, &list, err);
	*flows = list.items;
	*n = list.n;
	return ret;
}

static void receive_count(struct nlmsghdr *message, void *context)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	unsigned int *n = context;

	ctrnet_parse(message, attrs);
	*n = attr_u32(attrs[CTRNET_A_FLOWS]);
}

int nl_flow_flush(struct nl *nl, const struct nl_flow_filter *filter, unsigned int *n,
		  struct error *err)
{
	*n = 0;
	return request(nl->ctrnet, flow_request(nl, CTRNET_CMD_FLOW_FLUSH, 0, filter),
		       receive_count, n, err);
}
