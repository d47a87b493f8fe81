/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Networks by name. A network's name and id are kept in the alias of its
 * device, so that the kernel stays the only place that knows them; the next
 * address to give out is remembered under /run/ctrnet.
 */
#ifndef CTRNETCTL_NETWORK_H
#define CTRNETCTL_NETWORK_H

#include "error.h"
#include "nl.h"

#define NETWORK_DEFAULT "bridge"

/* By name, id or unique id prefix; the default network is made if it does not exist yet. */
int network_get(struct nl *nl, const char *name, struct nl_network *net,
		struct error *err);
/* Name of a network, from its alias or else its device; static buffer. */
const char *network_name(const struct nl_network *net);
/*
 * The address for a new endpoint: the next free one after the last one given,
 * wrapping at the end of the subnet, as classic Docker does. Call under
 * container_lock().
 */
int network_next_address(struct nl *nl, const struct nl_network *net,
			 struct in_addr *address, struct error *err);
/* 02:42 and the four bytes of the address. */
void network_mac(struct in_addr address, uint8_t mac[6]);

#endif
