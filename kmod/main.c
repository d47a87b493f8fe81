// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>
#include <net/rtnetlink.h>

#include "address.h"
#include "ctrnet.h"
#include "endpoint.h"
#include "firewall.h"
#include "hook.h"
#include "netlink.h"
#include "network.h"

unsigned int ctrnet_net_id __read_mostly;

int ctrnet_net_get(struct ctrnet_net *cn)
{
	int err;

	ASSERT_RTNL();
	if (cn->n_networks++)
		return 0;

	err = ctrnet_publish_table_prepare(&cn->publishes);
	if (err)
		goto put;
	err = ctrnet_port_prepare(&cn->flows.ports);
	if (err)
		goto put;
	err = ctrnet_firewall_start(cn);
	if (err)
		goto put;
	err = ctrnet_hook_register(cn);
	if (err)
		goto stop_firewall;
	ctrnet_expire_start(&cn->flows.expiry);
	return 0;

stop_firewall:
	ctrnet_firewall_stop(cn);
put:
	cn->n_networks--;
	return err;
}

void ctrnet_net_put(struct ctrnet_net *cn)
{
	ASSERT_RTNL();
	if (--cn->n_networks)
		return;
	ctrnet_expire_stop(&cn->flows.expiry);
	ctrnet_hook_unregister(cn);
	ctrnet_firewall_stop(cn);
}

static int __net_init ctrnet_net_init(struct net *net)
{
	struct ctrnet_net *cn = ctrnet_net(net);
	int err;

	cn->net = net;
	cn->generation = 1;
	xa_init_flags(&cn->endpoints, XA_FLAGS_ALLOC1);
	xa_init(&cn->networks);

	err = ctrnet_publish_table_init(&cn->publishes);
	if (err)
		return err;
	err = ctrnet_link_init(&cn->links);
	if (err)
		goto exit_publish;
	err = ctrnet_flow_init(&cn->flows);
	if (err)
		goto exit_link;
	err = ctrnet_address_init(cn);
	if (err)
		goto exit_flow;
	return 0;

exit_flow:
	ctrnet_flow_exit(&cn->flows);
exit_link:
	ctrnet_link_exit(&cn->links);
exit_publish:
	ctrnet_publish_table_exit(&cn->publishes);
	return err;
}

/* Devices are gone by now, and with them endpoints, publishes and flows. */
static void __net_exit ctrnet_net_exit(struct net *net)
{
	struct ctrnet_net *cn = ctrnet_net(net);

	ctrnet_address_exit(cn);
	ctrnet_flow_exit(&cn->flows);
	ctrnet_link_exit(&cn->links);
	ctrnet_publish_table_exit(&cn->publishes);
	xa_destroy(&cn->networks);
	xa_destroy(&cn->endpoints);
}

/* As a subsystem, not a device: it exits after all devices of the namespace. */
static struct pernet_operations ctrnet_net_ops = {
	.init	= ctrnet_net_init,
	.exit	= ctrnet_net_exit,
	.id	= &ctrnet_net_id,
	.size	= sizeof(struct ctrnet_net),
};

static int __init ctrnet_init(void)
{
	int err;

	err = ctrnet_flow_cache_init();
	if (err)
		return err;
	err = register_pernet_subsys(&ctrnet_net_ops);
	if (err)
		goto exit_cache;
	err = ctrnet_netlink_init();
	if (err)
		goto exit_net;
	err = rtnl_link_register(&ctrnet_network_link_ops);
	if (err)
		goto exit_netlink;
	err = rtnl_link_register(&ctrnet_endpoint_link_ops);
	if (err)
		goto exit_network;
	return 0;

exit_network:
	rtnl_link_unregister(&ctrnet_network_link_ops);
exit_netlink:
	ctrnet_netlink_exit();
exit_net:
	unregister_pernet_subsys(&ctrnet_net_ops);
exit_cache:
	ctrnet_flow_cache_exit();
	return err;
}

/* The removal of a link kind removes its devices. */
static void __exit ctrnet_exit(void)
{
	rtnl_link_unregister(&ctrnet_endpoint_link_ops);
	rtnl_link_unregister(&ctrnet_network_link_ops);
	ctrnet_netlink_exit();
	unregister_pernet_subsys(&ctrnet_net_ops);
	ctrnet_flow_cache_exit();
}

module_init(ctrnet_init);
module_exit(ctrnet_exit);

MODULE_DESCRIPTION("Container networking: bridge, published ports, masquerade");
MODULE_AUTHOR("ctrnet maintainers");
MODULE_VERSION(CTRNET_VERSION);
MODULE_LICENSE("GPL");
