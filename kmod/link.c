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

bool ctrnet_link_admits(const struct ctrnet_link_ports *ports,
			const struct ctrnet_tuple *tuple)
{
	const struct ctrnet_link_range *range;
	u16 port = ntohs(tuple->dport);

	if (tuple->protocol == IPPROTO_ICMP || tuple->protocol == IPPROTO_ICMPV6)
		return true;
	for (range = ports->ranges; range < ports->ranges + ports->n_ranges; range++)
		if (range->protocol == tuple->protocol && range->first <= port &&
		    port <= range->last)
			return true;
	return false;
}

struct ctrnet_link_ports *ctrnet_link_alloc_ports(unsigned int n_ranges)
{
	struct ctrnet_link_ports *ports;

	ports = kzalloc(struct_size(ports, ranges, n_ranges), GFP_KERNEL_ACCOUNT);
	if (ports)
		ports->n_ranges = n_ranges;
	return ports;
}

static int link_check(const struct ctrnet_endpoint *recipient,
		      const struct ctrnet_endpoint *source,
		      const struct nlattr *blame, struct netlink_ext_ack *extack)
{
	if (recipient == source) {
		NL_SET_ERR_MSG_ATTR(extack, blame, "an endpoint cannot be linked to itself");
		return -EINVAL;
	}
	if (recipient->network != source->network) {
		NL_SET_ERR_MSG_ATTR(extack, blame, "the endpoints are not on one network");
		return -EINVAL;
	}
	return 0;
}

/* Let packets find what a link opens. */
static void link_open(struct ctrnet_link *link, struct ctrnet_link_ports *ports)
{
	ports->rule.kind = CTRNET_FLOW_LINK;
	ports->rule.id = link->id;
	rcu_assign_pointer(link->ports, ports);
}

static int link_insert(struct ctrnet_link_table *table, struct ctrnet_link *link,
		       struct ctrnet_link_ports *ports)
{
	int err;

	err = xa_alloc_cyclic(&table->ids, &link->id, link, XA_LIMIT(1, LINKS_MAX),
			      &table->next_id, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	link_open(link, ports);
	err = rhashtable_lookup_insert_fast(&table->links, &link->node, link_params);
	if (err)
		xa_erase(&table->ids, link->id);
	return err;
}

struct ctrnet_link *ctrnet_link_add(struct ctrnet_endpoint *recipient,
				    struct ctrnet_endpoint *source,
				    struct ctrnet_link_ports *ports,
				    struct nlattr **attrs,
				    struct netlink_ext_ack *extack)
{
	const struct nlattr *blame = attrs[CTRNET_A_SOURCE];
	struct ctrnet_link *link;
	int err;

	ASSERT_RTNL();
	err = link_check(recipient, source, blame, extack);
	if (err)
		return ERR_PTR(err);

	link = kzalloc(sizeof(*link), GFP_KERNEL_ACCOUNT);
	if (!link)
		return ERR_PTR(-ENOMEM);
	link->key.recipient = recipient->id;
	link->key.source = source->id;
	link->recipient = recipient;
	link->source = source;
	err = link_insert(&recipient->network->cn->links, link, ports);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, blame,
				    "the recipient has a link to the source already");
	else if (err == -EBUSY)
		NL_SET_ERR_MSG(extack, "there are too many links");
	if (err) {
		kfree(link);
		return ERR_PTR(err);
	}

	list_add_tail(&link->of_recipient, &recipient->links);
	list_add_tail(&link->of_source, &source->linked_by);
	return link;
}

/* Whether a link which opens other ports would not let a flow be. */
static bool flow_fits_no_more(const struct ctrnet_flow *flow, void *arg)
{
	const struct ctrnet_tuple orig = { .id = ctrnet_flow_id(flow, CTRNET_DIR_ORIG) };
	const struct ctrnet_link_ports *ports = arg;

	return !ctrnet_link_admits(ports, &orig);
}

/*
 * End the flows which a link's ports have let be, but for those which @others, if any, would
 * let be, too. A packet which found the ports before can make no flow by them any more, so
 * there are none but those which the sweep sees.
 */
static void link_close(const struct ctrnet_link *link, struct ctrnet_link_ports *ports,
		       struct ctrnet_link_ports *others)
{
	struct ctrnet_flow_table *flows = &link->source->network->cn->flows;
	const struct ctrnet_flow_filter filter = {
		.rule	= &ports->rule,
		.fits	= others ? flow_fits_no_more : NULL,
		.arg	= others,
	};

	ctrnet_flow_allow(flows, &ports->rule, false);
	ctrnet_flow_flush_server(flows, link->source, &filter);
}

void ctrnet_link_set(struct ctrnet_link *link, struct ctrnet_link_ports *ports)
{
	struct ctrnet_link_ports *old = rtnl_dereference(link->ports);

	ASSERT_RTNL();
	link_open(link, ports);
	link_close(link, old, ports);
	kfree_rcu(old, rcu);
}

/* From then on no packet finds it. */
static void link_remove(struct ctrnet_link *link)
{
	struct ctrnet_link_table *table = &link->recipient->network->cn->links;

	list_del(&link->of_recipient);
	list_del(&link->of_source);
	rhashtable_remove_fast(&table->links, &link->node, link_params);
	xa_erase(&table->ids, link->id);
}

static void link_free(struct ctrnet_link *link)
{
	kfree_rcu(rtnl_dereference(link->ports), rcu);
	kfree_rcu(link, rcu);
}

void ctrnet_link_cancel(struct ctrnet_link *link)
{
	struct ctrnet_link_ports *ports = rtnl_dereference(link->ports);

	ASSERT_RTNL();
	link_remove(link);
	link_close(link, ports, NULL);
	link_free(link);
}

void ctrnet_link_del(struct ctrnet_link *link)
{
	ctrnet_netlink_notify_link(link, CTRNET_CMD_LINK_DEL_NTF);
	ctrnet_link_cancel(link);
}

/* Of an endpoint which has no flows any more. */
static void link_end(struct ctrnet_link *link)
{
	ctrnet_netlink_notify_link(link, CTRNET_CMD_LINK_DEL_NTF);
	link_remove(link);
	link_free(link);
}

void ctrnet_link_del_all(struct ctrnet_endpoint *ep)
{
	struct ctrnet_link *link, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(link, next, &ep->links, of_recipient)
		link_end(link);
	list_for_each_entry_safe(link, next, &ep->linked_by, of_source)
		link_end(link);
}
