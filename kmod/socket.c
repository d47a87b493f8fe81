// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's own sockets, by port: the tables in which bind() looks for conflicts.
 * TCP's has sockets of all states, those in TIME_WAIT included, of which only the
 * common part is there.
 */
#include <linux/sched.h>
#include <net/inet_hashtables.h>
#include <net/sock.h>
#include <net/udp.h>

#include "publish.h"
#include "socket.h"
#include "tuple.h"

typedef bool (*socket_test)(const struct sock *sk, const void *arg);

static bool any_tcp_in(struct net *net, struct inet_bind_hashbucket *slot, u16 first, u16 last,
		       socket_test test, const void *arg)
{
	struct inet_bind_bucket *bucket;
	bool found = false;

	if (hlist_empty(&slot->chain))
		return false;

	spin_lock_bh(&slot->lock);
	inet_bind_bucket_for_each(bucket, &slot->chain)
		if (bucket->port >= first && bucket->port <= last &&
		    net_eq(ib_net(bucket), net) &&
		    ctrnet_compat_find_bound(bucket, test, arg)) {
			found = true;
			break;
		}
	spin_unlock_bh(&slot->lock);
	return found;
}

static bool any_tcp(struct net *net, u16 port, socket_test test, const void *arg)
{
	const struct inet_hashinfo *table = net->ipv4.tcp_death_row.hashinfo;
	u32 slot = inet_bhashfn(net, port, table->bhash_size);

	return any_tcp_in(net, &table->bhash[slot], port, port, test, arg);
}

static bool any_udp_in(struct net *net, struct udp_hslot *slot, u16 first, u16 last,
		       socket_test test, const void *arg)
{
	const struct sock *sk;
	bool found = false;

	rcu_read_lock();
	sk_for_each_rcu(sk, &slot->head)
		if (udp_sk(sk)->udp_port_hash >= first && udp_sk(sk)->udp_port_hash <= last &&
		    net_eq(sock_net(sk), net) && test(sk, arg)) {
			found = true;
			break;
		}
	rcu_read_unlock();
	return found;
}

static bool any_udp(struct net *net, u16 port, socket_test test, const void *arg)
{
	struct udp_table *table = ctrnet_compat_udp_table(net);

	return any_udp_in(net, udp_hashslot(table, net, port), port, port, test, arg);
}

static bool any_socket(struct net *net, u8 protocol, u16 port, socket_test test,
		       const void *arg)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return any_tcp(net, port, test, arg);
	case IPPROTO_UDP:
		return any_udp(net, port, test, arg);
	default:
		return false;
	}
}

static bool is_there(const struct sock *sk, const void *arg)
{
	return true;
}

bool ctrnet_socket_has_port(struct net *net, u8 protocol, u16 port)
{
	return any_socket(net, protocol, port, is_there, NULL);
}

/* A socket of IPv6 may be one of IPv4 too: bound to no address, or to a mapped one. */
static bool hears4(const struct sock *sk, __be32 addr)
{
	if (sk->sk_family == AF_INET6 &&
	    (ipv6_only_sock(sk) || !(ipv6_addr_any(&sk->sk_v6_rcv_saddr) ||
				     ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr))))
		return false;
	return !addr || !sk->sk_rcv_saddr || sk->sk_rcv_saddr == addr;
}

static bool hears6(const struct sock *sk, const struct in6_addr *addr)
{
	return sk->sk_family == AF_INET6 &&
	       !ipv6_addr_v4mapped(&sk->sk_v6_rcv_saddr) &&
	       (ipv6_addr_any(addr) || ipv6_addr_any(&sk->sk_v6_rcv_saddr) ||
		ipv6_addr_equal(&sk->sk_v6_rcv_saddr, addr));
}

/* Whether what is sent to an address of the host, or to any one, may be for the socket. */
static bool hears(const struct sock *sk, u8 family, const union nf_inet_addr *addr)
{
	return family == AF_INET ? hears4(sk, addr->ip) : hears6(sk, &addr->in6);
}

/* Bound, or listening; of UDP: not connected. */
static bool has_no_peer(const struct sock *sk)
{
	int state = inet_sk_state_load(sk);

	return state == TCP_LISTEN || state == TCP_CLOSE;
}

/* The program asked for the very port. Not for a socket in TIME_WAIT. */
static bool chose_port(const struct sock *sk)
{
	return sk->sk_userlocks & SOCK_BINDPORT_LOCK;
}

static bool waits(const struct sock *sk, const void *arg)
{
	const struct ctrnet_publish_key *key = arg;

	if (!hears(sk, key->family, &key->addr))
		return false;
	return has_no_peer(sk) || (key->protocol == IPPROTO_UDP && chose_port(sk));
}

/* How many slots the table has. */
static unsigned int count_slots(struct net *net, u8 protocol)
{
	return protocol == IPPROTO_TCP ? net->ipv4.tcp_death_row.hashinfo->bhash_size :
					 ctrnet_compat_udp_table(net)->mask + 1;
}

/*
 * Of many ports, by walking the tables: most of their slots are empty, and to see that of
 * all takes less than a tenth of a millisecond.
 */
static bool any_tcp_waits(struct net *net, const struct ctrnet_publish_key *key)
{
	const struct inet_hashinfo *table = net->ipv4.tcp_death_row.hashinfo;
	struct inet_bind_hashbucket *slot, *end = table->bhash + table->bhash_size;

	for (slot = table->bhash; slot < end; slot++) {
		if (hlist_empty(&slot->chain))
			continue;
		if (any_tcp_in(net, slot, key->first, key->last, waits, key))
			return true;
		cond_resched();
	}
	return false;
}

static bool any_udp_waits(struct net *net, const struct ctrnet_publish_key *key)
{
	struct udp_table *table = ctrnet_compat_udp_table(net);
	struct udp_hslot *slot;

	for (slot = table->hash; slot <= table->hash + table->mask; slot++) {
		if (hlist_empty(&slot->head))
			continue;
		if (any_udp_in(net, slot, key->first, key->last, waits, key))
			return true;
		cond_resched();
	}
	return false;
}

static bool any_waits(struct net *net, const struct ctrnet_publish_key *key)
{
	return key->protocol == IPPROTO_TCP ? any_tcp_waits(net, key) :
					      any_udp_waits(net, key);
}

bool ctrnet_socket_waits(struct net *net, const struct ctrnet_publish_key *key)
{
	unsigned int port;

	if (key->protocol != IPPROTO_TCP && key->protocol != IPPROTO_UDP)
		return false;
	if (key->last - key->first >= count_slots(net, key->protocol))
		return any_waits(net, key);
	for (port = key->first; port <= key->last; port++) {
		if (any_socket(net, key->protocol, port, waits, key))
			return true;
		cond_resched();
	}
	return false;
}

static bool has_peer4(const struct sock *sk, __be32 addr)
{
	return sk->sk_daddr == addr &&
	       (sk->sk_family == AF_INET || ipv6_addr_v4mapped(&sk->sk_v6_daddr));
}

static bool is_peer(const struct sock *sk, const struct ctrnet_tuple *tuple)
{
	if (sk->sk_dport != tuple->sport)
		return false;
	return tuple->family == AF_INET ?
	       has_peer4(sk, tuple->saddr.ip) :
	       sk->sk_family == AF_INET6 &&
	       ipv6_addr_equal(&sk->sk_v6_daddr, &tuple->saddr.in6);
}

static bool keeps(const struct sock *sk, const void *arg)
{
	const struct ctrnet_tuple *tuple = arg;

	if (!hears(sk, tuple->family, &tuple->daddr))
		return false;
	/* A TCP segment which opens a connection belongs to none that there is. */
	if (!has_no_peer(sk) && (tuple->protocol == IPPROTO_TCP || !is_peer(sk, tuple)))
		return false;
	return !chose_port(sk);
}

bool ctrnet_socket_keeps(struct net *net, const struct ctrnet_tuple *tuple)
{
	return any_socket(net, tuple->protocol, ntohs(tuple->dport), keeps, tuple);
}
