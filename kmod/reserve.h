/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_RESERVE_H
#define CTRNET_RESERVE_H

#include <linux/types.h>

struct ctrnet_publish;
struct net;
struct netlink_ext_ack;

/**
 * ctrnet_reserve_prepare - load what it takes to reserve ports of a protocol
 * @net: the namespace
 * @protocol: of the publish to be made
 *
 * Context: process, without RTNL: a module which is being loaded waits for the
 * removal of namespaces, and that for RTNL.
 */
void ctrnet_reserve_prepare(struct net *net, u8 protocol);

/**
 * ctrnet_reserve_ports - take a publish's ports from the host's sockets
 * @net: the namespace
 * @publish: gets the sockets which hold them
 * @extack: gets the reason of a refusal
 *
 * A bound socket per port, so that a program of the host finds the port in
 * use, and the other way round. Ranges beyond RESERVE_MAX are only checked
 * against the sockets there are: see ctrnet_socket_find_waiting(), and for those
 * which come later ctrnet_socket_keeps(). Context: process.
 */
int ctrnet_reserve_ports(struct net *net, struct ctrnet_publish *publish,
			 struct netlink_ext_ack *extack);
void ctrnet_reserve_release(struct ctrnet_publish *publish);

#endif
