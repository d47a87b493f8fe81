/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/ctrnet.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_CTRNET_H
#define _UAPI_LINUX_CTRNET_H

#define CTRNET_GENL_NAME	"ctrnet"
#define CTRNET_GENL_VERSION	1

/**
 * enum ctrnet_drop_reason - Why a packet was dropped. Each network counts its
 *   drops by reason; the names, in lower case and with dashes, are those of
 *   ethtool -S.
 * @CTRNET_DROP_MALFORMED: A header is truncated, is not in the first fragment
 *   or has an impossible length, or names routers (source routing).
 * @CTRNET_DROP_PROTOCOL: Neither IPv4 nor IPv6 nor ARP.
 * @CTRNET_DROP_SPOOFED_MAC: The source MAC address is not the endpoint's own.
 * @CTRNET_DROP_SPOOFED_IP: The source IP address is none of the endpoint's
 *   own.
 * @CTRNET_DROP_MARTIAN: A destination that must not be seen on a wire, such as
 *   127/8.
 * @CTRNET_DROP_NO_ENDPOINT: No endpoint of the network has the destination
 *   address.
 * @CTRNET_DROP_DOWN: The receiving device is down, or the packet too large for
 *   it.
 * @CTRNET_DROP_FOREIGN: Sent to an endpoint's address from outside its
 *   network. Only published ports can be reached from there.
 * @CTRNET_DROP_TRANSPORT: A transport protocol for which there is no address
 *   translation.
 * @CTRNET_DROP_NO_FLOW: A packet which cannot begin a flow (a TCP segment
 *   other than SYN, an unasked ICMP message), and belongs to none.
 * @CTRNET_DROP_NO_ROUTE: The host has no route to the destination.
 * @CTRNET_DROP_TTL: The time to live ran out.
 * @CTRNET_DROP_TOO_BIG: Larger than the MTU of the way out.
 * @CTRNET_DROP_FLOW_LIMIT: The endpoint, its network or the namespace has as
 *   many flows as it may have.
 * @CTRNET_DROP_NO_PORT: No port was free for the translated source.
 * @CTRNET_DROP_NO_MEMORY: An allocation failed.
 * @CTRNET_DROP_NEIGHBOUR: The host could not pass it to the next hop: its
 *   table of neighbours is full, or IPsec or a tunnel refused it. A next hop
 *   which does not answer is the kernel's to count (/proc/net/stat/arp_cache,
 *   ndisc_cache).
 * @CTRNET_DROP_FIREWALL: The host's firewall, in its FORWARD hooks, refused
 *   the first packet of a connection.
 * @CTRNET_DROP_ROGUE: An endpoint posed as a router or as a DHCP server: a
 *   router advertisement, a redirect, or an answer from a DHCP server's port.
 * @CTRNET_DROP_ICC: From one endpoint to another, where the network does not
 *   let them talk and no link does.
 * @CTRNET_DROP_NESTED: From a container in containers, through more networks
 *   than a packet may pass at once: four.
 */
enum ctrnet_drop_reason {
	CTRNET_DROP_MALFORMED = 1,
	CTRNET_DROP_PROTOCOL,
	CTRNET_DROP_SPOOFED_MAC,
	CTRNET_DROP_SPOOFED_IP,
	CTRNET_DROP_MARTIAN,
	CTRNET_DROP_NO_ENDPOINT,
	CTRNET_DROP_DOWN,
	CTRNET_DROP_FOREIGN,
	CTRNET_DROP_TRANSPORT,
	CTRNET_DROP_NO_FLOW,
	CTRNET_DROP_NO_ROUTE,
	CTRNET_DROP_TTL,
	CTRNET_DROP_TOO_BIG,
	CTRNET_DROP_FLOW_LIMIT,
	CTRNET_DROP_NO_PORT,
	CTRNET_DROP_NO_MEMORY,
	CTRNET_DROP_NEIGHBOUR,
	CTRNET_DROP_FIREWALL,
	CTRNET_DROP_ROGUE,
	CTRNET_DROP_ICC,
	CTRNET_DROP_NESTED,

	/* private: */
	__CTRNET_DROP_MAX,
	CTRNET_DROP_MAX = (__CTRNET_DROP_MAX - 1)
};

/**
 * enum ctrnet_network_option - What a network does. A new one does all but the
 *   last.
 * @CTRNET_NETWORK_ICC: Endpoints may talk to each other. Without it only links
 *   let them, and their broadcasts reach the host alone.
 * @CTRNET_NETWORK_MASQUERADE: Endpoints reach the outside, from an address and
 *   a port of the host.
 * @CTRNET_NETWORK_FIREWALL: The host's firewall, in its FORWARD hooks, judges
 *   the first packet of each connection to a published port and to the
 *   outside.
 * @CTRNET_NETWORK_ROUTED: Endpoints and all others reach each other at their
 *   own addresses, as far as the host forwards packets (ip_forward) and its
 *   firewall lets them. Nothing is masqueraded then.
 */
enum ctrnet_network_option {
	CTRNET_NETWORK_ICC = 1,
	CTRNET_NETWORK_MASQUERADE = 2,
	CTRNET_NETWORK_FIREWALL = 4,
	CTRNET_NETWORK_ROUTED = 8,
};

/**
 * enum ctrnet_flow_state - How far a flow is, which says how long it outlives
 *   silence.
 * @CTRNET_FLOW_UNREPLIED: Not TCP; nothing has come back yet.
 * @CTRNET_FLOW_REPLIED: Not TCP; something has.
 * @CTRNET_FLOW_OPENING: The client's SYN was seen.
 * @CTRNET_FLOW_ANSWERED: The server's SYN was seen too.
 * @CTRNET_FLOW_ESTABLISHED: The client has acknowledged it.
 * @CTRNET_FLOW_CLIENT_DONE: The client has sent its FIN.
 * @CTRNET_FLOW_SERVER_DONE: The server has sent its FIN.
 * @CTRNET_FLOW_CLOSED: Both have.
 * @CTRNET_FLOW_RESET: A RST was seen, once it was established.
 */
enum ctrnet_flow_state {
	CTRNET_FLOW_UNREPLIED = 1,
	CTRNET_FLOW_REPLIED,
	CTRNET_FLOW_OPENING,
	CTRNET_FLOW_ANSWERED,
	CTRNET_FLOW_ESTABLISHED,
	CTRNET_FLOW_CLIENT_DONE,
	CTRNET_FLOW_SERVER_DONE,
	CTRNET_FLOW_CLOSED,
	CTRNET_FLOW_RESET,
};

enum {
	CTRNET_A_FLOW_DIR_SOURCE_ADDRESS = 1,
	CTRNET_A_FLOW_DIR_SOURCE_PORT,
	CTRNET_A_FLOW_DIR_DESTINATION_ADDRESS,
	CTRNET_A_FLOW_DIR_DESTINATION_PORT,
	CTRNET_A_FLOW_DIR_ENDPOINT,
	CTRNET_A_FLOW_DIR_PACKETS,
	CTRNET_A_FLOW_DIR_BYTES,

	__CTRNET_A_FLOW_DIR_MAX
};
#define CTRNET_A_FLOW_DIR_MAX (__CTRNET_A_FLOW_DIR_MAX - 1)

enum {
	CTRNET_A_EXPOSE_PROTOCOL = 1,
	CTRNET_A_EXPOSE_PORT,
	CTRNET_A_EXPOSE_PORT_END,

	__CTRNET_A_EXPOSE_MAX
};
#define CTRNET_A_EXPOSE_MAX (__CTRNET_A_EXPOSE_MAX - 1)

enum {
	CTRNET_A_PORTS_PROTOCOL = 1,
	CTRNET_A_PORTS_HOST_ADDRESS,
	CTRNET_A_PORTS_HOST_PORT,
	CTRNET_A_PORTS_HOST_PORT_END,
	CTRNET_A_PORTS_PORT,

	__CTRNET_A_PORTS_MAX
};
#define CTRNET_A_PORTS_MAX (__CTRNET_A_PORTS_MAX - 1)

enum {
	CTRNET_A_DROP_REASON = 1,
	CTRNET_A_DROP_PACKETS,

	__CTRNET_A_DROP_MAX
};
#define CTRNET_A_DROP_MAX (__CTRNET_A_DROP_MAX - 1)

enum {
	CTRNET_A_TIMEOUTS_TCP_ESTABLISHED = 1,
	CTRNET_A_TIMEOUTS_TCP_OPENING,
	CTRNET_A_TIMEOUTS_TCP_CLOSING,
	CTRNET_A_TIMEOUTS_UDP,
	CTRNET_A_TIMEOUTS_UDP_UNREPLIED,
	CTRNET_A_TIMEOUTS_UDP_DNS,
	CTRNET_A_TIMEOUTS_ICMP,

	__CTRNET_A_TIMEOUTS_MAX
};
#define CTRNET_A_TIMEOUTS_MAX (__CTRNET_A_TIMEOUTS_MAX - 1)

enum {
	CTRNET_A_NETWORK_DATA_OPTIONS = 1,
	CTRNET_A_NETWORK_DATA_ENDPOINTS,

	__CTRNET_A_NETWORK_DATA_MAX
};
#define CTRNET_A_NETWORK_DATA_MAX (__CTRNET_A_NETWORK_DATA_MAX - 1)

enum {
	CTRNET_A_ENDPOINT_DATA_ENDPOINT = 1,

	__CTRNET_A_ENDPOINT_DATA_MAX
};
#define CTRNET_A_ENDPOINT_DATA_MAX (__CTRNET_A_ENDPOINT_DATA_MAX - 1)

enum {
	CTRNET_A_NETWORK = 1,
	CTRNET_A_ENDPOINT,
	CTRNET_A_PUBLISH,
	CTRNET_A_MAC,
	CTRNET_A_ADDRESS,
	CTRNET_A_IFINDEX,
	CTRNET_A_PROTOCOL,
	CTRNET_A_HOST_ADDRESS,
	CTRNET_A_HOST_PORT,
	CTRNET_A_HOST_PORT_END,
	CTRNET_A_PORT,
	CTRNET_A_ENDPOINTS,
	CTRNET_A_FLOWS,
	CTRNET_A_DROP,
	CTRNET_A_OPTIONS,
	CTRNET_A_LINK,
	CTRNET_A_SOURCE,
	CTRNET_A_EXPOSE,
	CTRNET_A_PEER_ADDRESS,
	CTRNET_A_FAMILY,
	CTRNET_A_STATE,
	CTRNET_A_AGE,
	CTRNET_A_TIMEOUT,
	CTRNET_A_ORIGINAL,
	CTRNET_A_REPLY,
	CTRNET_A_TIMEOUTS,
	CTRNET_A_FLOW_LIMIT,
	CTRNET_A_ENDPOINT_FLOW_LIMIT,
	CTRNET_A_UPLINK,
	CTRNET_A_REASON,
	CTRNET_A_PORTS,
	CTRNET_A_PUBLISHES,
	CTRNET_A_FIREWALL,

	__CTRNET_A_MAX
};
#define CTRNET_A_MAX (__CTRNET_A_MAX - 1)

enum {
	CTRNET_CMD_NETWORK_GET = 1,
	CTRNET_CMD_ENDPOINT_GET,
	CTRNET_CMD_ENDPOINT_NTF,
	CTRNET_CMD_ENDPOINT_DEL_NTF,
	CTRNET_CMD_ADDRESS_ADD,
	CTRNET_CMD_ADDRESS_DEL,
	CTRNET_CMD_PUBLISH_GET,
	CTRNET_CMD_PUBLISH_NTF,
	CTRNET_CMD_PUBLISH_DEL_NTF,
	CTRNET_CMD_PUBLISH_ADD,
	CTRNET_CMD_PUBLISH_DEL,
	CTRNET_CMD_NETWORK_SET,
	CTRNET_CMD_NETWORK_NTF,
	CTRNET_CMD_LINK_GET,
	CTRNET_CMD_LINK_NTF,
	CTRNET_CMD_LINK_DEL_NTF,
	CTRNET_CMD_LINK_ADD,
	CTRNET_CMD_LINK_DEL,
	CTRNET_CMD_FLOW_GET,
	CTRNET_CMD_FLOW_FLUSH,
	CTRNET_CMD_LINK_SET,
	CTRNET_CMD_PUBLISH_CHECK,
	CTRNET_CMD_PUBLISH_SET,

	__CTRNET_CMD_MAX
};
#define CTRNET_CMD_MAX (__CTRNET_CMD_MAX - 1)

#define CTRNET_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_CTRNET_H */
