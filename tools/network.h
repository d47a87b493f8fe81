/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Networks by name. A network's name and id are kept in the alias of its
 * device, so that the kernel stays the only place that knows them; of what it
 * has no place for, and of the last address given out, there are notes under
 * /run/ctrnet.
 */
#ifndef CTRNETCTL_NETWORK_H
#define CTRNETCTL_NETWORK_H

#include <stdbool.h>

#include "container.h"
#include "error.h"
#include "network_config.h"
#include "nl_network.h"
#include "subnet.h"

struct nl;

#define NETWORK_DEFAULT	"bridge"
#define NETWORK_ID_LEN	64
#define NETWORK_SHORT_ID_LEN	12

/*
 * By id, name, or unique id prefix; the default network is made if it does
 * not exist yet. Call under container_lock().
 */
int network_get(struct nl *nl, const char *name, struct nl_network *net,
		struct error *err);
/* The one of @nets which @term names; NULL with @err filled, code ENOENT if there is none. */
struct nl_network *network_pick(struct nl_network *nets, size_t n, const char *term,
				struct error *err);

/* Name of a network, from its alias or else its device; static buffer. */
const char *network_name(const struct nl_network *net);
/* Its id, from its alias or else made of its interface index; static buffer. */
const char *network_id(const struct nl_network *net);
/* Whether it has an id in its alias: it was made by the tool. */
bool network_has_id(const struct nl_network *net);
/* Whether it is one which users can neither make nor remove: bridge, host, none. */
bool network_is_predefined(const char *name);

/**
 * struct network_pseudo - a network which Docker lists, though no device stands behind it
 * @name: its name
 * @driver: its driver
 * @id: its name in hexadecimal
 */
struct network_pseudo {
	const char *name;
	const char *driver;
	const char *id;
};

#define NETWORK_N_PSEUDO	2

extern const struct network_pseudo network_pseudo[NETWORK_N_PSEUDO];

/* The one of that name, id or beginning of an id; or NULL. */
const struct network_pseudo *network_pseudo_pick(const char *term);

/* Its subnets; with prefix 0 if it has none. */
struct subnet network_subnet(const struct nl_network *net);
struct subnet network_subnet6(const struct nl_network *net);

/**
 * struct network_request - what is wanted of a new network
 * @name: its name
 * @subnets: in CIDR notation, one of each family; NULL for any that is free
 * @gateways: the host's addresses in them; NULL for the first ones
 * @ip_ranges: parts of them of which addresses are given out; NULL for all
 * @ipv6: whether it has IPv6 addresses even if @subnets has none
 * @mtu: of its device; 0 for the kernel's default
 * @device: name of its device; NULL for the next of ctr1, ctr2 and so on
 * @change: what it does, and its limits, other than a new one
 * @config: what is to be remembered, but for the addresses
 * @asked_publish: @config.publish and @config.publish_device are asked for; they may say
 *	what they say otherwise too
 */
struct network_request {
	const char *name;
	char **subnets;
	char **gateways;
	char **ip_ranges;
	bool ipv6;
	unsigned int mtu;
	const char *device;
	struct nl_network_change change;
	struct network_config config;
	bool asked_publish;
};

/* Refuses all that can be before anything is made. Call under container_lock(). */
int network_new(struct nl *nl, const struct network_request *request,
		struct nl_network *net, struct error *err);

/* With what is remembered of it. Call under container_lock(). */
int network_delete(struct nl *nl, const struct nl_network *net, struct error *err);

/* Whether the addresses which an attachment wants are of the network's subnets. */
int network_check_wishes(const struct nl_network *net, const struct attachment *a,
			 struct error *err);
/* Refused if no address is left to be given out. */
int network_check_room(struct nl *nl, const struct nl_network *net, struct error *err);
/*
 * The addresses for an attachment which is about to get an endpoint: those
 * wanted or, if any will do, the next free one after the last one given,
 * wrapping at the end of the subnet, as classic Docker does; and the IPv6
 * address which is as far from the beginning of its subnet, if the network has
 * one. Call under container_lock().
 */
int network_take_addresses(struct nl *nl, const struct nl_network *net,
			   struct attachment *a, struct error *err);

#endif
