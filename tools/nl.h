/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's side: devices over rtnetlink, everything of ctrnet's own over
 * the ctrnet generic netlink family. Only the nl*.c files know libnl.
 *
 * All functions act on the network namespace the process was in when nl_open
 * was called. Those which return int return 0, or -1 with @err filled: the
 * kernel's extack text where it gave one.
 */
#ifndef CTRNETCTL_NL_H
#define CTRNETCTL_NL_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ctrnet.h>

#include "address.h"
#include "error.h"

struct nl;
struct subnet;

/* Connect and resolve the family, which loads the module where possible. */
struct nl *nl_open(struct error *err);
/* The same, but if the module is not loaded it stays so: ENOENT. */
struct nl *nl_open_loaded(struct error *err);
/* For who only lists: then there is nothing; 0 with *nl NULL. */
int nl_open_if_loaded(struct nl **nl, struct error *err);
void nl_disconnect(struct nl *nl);

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
/* The one of that id; ENOENT if there is none. */
int nl_endpoint_get(struct nl *nl, uint32_t id, struct nl_endpoint *ep, struct error *err);
/* The one which has that address, on whatever network; ENOENT if there is none. */
int nl_endpoint_find(struct nl *nl, const struct address *address, struct nl_endpoint *ep,
		     struct error *err);
/* All endpoints, by id; free(*eps). */
int nl_endpoint_list(struct nl *nl, struct nl_endpoint **eps, size_t *n,
		     struct error *err);

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
/* Those of an endpoint, or all if it is 0; by id; free(*pubs). */
int nl_publish_list_of(struct nl *nl, uint32_t endpoint, struct nl_publish **pubs, size_t *n,
		       struct error *err);
/* All publishes, by id; free(*pubs). */
int nl_publish_list(struct nl *nl, struct nl_publish **pubs, size_t *n,
		    struct error *err);

/* Ports which a link opens, from @first to @last. */
struct nl_expose {
	uint8_t protocol;
	uint16_t first;
	uint16_t last;
};

/**
 * struct nl_link - a link, as the kernel has it
 * @id: unique in the namespace of the network
 * @recipient: id of the endpoint which may connect
 * @source: id of the endpoint to which it may
 * @exposed: the source's ports; malloc'ed
 * @n_exposed: how many ranges
 */
struct nl_link {
	uint32_t id;
	uint32_t recipient;
	uint32_t source;
	struct nl_expose *exposed;
	size_t n_exposed;
};

/* @link->id is filled. */
int nl_link_add(struct nl *nl, struct nl_link *link, struct error *err);
/* Let the link with the id open what @link does; connections to that live on. */
int nl_link_set(struct nl *nl, uint32_t id, const struct nl_link *link,
		struct error *err);
int nl_link_del(struct nl *nl, uint32_t id, struct error *err);
/* All links; nl_link_list_free(). */
int nl_link_list(struct nl *nl, struct nl_link **links, size_t *n,
		 struct error *err);
void nl_link_list_free(struct nl_link *links, size_t n);

/**
 * struct nl_route - a route of the main table which is no default route
 * @dst: where it leads
 * @prefix: prefix length of @dst
 * @ifindex: the device it uses; 0 if there is not just one
 */
struct nl_route {
	struct address dst;
	unsigned int prefix;
	unsigned int ifindex;
};

int nl_route_list(struct nl *nl, struct nl_route **routes, size_t *n,
		  struct error *err);
/*
 * Whether another namespace has a route to just that subnet, of prefix 0 the default one:
 * in whichever table, and by that gateway, or by any if it is NULL.
 */
bool nl_netns_has_route(int netns, const struct subnet *to, const struct address *gateway);

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

enum nl_event_object {
	NL_OBJECT_NETWORK,
	NL_OBJECT_ENDPOINT,
	NL_OBJECT_PUBLISH,
	NL_OBJECT_LINK,
};

/**
 * struct nl_event - what has happened to an object
 * @object: which of the members below tells of it
 * @gone: it is no more; else it is new, or was changed
 * @network: the network; of what it does only @options and @limits, and those only if
 *	its device has not changed
 * @endpoint: the endpoint
 * @publish: the publish
 * @link: the link; @link.exposed is valid during the call only
 * @link_network: interface index of its network
 */
struct nl_event {
	enum nl_event_object object;
	bool gone;
	union {
		struct nl_network network;
		struct nl_endpoint endpoint;
		struct nl_publish publish;
		struct {
			struct nl_link link;
			unsigned int link_network;
		};
	};
};

struct nl_monitor;

/* Listen to what happens from now on. */
struct nl_monitor *nl_monitor_open(struct error *err);
/*
 * Wait until something has happened, and hand on all that has; or until there is something
 * to be read from @other, which may be -1. Otherwise -1: ENOBUFS if some events were lost;
 * ENODEV if the module was unloaded; EINTR.
 */
int nl_monitor_wait(struct nl_monitor *monitor, int other,
		    void (*each)(const struct nl_event *event, void *data), void *data,
		    struct error *err);
void nl_monitor_close(struct nl_monitor *monitor);

#endif
