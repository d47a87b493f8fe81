// SPDX-License-Identifier: GPL-2.0-only
/* Links, over the ctrnet family. */
#include "nl_link.h"

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <stdlib.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "nl_request.h"

static void put_range(struct nl_msg *message, const struct nl_expose *expose)
{
	struct nlattr *nest = nla_nest_start(message, CTRNET_A_EXPOSE);

	nla_put_u32(message, CTRNET_A_EXPOSE_PROTOCOL, expose->protocol);
	nla_put_u32(message, CTRNET_A_EXPOSE_PORT, expose->first);
	nla_put_u32(message, CTRNET_A_EXPOSE_PORT_END, expose->last);
	nla_nest_end(message, nest);
}

/* The last of a message's attributes. */
static void put_exposed(struct nl_msg *message, const struct nl_link *link)
{
	const int range_size = nla_total_size(3 * nla_total_size(sizeof(uint32_t)));
	size_t i;

	request_reserve(message, link->n_exposed * range_size);
	for (i = 0; i < link->n_exposed; i++)
		put_range(message, &link->exposed[i]);
}

static void parse_expose(struct nlattr *nest, struct nl_link *link)
{
	struct nlattr *attrs[CTRNET_A_EXPOSE_MAX + 1];
	struct nl_expose *expose;

	if (nla_parse_nested(attrs, CTRNET_A_EXPOSE_MAX, nest, NULL) < 0)
		return;
	link->exposed = xreallocarray(link->exposed, link->n_exposed + 1,
				      sizeof(*link->exposed));
	expose = &link->exposed[link->n_exposed++];
	expose->protocol = attr_u32(attrs[CTRNET_A_EXPOSE_PROTOCOL]);
	expose->first = attr_u32(attrs[CTRNET_A_EXPOSE_PORT]);
	expose->last = attrs[CTRNET_A_EXPOSE_PORT_END] ?
			       attr_u32(attrs[CTRNET_A_EXPOSE_PORT_END]) :
			       expose->first;
}

static void receive_id(struct nlmsghdr *message, void *context)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	struct nl_link *link = context;

	ctrnet_parse(message, attrs);
	link->id = attr_u32(attrs[CTRNET_A_LINK]);
}

int nl_link_add(struct nl *nl, struct nl_link *link, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_LINK_ADD, 0);

	nla_put_u32(message, CTRNET_A_ENDPOINT, link->recipient);
	nla_put_u32(message, CTRNET_A_SOURCE, link->source);
	put_exposed(message, link);
	return request(nl->ctrnet, message, receive_id, link, err);
}

int nl_link_set(struct nl *nl, uint32_t id, const struct nl_link *link,
		struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_LINK_SET, 0);

	nla_put_u32(message, CTRNET_A_LINK, id);
	put_exposed(message, link);
	return request(nl->ctrnet, message, NULL, NULL, err);
}

int nl_link_del(struct nl *nl, uint32_t id, struct error *err)
{
	struct nl_msg *message = request_ctrnet(nl, CTRNET_CMD_LINK_DEL, 0);

	nla_put_u32(message, CTRNET_A_LINK, id);
	return request(nl->ctrnet, message, NULL, NULL, err);
}

unsigned int parse_link(struct nlmsghdr *message, struct nl_link *link)
{
	struct genlmsghdr *header = nlmsg_data(message);
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	struct nlattr *attr;
	int rest;

	ctrnet_parse(message, attrs);
	link->id = attr_u32(attrs[CTRNET_A_LINK]);
	link->recipient = attr_u32(attrs[CTRNET_A_ENDPOINT]);
	link->source = attr_u32(attrs[CTRNET_A_SOURCE]);
	nla_for_each_attr(attr, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rest)
		if (nla_type(attr) == CTRNET_A_EXPOSE)
			parse_expose(attr, link);
	return attr_u32(attrs[CTRNET_A_NETWORK]);
}

static void receive_links(struct nlmsghdr *message, void *context)
{
	parse_link(message, list_add(context));
}

int nl_link_list(struct nl *nl, struct nl_link **links, size_t *n,
		 struct error *err)
{
	struct list list = { .item_size = sizeof(**links) };
	int ret;

	ret = request_dump(nl->ctrnet,
			   request_ctrnet(nl, CTRNET_CMD_LINK_GET, NLM_F_DUMP),
			   receive_links, &list, err);
	*links = list.items;
	*n = list.n;
	return ret;
}

void nl_link_list_free(struct nl_link *links, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(links[i].exposed);
	free(links);
}
