// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "address.h"
#include "ctrnet.h"
#include "endpoint.h"
#include "netlink.h"
#include "network.h"
#include "port.h"
#include "publish.h"
#include "reserve.h"

static int check_request(struct ctrnet_endpoint *ep,
			 const struct ctrnet_publish_request *request,
			 struct netlink_ext_ack *extack)
{
	const struct ctrnet_publish_key *key = &request->key;
	struct nlattr **attrs = request->attrs;
	union nf_inet_addr addr;

	if (!ctrnet_tuple_has_ports(key->protocol)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_PROTOCOL],
				    "only TCP, UDP and SCTP ports can be published");
		return -EPROTONOSUPPORT;
	}
	if (key->last < key->first) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_PORT_END],
				    "the last port is below the first one");
		return -EINVAL;
	}
	if (request->port + (key->last - key->first) > U16_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_PORT],
				    "the endpoint's ports would pass 65535");
		return -EINVAL;
	}
	if (ctrnet_addr_is_link_local(key->family, &key->addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_ADDRESS],
				    "ports cannot be published on a link-local address");
		return -EINVAL;
	}
	if (!ctrnet_address_of(ep, key->family, &addr)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_ENDPOINT],
				    "the endpoint has no address of this family");
		return -EADDRNOTAVAIL;
	}
	if (ctrnet_publish_table_conflicts(&ep->network->cn->publishes, key)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_PORT],
				    "another publish has the port");
		return -EEXIST;
	}
	if (!ctrnet_publish_table_has_room(&ep->network->cn->publishes, key)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[CTRNET_A_HOST_ADDRESS],
				    "ports are published on " __stringify(CTRNET_PUBLISH_HOSTS_MAX)
				    " addresses already, which is the most");
		return -ENOSPC;
	}
	return 0;
}

/* Whether what goes outside may have one of the ports. */
static bool has_masquerade_ports(const struct ctrnet_publish *publish)
{
	return publish->key.last >= CTRNET_PORT_MIN;
}

/* Whether a flow goes outside, from a port which is published. */
static bool flow_leaves_by(const struct ctrnet_flow *flow, void *arg)
{
	const struct ctrnet_tuple reply = { .id = ctrnet_flow_id(flow, CTRNET_DIR_REPLY) };
	const struct ctrnet_publish_table *table = arg;

	return flow->rule_kind == CTRNET_FLOW_MASQUERADE &&
	       ctrnet_tuple_has_ports(reply.protocol) &&
	       ctrnet_publish_table_has_port(table, reply.protocol, ntohs(reply.dport));
}

static void end_masquerade(struct ctrnet_net *cn)
{
	const struct ctrnet_flow_filter filter = {
		.fits	= flow_leaves_by,
		.arg	= &cn->publishes,
	};

	/* A packet under way may have chosen a port before, and still make a flow. */
	synchronize_net();
	/* One walk for all: none has a port which was published before. */
	ctrnet_flow_flush_all(&cn->flows, &filter);
}

void ctrnet_publish_claim(struct ctrnet_publish *const *publishes, unsigned int n)
{
	unsigned int i;

	ASSERT_RTNL();
	for (i = 0; i < n; i++) {
		if (has_masquerade_ports(publishes[i])) {
			end_masquerade(publishes[i]->endpoint->network->cn);
			return;
		}
	}
}

/* Whether a reservation failed for the address, or for the port. */
static int publish_reserve(struct net *net, struct ctrnet_publish *publish,
			   const struct ctrnet_publish_request *request,
			   struct netlink_ext_ack *extack)
{
	int err = ctrnet_reserve_ports(net, publish, request, extack);

	if (err == -EADDRNOTAVAIL)
		NL_SET_BAD_ATTR(extack, request->attrs[CTRNET_A_HOST_ADDRESS]);
	else if (err == -EADDRINUSE || err == -EACCES)
		NL_SET_BAD_ATTR(extack, request->attrs[CTRNET_A_HOST_PORT]);
	return err;
}

struct ctrnet_publish *ctrnet_publish_add(struct ctrnet_endpoint *ep,
					  const struct ctrnet_publish_request *request,
					  struct netlink_ext_ack *extack)
{
	struct ctrnet_net *cn = ep->network->cn;
	struct ctrnet_publish *publish;
	int err;

	ASSERT_RTNL();
	err = check_request(ep, request, extack);
	if (err)
		return ERR_PTR(err);

	publish = kzalloc(sizeof(*publish), GFP_KERNEL_ACCOUNT);
	if (!publish)
		return ERR_PTR(-ENOMEM);
	publish->rule.kind = CTRNET_FLOW_PUBLISH;
	publish->key = request->key;
	publish->endpoint = ep;
	publish->port = request->port;

	err = publish_reserve(cn->net, publish, request, extack);
	if (err)
		goto free;

	err = ctrnet_publish_table_add(&cn->publishes, publish);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack, "there are " __stringify(CTRNET_PUBLISHES_MAX)
				       " publishes already, which is the most");
	if (err)
		goto release;

	list_add_tail(&publish->list, &ep->publishes);
	return publish;

release:
	ctrnet_reserve_release(publish);
free:
	kfree(publish);
	return ERR_PTR(err);
}

/* No packet finds it any more; and one which has found it can make no flow by it. */
static void publish_close(struct ctrnet_publish *publish, struct list_head *closed)
{
	struct ctrnet_net *cn = publish->endpoint->network->cn;

	list_move_tail(&publish->list, closed);
	ctrnet_publish_table_del(&cn->publishes, publish);
	ctrnet_flow_allow(&cn->flows, &publish->rule, false);
	cond_resched();
}

void ctrnet_publish_close_all(struct ctrnet_endpoint *ep, u8 family, struct list_head *closed)
{
	struct ctrnet_publish *publish, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(publish, next, &ep->publishes, list) {
		if (family && publish->key.family != family)
			continue;
		ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_DEL_NTF);
		publish_close(publish, closed);
	}
}

void ctrnet_publish_free_all(struct list_head *closed)
{
	struct ctrnet_publish *publish, *next;

	ASSERT_RTNL();
	list_for_each_entry_safe(publish, next, closed, list) {
		xa_erase(&publish->endpoint->network->cn->publishes.ids, publish->rule.id);
		ctrnet_reserve_release(publish);
		list_del(&publish->list);
		kfree_rcu(publish, rcu);
		cond_resched();
	}
}

/* Whether what let a flow be is a publish which is being removed. */
static bool flow_rule_is_closed(const struct ctrnet_flow *flow, void *arg)
{
	const struct ctrnet_publish *publish = NULL;
	struct ctrnet_publish_table *table = arg;

	ASSERT_RTNL();
	if (flow->rule_kind == CTRNET_FLOW_PUBLISH)
		publish = xa_load(&table->ids, flow->rule);
	return publish && publish->rule.closed;
}

void ctrnet_publish_cancel(struct ctrnet_publish *const *publishes, unsigned int n)
{
	struct ctrnet_endpoint *ep = publishes[0]->endpoint;
	struct ctrnet_net *cn = ep->network->cn;
	const struct ctrnet_flow_filter filter = {
		.fits	= flow_rule_is_closed,
		.arg	= &cn->publishes,
	};
	LIST_HEAD(closed);
	unsigned int i;

	ASSERT_RTNL();
	for (i = 0; i < n; i++)
		publish_close(publishes[i], &closed);
	/* One walk for all. */
	ctrnet_flow_flush_server(&cn->flows, ep, &filter);
	ctrnet_publish_free_all(&closed);
}

void ctrnet_publish_del(struct ctrnet_publish *publish)
{
	ctrnet_netlink_notify_publish(publish, CTRNET_CMD_PUBLISH_DEL_NTF);
	ctrnet_publish_cancel(&publish, 1);
}
