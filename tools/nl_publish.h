/* SPDX-License-Identifier: GPL-2.0-only */
/* Publishes; as nl.h says. */
#ifndef CTRNETCTL_NL_PUBLISH_H
#define CTRNETCTL_NL_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"

struct nl;

/**
 * struct nl_publish - a publish, as the kernel has it
 * @id: unique in the namespace of the network
 * @endpoint: id of the endpoint
 * @network: interface index of the network
 * @protocol: IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP
 * @host: the host's address; 0.0.0.0 or :: for all of its family
 * @host_port: first port of the host
 * @host_port_end: last one
 * @address: the endpoint's address to which it leads, of the same family
 * @port: the endpoint's port for @host_port; the others follow on
 */
struct nl_publish {
	uint32_t id;
	uint32_t endpoint;
	unsigned int network;
	uint8_t protocol;
	struct address host;
	uint16_t host_port;
	uint16_t host_port_end;
	struct address address;
	uint16_t port;
};

/*
 * Publish several of one endpoint, all or none; fills the ids. Otherwise @refused is the
 * index of the first one which cannot be had, and err->code tells refusals apart: EEXIST
 * if another publish holds a port, EADDRINUSE if a socket of the host does, EADDRNOTAVAIL
 * if the host does not have the address.
 */
int nl_publish_add(struct nl *nl, struct nl_publish *pubs, size_t n, size_t *refused,
		   struct error *err);
int nl_publish_del(struct nl *nl, uint32_t id, struct error *err);
/* Those of an endpoint, or all if it is 0; by id; free(*pubs). */
int nl_publish_list_of(struct nl *nl, uint32_t endpoint, struct nl_publish **pubs, size_t *n,
		       struct error *err);
/* All publishes, by id; free(*pubs). */
int nl_publish_list(struct nl *nl, struct nl_publish **pubs, size_t *n,
		    struct error *err);

/**
 * struct nl_check - what would become of a client's first packet
 * @uplink: interface index of the device by which it would come; 0 for none
 * @reason: enum ctrnet_drop_reason, why it would be dropped; 0 if it would not
 * @firewall: the host's firewall judges any packets to the network, of the family
 */
struct nl_check {
	unsigned int uplink;
	unsigned int reason;
	bool firewall;
};

/* As the host's firewall is now; @client is none for one far away. */
int nl_publish_check(struct nl *nl, uint32_t id, const struct address *client,
		     struct nl_check *check, struct error *err);

#endif
