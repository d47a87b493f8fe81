/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Endpoints, and the devices of a namespace, of which they are some; as nl.h says. What takes
 * @netns acts on that namespace.
 */
#ifndef CTRNETCTL_NL_ENDPOINT_H
#define CTRNETCTL_NL_ENDPOINT_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"

struct nl;
struct nl_network;
struct subnet;

/**
 * struct nl_endpoint - an endpoint, as the kernel has it
 * @id: unique in the namespace of its network
 * @network: interface index of its network
 * @ifindex: its own, in the container's namespace
 * @mac: its MAC address
 * @address: its IPv4 address; 0.0.0.0 if it has none
 * @address6: its IPv6 address; :: if it has none
 * @flows: how many flows it has
 */
struct nl_endpoint {
	uint32_t id;
	unsigned int network;
	unsigned int ifindex;
	uint8_t mac[6];
	struct in_addr address;
	struct in6_addr address6;
	unsigned int flows;
};

/**
 * nl_endpoint_create - put an endpoint of a network into a namespace
 * @net: the network
 * @netns: file descriptor of the container's network namespace
 * @ifname: the device's name there, such as eth0
 * @ep: @ep->mac and its addresses say which; the rest is filled
 *
 * Makes the device with its name and MAC in one step, tells the module the
 * addresses, then, inside the namespace, sets addresses and prefixes and brings
 * lo and the device up. A failure leaves no device.
 */
int nl_endpoint_create(struct nl *nl, const struct nl_network *net, int netns,
		       const char *ifname, struct nl_endpoint *ep,
		       struct error *err);
/* The one of that id; ENOENT if there is none. */
int nl_endpoint_get(struct nl *nl, uint32_t id, struct nl_endpoint *ep, struct error *err);
/* The one which has that address, on whatever network; ENOENT if there is none. */
int nl_endpoint_find(struct nl *nl, const struct address *address, struct nl_endpoint *ep,
		     struct error *err);
/* All endpoints, by id; free(*eps). */
int nl_endpoint_list(struct nl *nl, struct nl_endpoint **eps, size_t *n,
		     struct error *err);
/*
 * Let a route of the namespace go through the device, to one subnet, or the default route
 * (NULL); instead of another or not at all.
 */
int nl_endpoint_route(int netns, const char *ifname, const struct subnet *to,
		      const struct address *gateway, bool replace, struct error *err);

/**
 * struct nl_device - a device of a namespace
 * @ifindex: its interface index there
 * @name: its name there
 * @mac: its MAC address
 * @up: it is up
 * @received_packets: what came to it since it was made
 * @received_bytes: the same
 * @sent_packets: what was sent by it
 * @sent_bytes: the same
 */
struct nl_device {
	unsigned int ifindex;
	char name[IFNAMSIZ];
	uint8_t mac[6];
	bool up;
	uint64_t received_packets;
	uint64_t received_bytes;
	uint64_t sent_packets;
	uint64_t sent_bytes;
};

/* All which have a MAC address; free(*devices). */
int nl_device_list(int netns, struct nl_device **devices, size_t *n,
		   struct error *err);
/* Whether the namespace has a device of that name already. */
bool nl_device_exists(int netns, const char *ifname);
/* Whether a device of the namespace, by its index, has that address. */
bool nl_device_has_address(int netns, unsigned int ifindex, const struct address *address);
/* Delete a device from inside the namespace. */
int nl_device_delete(int netns, unsigned int ifindex, struct error *err);
/* That of the list which is the endpoint, whatever it is called there; NULL if none is. */
const struct nl_device *nl_device_of(const struct nl_endpoint *ep,
				     const struct nl_device *devices, size_t n);

#endif
