// SPDX-License-Identifier: GPL-2.0-only
#include <linux/in.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>
#include <net/sock.h>

#include "publish.h"
#include "reserve.h"
#include "route.h"
#include "socket.h"

/*
 * TCP and SCTP: bound, but not listening, so nobody can connect to it, and
 * without SO_REUSEADDR, so nobody can bind beside it.
 */
static int reserve_bind(struct socket *sock, const struct ctrnet_publish_key *key, u16 port)
{
	struct sockaddr_in sin = {
		.sin_family	 = AF_INET,
		.sin_addr.s_addr = key->addr.ip,
		.sin_port	 = htons(port),
	};
	struct sockaddr_in6 sin6 = {
		.sin6_family	= AF_INET6,
		.sin6_addr	= key->addr.in6,
		.sin6_port	= htons(port),
	};

	if (key->family == AF_INET)
		return kernel_bind(sock, (void *)&sin, sizeof(sin));
	/* The same port of IPv4 is another publish's to take. */
	ip6_sock_set_v6only(sock->sk);
	return kernel_bind(sock, (void *)&sin6, sizeof(sin6));
}

/*
 * The VRF which has the publish's address, by its interface index; 0 for none. To find it
 * may take a look at all devices.
 */
static int find_vrf(struct net *net, const struct ctrnet_publish_key *key)
{
	int vrf;

	rcu_read_lock();
	vrf = l3mdev_master_ifindex_rcu(ctrnet_route_vrf(net, key->family, &key->addr));
	rcu_read_unlock();
	return vrf;
}

/*
 * UDP: with a buffer of no size, as nobody will ever read from it. An address of a VRF can
 * only be bound there. It holds no reference on the namespace; the publish goes before
 * that does.
 */
static int reserve_socket(struct net *net, const struct ctrnet_publish_key *key, int vrf,
			  struct socket **sock)
{
	int err;

	err = sock_create_kern(net, key->family,
			       key->protocol == IPPROTO_UDP ? SOCK_DGRAM : SOCK_STREAM,
			       key->protocol, sock);
	if (err)
		return err;
	if (key->protocol == IPPROTO_UDP)
		WRITE_ONCE((*sock)->sk->sk_rcvbuf, 0);
	if (vrf)
		sock_bindtoindex((*sock)->sk, vrf, true);
	return 0;
}

/* Then nobody waits for the request any more, but others for the locks it holds. */
static bool is_killed(void)
{
	return fatal_signal_pending(current);
}

static struct socket *reserve_port(struct net *net,
				   const struct ctrnet_publish_key *key, int vrf, u16 port)
{
	struct socket *sock;
	int err;

	if (is_killed())
		return ERR_PTR(-EINTR);
	err = reserve_socket(net, key, vrf, &sock);
	if (err)
		return ERR_PTR(err);
	err = reserve_bind(sock, key, port);
	if (err) {
		sock_release(sock);
		return ERR_PTR(err);
	}
	return sock;
}

static int reserve_refused(int err, struct netlink_ext_ack *extack)
{
	switch (err) {
	case -EADDRINUSE:
		NL_SET_ERR_MSG(extack, "a socket of the host has the port");
		break;
	case -EADDRNOTAVAIL:
		NL_SET_ERR_MSG(extack, "the host does not have the address");
		break;
	case -EACCES:
		NL_SET_ERR_MSG(extack, "ports below 1024 need CAP_NET_BIND_SERVICE");
		break;
	}
	return err;
}

/* Whether a socket could be bound to the publish's address, and to its first port. */
static int check_address(struct net *net, const struct ctrnet_publish_key *key, int vrf)
{
	static int no_port = 1;
	struct socket *sock;
	int err;

	if (inet_port_requires_bind_service(net, key->first) &&
	    !ns_capable(net->user_ns, CAP_NET_BIND_SERVICE))
		return -EACCES;

	err = reserve_socket(net, key, vrf, &sock);
	if (err)
		return err;
	err = sock->ops->setsockopt(sock, SOL_IP, IP_BIND_ADDRESS_NO_PORT,
				    KERNEL_SOCKPTR(&no_port), sizeof(no_port));
	if (!err)
		err = reserve_bind(sock, key, 0);
	sock_release(sock);
	return err;
}

/* Each port is tried. */
static int check_sctp(struct net *net, const struct ctrnet_publish_key *key, int vrf)
{
	struct socket *sock;
	unsigned int port;

	for (port = key->first; port <= key->last; port++) {
		sock = reserve_port(net, key, vrf, port);
		if (IS_ERR(sock))
			return PTR_ERR(sock);
		sock_release(sock);
		cond_resched();
	}
	return 0;
}

static bool is_held(const struct ctrnet_publish_key *key)
{
	return key->last - key->first < CTRNET_RESERVE_MAX;
}

unsigned int ctrnet_reserve_cost(const struct ctrnet_publish_key *key)
{
	if (key->last < key->first)
		return 0;
	return is_held(key) ? key->last - key->first + 1 : CTRNET_RESERVE_LARGE;
}

unsigned int ctrnet_reserve_tries(const struct ctrnet_publish_key *key)
{
	if (key->last < key->first || is_held(key) || key->protocol != IPPROTO_SCTP)
		return 0;
	return key->last - key->first + 1;
}

static int prepare_sctp(struct net *net, const struct ctrnet_publish_key *key, int vrf)
{
	struct socket *sock;
	int err;

	/* It makes the kernel load what it lacks, and is not bound. */
	err = reserve_socket(net, key, 0, &sock);
	if (err)
		return err;
	sock_release(sock);
	return is_held(key) ? 0 : check_sctp(net, key, vrf);
}

void ctrnet_reserve_prepare(struct net *net, struct ctrnet_publish_request *request)
{
	const struct ctrnet_publish_key *key = &request->key;

	if (is_killed()) {
		request->in_the_way = -EINTR;
		return;
	}
	cond_resched();
	request->vrf = find_vrf(net, key);
	if (key->protocol == IPPROTO_SCTP)
		request->in_the_way = prepare_sctp(net, key, request->vrf);
}

static int reserve_check(struct net *net, const struct ctrnet_publish_key *key, int vrf)
{
	int err;

	if (is_killed())
		return -EINTR;
	err = check_address(net, key, vrf);
	if (err)
		return err;
	return ctrnet_socket_waits(net, key) ? -EADDRINUSE : 0;
}

static int reserve_hold(struct net *net, struct ctrnet_publish *publish, int vrf)
{
	const struct ctrnet_publish_key *key = &publish->key;
	const unsigned int n = key->last - key->first + 1;
	struct socket *sock;

	publish->holders = kvcalloc(n, sizeof(*publish->holders), GFP_KERNEL_ACCOUNT);
	if (!publish->holders)
		return -ENOMEM;

	while (publish->n_holders < n) {
		sock = reserve_port(net, key, vrf, key->first + publish->n_holders);
		if (IS_ERR(sock)) {
			ctrnet_reserve_release(publish);
			return PTR_ERR(sock);
		}
		publish->holders[publish->n_holders++] = sock;
		cond_resched();
	}
	return 0;
}

int ctrnet_reserve_ports(struct net *net, struct ctrnet_publish *publish,
			 const struct ctrnet_publish_request *request,
			 struct netlink_ext_ack *extack)
{
	int err = request->in_the_way;

	/* Without SCTP on the host nobody there can have its ports; to ask again may load it. */
	if (publish->key.protocol == IPPROTO_SCTP &&
	    (err == -EPROTONOSUPPORT || err == -ESOCKTNOSUPPORT))
		return 0;
	if (is_held(&publish->key))
		err = reserve_hold(net, publish, request->vrf);
	else if (!err && publish->key.protocol != IPPROTO_SCTP)
		err = reserve_check(net, &publish->key, request->vrf);
	return reserve_refused(err, extack);
}

void ctrnet_reserve_release(struct ctrnet_publish *publish)
{
	unsigned int i;

	/* How many there were late packets may still ask. */
	for (i = 0; i < publish->n_holders; i++)
		sock_release(publish->holders[i]);
	kvfree(publish->holders);
}
