/* SPDX-License-Identifier: GPL-2.0-only */
/* Existing containers onto networks and off them, whether they run or not. */
#ifndef CTRNETCTL_NETWORK_JOIN_H
#define CTRNETCTL_NETWORK_JOIN_H

#include "container.h"
#include "error.h"

struct nl;
struct nl_network;

/**
 * struct network_wish - how a container is to be on a network
 * @aliases: more names for it there, a vector; or NULL
 * @address: its address; 0.0.0.0 for any
 * @address6: its IPv6 address; :: for any
 * @mac: its MAC address; all zero for one made of the address
 * @device: name of its device; empty for the first of eth0, eth1 and so on
 */
struct network_wish {
	char **aliases;
	struct in_addr address;
	struct in6_addr address6;
	uint8_t mac[6];
	char device[IFNAMSIZ];
};

/* A new attachment of @c, which is to be as is wished. */
struct attachment *network_wished(struct container *c, const char *network,
				  const struct network_wish *wish);

/*
 * All act on @c, which is of @list, under container_lock(), and save it.
 * Joining is done as a whole or not at all.
 */
int network_join(struct nl *nl, struct container **list, size_t n,
		 struct container *c, const struct nl_network *net,
		 const struct network_wish *wish, struct error *err);
/* A running container has lost the endpoint of an attachment: it gets a new one. */
int network_rejoin(struct nl *nl, struct container **list, size_t n,
		   struct container *c, struct attachment *a, struct error *err);
/*
 * Ports that were published over this network are published over another one.
 * Where they cannot be, the container has left all the same, and
 * @unpublished says why.
 */
int network_leave(struct nl *nl, struct container **list, size_t n,
		  struct container *c, const char *network,
		  struct error *unpublished, struct error *err);
/*
 * The same where the device is out of reach, and goes with its namespace: the network is
 * forgotten, and ports which were published over it are free.
 */
int network_abandon(struct nl *nl, struct container **list, size_t n,
		    struct container *c, struct attachment *a, struct error *err);

#endif
