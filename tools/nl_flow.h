/* SPDX-License-Identifier: GPL-2.0-only */
/* Flows; as nl.h says. */
#ifndef CTRNETCTL_NL_FLOW_H
#define CTRNETCTL_NL_FLOW_H

#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"

struct nl;

/**
 * struct nl_flow_dir - one direction of a flow, by what its packets show
 * @source: where they come from
 * @source_port: their source port, or the id of an echo request
 * @destination: where they are addressed to
 * @destination_port: their destination port, or the id of an echo reply
 * @endpoint: id of the endpoint which they are sent to; 0 if they leave by the host
 * @packets: how many there were
 * @bytes: their length
 */
struct nl_flow_dir {
	struct address source;
	uint16_t source_port;
	struct address destination;
	uint16_t destination_port;
	uint32_t endpoint;
	uint64_t packets;
	uint64_t bytes;
};

/**
 * struct nl_flow - a connection through the module
 * @network: interface index of the network
 * @publish: id of the publish which it came through; 0 for none
 * @link: id of the link which let it be; 0 for none
 * @protocol: IPPROTO_TCP and so on
 * @state: enum ctrnet_flow_state
 * @age: seconds since it was made
 * @timeout: seconds of silence until it ends
 * @original: the direction of its first packet
 * @reply: that of the answer
 */
struct nl_flow {
	unsigned int network;
	uint32_t publish;
	uint32_t link;
	uint8_t protocol;
	unsigned int state;
	unsigned int age;
	unsigned int timeout;
	struct nl_flow_dir original;
	struct nl_flow_dir reply;
};

/**
 * struct nl_flow_filter - which flows: those which all of this fits
 * @endpoint: id of the endpoint; 0 for any
 * @publish: id of the publish; 0 for any
 * @protocol: IPPROTO_TCP and so on; 0 for any
 * @peer: the far end; none for any
 */
struct nl_flow_filter {
	uint32_t endpoint;
	uint32_t publish;
	uint8_t protocol;
	struct address peer;
};

/* In no order; free(*flows). */
int nl_flow_list(struct nl *nl, const struct nl_flow_filter *filter,
		 struct nl_flow **flows, size_t *n, struct error *err);
/* End them; @n is how many there were. */
int nl_flow_flush(struct nl *nl, const struct nl_flow_filter *filter, unsigned int *n,
		  struct error *err);

#endif
