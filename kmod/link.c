// SPDX-License-Identifier: GPL-2.0-only
#include <linux/in.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "link.h"
#include "netlink.h"
#include "network.h"

/* Links of one namespace, and the highest id. */
#define LINKS_MAX	BIT(20)

static const struct rhashtable_params link_params = {
	.key_len		= sizeof_field(struct ctrnet_link, key),
	.key_offset		= offsetof(struct ctrnet_link, key),
	.head_offset		= offsetof(struct ctrnet_link, node),
	.automatic_shrinking	= true,
};

int ctrnet_link_init(struct ctrnet_link_table *table)
{
	xa_init_flags(&table->ids, XA_FLAGS_ALLOC1);
	return rhashtable_init(&table->links, &link_params);
}

void ctrnet_link_exit(struct ctrnet_link_table *table)
{
	WARN_ON_ONCE(!xa_empty(&table->ids));
	xa_destroy(&table->ids);
	rhashtable_destroy(&table->links);
}

struct ctrnet_link *ctrnet_link_lookup(struct ctrnet_link_table *table,
				       const struct ctrnet_endpoint *recipient,
				       const struct ctrnet_endpoint *source)
{
	const struct ctrnet_link_key key = {
		.recipient	= recipient->id,
		.source		= source->id,
	};

	return rhashtable_lookup(&table->links, &key, link_params);
}

bool ctrnet_link_exposes(const struct ctrnet_link *link, u8 protocol, u16 port)
{
	const struct ctrnet_link_range *range;

	for (range = link->ranges; range < link->ranges + link->n_ranges; range++)
		if (range->protocol == protocol && range->first <= port &&
		    port <= range->last)
			return true;
	return false;
}

struct ctrnet_link *ctrnet_link_alloc(unsigned int n_ranges)
{
	struct ctrnet_link *link;

	link = kzalloc(struct_size(link, ranges, n_ranges), GFP_KERNEL_ACCOUNT);
	if (link)
		link->n_ranges = n_ranges;
	return link;
}

static int link_check(const struct ctrnet_link *link,
		      const struct ctrnet_endpoint *recipient,
		      const struct ctrnet_endpoint *source,
		      struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (recipient == source) {
		NL_SET_ERR_MSG(extack, "an endpoint cannot be linked to itself");
		return -EINVAL;
	}
	if (recipient->network != source->network) {
		NL_SET_ERR_MSG(extack, "the endpoints are not on one network");
		return -EINVAL;
	}
	for (i = 0; i < link->n_ranges; i++) {
		if (link->ranges[i].last < link->ranges[i].first) {
			NL_SET_ERR_MSG(extack, "the last port is below the first one");
			return -EINVAL;
		}
	}
	return 0;
}

static int link_insert(struct ctrnet_link_table *table, struct ctrnet_link *link)
{
	int err;

	err = xa_alloc_cyclic(&table->ids, &link->rule.id, link, XA_LIMIT(1, LINKS_MAX),
			      &table->next_id, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	err = rhashtable_lookup_insert_fast(&table->links, &link->node, link_params);
	if (err)
		xa_erase(&table->ids, link->rule.id);
	return err;
}

int ctrnet_link_add(struct ctrnet_link *link, struct ctrnet_endpoint *recipient,
		    struct ctrnet_endpoint *source, struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	err = link_check(link, recipient, source, extack);
	if (err)
		goto free;

	link->rule.kind = CTRNET_FLOW_LINK;
	link->key.recipient = recipient->id;
	link->key.source = source->id;
	link->recipient = recipient;
	link->source = source;
	err = link_insert(&recipient->network->cn->links, link);
	if (err == -EEXIST)
		NL_SET_ERR_MSG(extack, "the recipient has a link to the source already");
	else if (err == -EBUSY)
		NL_SET_ERR_MSG(extack, "there are too many links");
	if (err)
		goto free;

	list_add_tail(&link->of_recipient, &recipient->links);
	list_add_tail(&link->of_source, &source->linked_by);
	return 0;

free:
	kfree(link);
	return err;
}

void ctrnet_link_del(struct ctrnet_link *link)
{
	struct ctrnet_net *cn = link->recipient->network->cn;

	ASSERT_RTNL();
	ctrnet_netlink_notify_link(link, CTRNET_CMD_LINK_DEL_NTF);
	list_del(&link->of_recipient);
	list_del(&link->of_source);
	rhashtable_remove_fast(&cn->links.links, &link->node, link_params);
	xa_erase(&cn->links.ids, link->rule.id);
	/* A packet which found it before can make no flow of it any more. */
	ctrnet_flow_close_rule(&cn->flows, &link->rule, link->source);
	kfree_rcu(link, rcu);
}

void ctrnet_link_del_all(struct ctrnet_endpoint *ep)
{
	struct ctrnet_link *link, *next;

	list_for_each_entry_safe(link, next, &ep->links, of_recipient)
		ctrnet_link_del(link);
	list_for_each_entry_safe(link, next, &ep->linked_by, of_source)
		ctrnet_link_del(link);
}
