/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_RESERVE_H
#define CTRNET_RESERVE_H

#include <linux/types.h>

struct ctrnet_publish;
struct ctrnet_publish_key;
struct ctrnet_publish_request;
struct net;
struct netlink_ext_ack;

/* Ports of one publish which are held by sockets: about 3 KiB each. */
#define CTRNET_RESERVE_MAX	1024

/* To look whether a socket waits at one of more takes as long as to make so many. */
#define CTRNET_RESERVE_LARGE	256

/*
 * What is done under RTNL to reserve ports, and before that to try them, in sockets which
 * are made, at most. 0 for a range whose end is before it. Context: any.
 */
unsigned int ctrnet_reserve_cost(const struct ctrnet_publish_key *key);
unsigned int ctrnet_reserve_tries(const struct ctrnet_publish_key *key);

/**
 * ctrnet_reserve_prepare - do of a reservation what would take too long under RTNL
 * @net: the namespace
 * @request: the publish to be made, yet to be checked; gets what is found
 *
 * Look for the VRF which has the address, if the host has not: among all devices, of which there
 * may be thousands. Load what it takes to reserve ports of SCTP: a module which is being loaded
 * waits for the removal of namespaces, and that for RTNL. And try each port of a large range: the
 * kernel does not tell of SCTP's sockets, and 60,000 ports take half a second.
 *
 * What is in the way of the reservation is told by ctrnet_reserve_ports(); -EINTR if the task
 * was killed. Context: process, without RTNL.
 */
void ctrnet_reserve_prepare(struct net *net, struct ctrnet_publish_request *request);

/**
 * ctrnet_reserve_ports - take a publish's ports from the host's sockets
 * @net: the namespace
 * @publish: gets the sockets which hold them
 * @request: of ctrnet_reserve_prepare()
 * @extack: gets the reason of a refusal
 *
 * A bound socket per port, so that a program of the host finds the port in
 * use, and the other way round. Ranges beyond CTRNET_RESERVE_MAX are only
 * checked against the sockets there are: see ctrnet_socket_waits(), and for those
 * which come later ctrnet_socket_keeps().
 * Context: process.
 * Return: 0, or why none is reserved; -EINTR if the task was killed.
 */
int ctrnet_reserve_ports(struct net *net, struct ctrnet_publish *publish,
			 const struct ctrnet_publish_request *request,
			 struct netlink_ext_ack *extack);
void ctrnet_reserve_release(struct ctrnet_publish *publish);

#endif
