/* SPDX-License-Identifier: GPL-2.0-only */
/* Networks: their devices, over rtnetlink, and what ctrnet knows of them; as nl.h says. */
#ifndef CTRNETCTL_NL_NETWORK_H
#define CTRNETCTL_NL_NETWORK_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ctrnet.h>

#include "error.h"

struct nl;

/**
 * struct nl_limits - how long flows of a network live, and how many there may be
 * @timeouts: seconds of silence, by CTRNET_A_TIMEOUTS_*
 * @flows: of the network; 0 for as many as its namespace may have
 * @endpoint_flows: of each of its endpoints; 0 likewise
 */
struct nl_limits {
	uint32_t timeouts[CTRNET_A_TIMEOUTS_MAX + 1];
	uint32_t flows;
	uint32_t endpoint_flows;
};

/**
 * struct nl_network - a network, as the kernel has it
 * @ifindex: of its device
 * @device: name of its device
 * @alias: the device's ifalias; the tool keeps the network's name and id there
 * @gateway: first IPv4 address of the device; 0.0.0.0 if it has none
 * @prefix: prefix length of @gateway
 * @gateway6: first IPv6 address of the device which is not of the link only;
 *	:: if it has none
 * @prefix6: prefix length of @gateway6
 * @mtu: of the device
 * @endpoints: how many endpoints it has
 * @flows: how many flows it has
 * @options: what it does, of enum ctrnet_network_option
 * @limits: of its flows
 */
struct nl_network {
	unsigned int ifindex;
	char device[IFNAMSIZ];
	char alias[256];
	struct in_addr gateway;
	unsigned int prefix;
	struct in6_addr gateway6;
	unsigned int prefix6;
	unsigned int mtu;
	unsigned int endpoints;
	unsigned int flows;
	uint32_t options;
	struct nl_limits limits;
};

/**
 * struct nl_network_change - what is to become of a network; all else stays
 * @options: what it does, of enum ctrnet_network_option
 * @asked: which of @options
 * @limits: of its flows
 * @asked_timeouts: which of @limits.timeouts, a bit for each
 * @asked_flows: whether @limits.flows
 * @asked_endpoint_flows: whether @limits.endpoint_flows
 */
struct nl_network_change {
	uint32_t options;
	uint32_t asked;
	struct nl_limits limits;
	uint32_t asked_timeouts;
	bool asked_flows;
	bool asked_endpoint_flows;
};

/* Dropped packets of one network for one reason (enum ctrnet_drop_reason). */
struct nl_drop {
	unsigned int reason;
	uint64_t packets;
};

/* Make the device, set alias and address, bring it up; all or nothing. Fills @net->ifindex. */
int nl_network_create(struct nl *nl, struct nl_network *net, struct error *err);
/* All or nothing; nothing is no error. */
int nl_network_set(struct nl *nl, unsigned int ifindex,
		   const struct nl_network_change *change, struct error *err);
int nl_network_delete(struct nl *nl, unsigned int ifindex, struct error *err);
/* All networks, by ifindex; free(*nets). */
int nl_network_list(struct nl *nl, struct nl_network **nets, size_t *n,
		    struct error *err);
int nl_network_drops(struct nl *nl, unsigned int ifindex,
		     struct nl_drop **drops, size_t *n, struct error *err);

#endif
