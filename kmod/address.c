// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who has which address. Endpoints' addresses are told to the module, never
 * learned from packets; a namespace's networks share one table per family, so an
 * address names one endpoint wherever it is met. The exception are link-local
 * addresses, which are a network's own: made of the MAC address (RFC 4862
 * section 5.3), they are in the table from the first, with the network as scope.
 */
#include <linux/hash.h>
#include <linux/inetdevice.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/route.h>

#include "address.h"
#include "ctrnet.h"
#include "endpoint.h"
#include "network.h"
#include "route.h"

/*
 * Who may give out addresses is root, so the hash is not a secret: a short one which
 * spreads neighbouring addresses, and the same hosts of different subnets.
 */
static u32 address_hash(const void *data, u32 len, u32 seed)
{
	u32 hash = __hash_32(be32_to_cpup(data));

	return hash ^ hash >> 16;
}

static int address_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct ctrnet_endpoint *ep = obj;

	return READ_ONCE(ep->address) != *(const __be32 *)arg->key;
}

static const struct rhashtable_params address_params = {
	.key_len		= sizeof_field(struct ctrnet_endpoint, address),
	.key_offset		= offsetof(struct ctrnet_endpoint, address),
	.head_offset		= offsetof(struct ctrnet_endpoint, address_node),
	.hashfn			= address_hash,
	.obj_cmpfn		= address_cmp,
	.automatic_shrinking	= true,
};

static const struct rhashtable_params address6_params = {
	.key_len		= sizeof_field(struct ctrnet_address6, key),
	.key_offset		= offsetof(struct ctrnet_address6, key),
	.head_offset		= offsetof(struct ctrnet_address6, node),
	.automatic_shrinking	= true,
};

int ctrnet_address_init(struct ctrnet_net *cn)
{
	int err;

	err = rhashtable_init(&cn->addresses, &address_params);
	if (err)
		return err;
	err = rhashtable_init(&cn->addresses6, &address6_params);
	if (err)
		rhashtable_destroy(&cn->addresses);
	return err;
}

void ctrnet_address_exit(struct ctrnet_net *cn)
{
	rhashtable_destroy(&cn->addresses6);
	rhashtable_destroy(&cn->addresses);
}

struct ctrnet_endpoint *ctrnet_address_lookup(struct ctrnet_net *cn, __be32 addr)
{
	return rhashtable_lookup(&cn->addresses, &addr, address_params);
}

struct ctrnet_endpoint *ctrnet_address_lookup6(struct ctrnet_net *cn,
					       const struct in6_addr *addr,
					       unsigned int scope)
{
	const struct ctrnet_address6_key key = {
		.addr	= *addr,
		.scope	= scope,
	};
	const struct ctrnet_address6 *found;

	found = rhashtable_lookup(&cn->addresses6, &key, address6_params);
	return found ? found->endpoint : NULL;
}

struct ctrnet_endpoint *ctrnet_address_lookup_any(struct ctrnet_net *cn, u8 family,
						  const union nf_inet_addr *addr)
{
	return family == AF_INET ? ctrnet_address_lookup(cn, addr->ip) :
				   ctrnet_address_lookup6(cn, &addr->in6, 0);
}

bool ctrnet_address_of(const struct ctrnet_endpoint *ep, u8 family,
		       union nf_inet_addr *addr)
{
	const struct ctrnet_address6 *address6;

	if (family == AF_INET) {
		addr->ip = READ_ONCE(ep->address);
		return addr->ip;
	}
	address6 = rcu_dereference_rtnl(ep->address6);
	if (!address6)
		return false;
	addr->in6 = address6->key.addr;
	return true;
}

bool ctrnet_address_owns6(const struct ctrnet_endpoint *ep, const struct in6_addr *addr)
{
	const struct ctrnet_address6 *address6 = rcu_dereference(ep->address6);

	return (address6 && ipv6_addr_equal(&address6->key.addr, addr)) ||
	       ipv6_addr_equal(&ep->link_local.key.addr, addr);
}

/* The host may have the address on any of its devices. */
static bool host_has_address(struct net *net, u8 family, const union nf_inet_addr *addr)
{
	if (family == AF_INET ? inet_addr_type(net, addr->ip) == RTN_LOCAL :
				ipv6_chk_addr(net, &addr->in6, NULL, 0))
		return true;
	return ctrnet_route_vrf(net, family, addr);
}

static int address_add4(struct ctrnet_endpoint *ep, __be32 addr)
{
	struct rhashtable *addresses = &ep->network->cn->addresses;
	int err;

	/* From when it is written on, packets may come from it. RTNL keeps it free. */
	if (rhashtable_lookup_fast(addresses, &addr, address_params))
		return -EEXIST;
	WRITE_ONCE(ep->address, addr);
	err = rhashtable_insert_fast(addresses, &ep->address_node, address_params);
	if (err)
		WRITE_ONCE(ep->address, 0);
	return err;
}

static int address_add6(struct ctrnet_endpoint *ep, const struct in6_addr *addr)
{
	struct ctrnet_address6 *address6;
	int err;

	address6 = kzalloc(sizeof(*address6), GFP_KERNEL_ACCOUNT);
	if (!address6)
		return -ENOMEM;
	address6->key.addr = *addr;
	address6->endpoint = ep;

	err = rhashtable_lookup_insert_fast(&ep->network->cn->addresses6,
					    &address6->node, address6_params);
	if (err) {
		kfree(address6);
		return err;
	}
	rcu_assign_pointer(ep->address6, address6);
	return 0;
}

int ctrnet_address_add(struct ctrnet_endpoint *ep, u8 family,
		       const union nf_inet_addr *addr, struct netlink_ext_ack *extack)
{
	union nf_inet_addr present;
	int err;

	ASSERT_RTNL();
	if (!ctrnet_addr_is_unicast(family, addr)) {
		NL_SET_ERR_MSG(extack, "not a unicast address");
		return -EINVAL;
	}
	if (family == AF_INET6 && !ipv6_mod_enabled()) {
		NL_SET_ERR_MSG(extack, "the host's IPv6 is disabled");
		return -EAFNOSUPPORT;
	}
	if (ctrnet_address_of(ep, family, &present)) {
		NL_SET_ERR_MSG(extack, "the endpoint has an address already");
		return -EEXIST;
	}
	if (host_has_address(ep->network->cn->net, family, addr)) {
		NL_SET_ERR_MSG(extack, "the host has this address");
		return -EADDRINUSE;
	}

	err = family == AF_INET ? address_add4(ep, addr->ip) :
				  address_add6(ep, &addr->in6);
	if (err == -EEXIST) {
		NL_SET_ERR_MSG(extack, "another endpoint has this address");
		return -EADDRINUSE;
	}
	return err;
}

static void address_del6(struct ctrnet_endpoint *ep)
{
	struct ctrnet_address6 *address6 = rtnl_dereference(ep->address6);

	if (!address6)
		return;
	RCU_INIT_POINTER(ep->address6, NULL);
	rhashtable_remove_fast(&ep->network->cn->addresses6, &address6->node,
			       address6_params);
	kfree_rcu(address6, rcu);
}

void ctrnet_address_del(struct ctrnet_endpoint *ep, u8 family)
{
	ASSERT_RTNL();
	if (family != AF_INET) {
		address_del6(ep);
	} else if (ep->address) {
		rhashtable_remove_fast(&ep->network->cn->addresses, &ep->address_node,
				       address_params);
		WRITE_ONCE(ep->address, 0);
	}
}

int ctrnet_address_add_link_local(struct ctrnet_endpoint *ep)
{
	struct ctrnet_address6 *address6 = &ep->link_local;
	struct in6_addr *addr = &address6->key.addr;

	ASSERT_RTNL();
	ipv6_addr_set(addr, htonl(0xfe800000), 0, 0, 0);
	addrconf_addr_eui48(&addr->s6_addr[8], ep->mac);
	address6->key.scope = ep->network->dev->ifindex;
	address6->endpoint = ep;
	return rhashtable_lookup_insert_fast(&ep->network->cn->addresses6,
					     &address6->node, address6_params);
}

void ctrnet_address_del_all(struct ctrnet_endpoint *ep)
{
	ctrnet_address_del(ep, AF_INET);
	ctrnet_address_del(ep, AF_INET6);
	rhashtable_remove_fast(&ep->network->cn->addresses6, &ep->link_local.node,
			       address6_params);
}
