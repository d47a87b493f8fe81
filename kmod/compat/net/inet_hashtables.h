/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_NET_INET_HASHTABLES_H
#define CTRNET_COMPAT_NET_INET_HASHTABLES_H

#include_next <net/inet_hashtables.h>

/*
 * The first socket of a bind bucket which passes a test, or NULL; under the lock of its
 * hash bucket. Until 6.7 the bucket had them in a list, since then by address.
 */
static inline struct sock *
ctrnet_compat_find_bound(const struct inet_bind_bucket *bucket,
			 bool (*test)(const struct sock *sk, const void *arg),
			 const void *arg)
{
	struct sock *sk;
#ifdef sk_for_each_bound_bhash2
	sk_for_each_bound(sk, &bucket->owners)
		if (test(sk, arg))
			return sk;
#else
	struct inet_bind2_bucket *by_address;

	hlist_for_each_entry(by_address, &bucket->bhash2, bhash_node)
		sk_for_each_bound(sk, &by_address->owners)
			if (test(sk, arg))
				return sk;
#endif
	return NULL;
}

#endif
