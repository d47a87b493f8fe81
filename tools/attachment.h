/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attachments: a container on a network. Which networks a container is to be
 * on is remembered while it does not run; the rest is true while it does.
 */
#ifndef CTRNETCTL_ATTACHMENT_H
#define CTRNETCTL_ATTACHMENT_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

struct container;

/**
 * struct attachment - a container on one network
 * @network: the network's name
 * @aliases: more names by which its other containers know this one; or NULL
 * @wanted: the address asked for; 0.0.0.0 for any
 * @wanted6: the IPv6 address asked for; :: for any
 * @wanted_mac: the MAC address asked for; all zero for one made of the address
 * @wanted_device: the device's name asked for; empty for the first of eth0, eth1
 *	and so on which is free
 * @device: name of the device in the container; these and the rest while it runs
 * @endpoint: id of the kernel's endpoint; 0 if there is none
 * @address: its address; 0.0.0.0 if it has none
 * @gateway: the network's own address
 * @prefix: length of the network's prefix
 * @address6: its IPv6 address; :: if it has none
 * @gateway6: the network's own one
 * @prefix6: length of the network's IPv6 prefix
 * @mac: the device's
 * @internal: whether no way leads out of the network
 */
struct attachment {
	char *network;
	char **aliases;
	struct in_addr wanted;
	struct in6_addr wanted6;
	uint8_t wanted_mac[6];
	char wanted_device[IFNAMSIZ];

	char device[IFNAMSIZ];
	uint32_t endpoint;
	struct in_addr address;
	struct in_addr gateway;
	unsigned int prefix;
	struct in6_addr address6;
	struct in6_addr gateway6;
	unsigned int prefix6;
	uint8_t mac[6];
	bool internal;
};

/* An attachment has at most one address of each family. */
#define ATTACHMENT_ADDRESSES	2

/* Its addresses, IPv4 first; returns how many. */
size_t attachment_addresses(const struct attachment *a,
			    struct address addresses[ATTACHMENT_ADDRESSES]);

/* The attachments of one container, in the order in which it got them. */
struct attachments {
	struct attachment *items;
	size_t n;
};

/* A new one, at the end, with only the network's name. Moves the others. */
struct attachment *attachment_add(struct container *c, const char *network);
void attachment_remove(struct container *c, struct attachment *a);
/* The one to the network of that name, or NULL. */
struct attachment *attachment_find(const struct container *c, const char *network);
/* The one which the kernel's endpoint is of, or NULL. */
struct attachment *attachment_by_endpoint(const struct container *c, uint32_t endpoint);
/*
 * The one by which the container reaches the world and its ports are
 * published: the first which is not internal, or else the first. With no
 * network at all, one without endpoint and address, not to be written to.
 */
struct attachment *attachment_primary(const struct container *c);
/* Whether ports can be published there: it is connected, and a way leads in and out. */
bool attachment_leads_out(const struct attachment *a);
/* The MAC address which goes with the address. */
void attachment_choose_mac(struct attachment *a);
/* It is not connected any more: without device, endpoint and address. */
void attachment_release(struct attachment *a);
/* The container has ended: none has a device, endpoint or address any more. */
void attachments_released(struct container *c);
void attachments_free(struct container *c);
/* Where @other is reached from @c: its attachment to the first network both are on, or NULL. */
const struct attachment *attachment_shared(const struct container *c,
					   const struct container *other);

#endif
