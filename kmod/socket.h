/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_SOCKET_H
#define CTRNET_SOCKET_H

#include <linux/types.h>

struct ctrnet_publish_key;
struct ctrnet_tuple;
struct net;

/*
 * Whether any socket of the host has a port of TCP or UDP, on whatever address, be
 * it that of a connection, or of one which is over but waits. Of SCTP's ports the
 * kernel tells nothing: false. Context: any but hard interrupts.
 */
bool ctrnet_socket_has_port(struct net *net, u8 protocol, u16 port);

/**
 * ctrnet_socket_waits - whether a socket waits at one of the ports of a publish
 * @net: the namespace
 * @key: the ports; TCP or UDP
 *
 * A socket waits for strangers if it listens, or is bound and may listen, or takes
 * datagrams from anybody. One with a port that the kernel chose for its connection
 * does not: what comes for it is told by its peer's address. Of more ports than the
 * kernel's table of sockets has slots, the slots are looked at.
 * Context: process.
 * Return: whether one does.
 */
bool ctrnet_socket_waits(struct net *net, const struct ctrnet_publish_key *key);

/**
 * ctrnet_socket_keeps - whether a packet is for a socket whose port the kernel chose
 * @net: the namespace
 * @tuple: of the packet, which is for the host
 *
 * For ports which are published, but not held: the kernel does not know of them when
 * it looks for a free port. TCP and UDP; of SCTP it tells nothing: false.
 * Context: RCU read side.
 * Return: whether it is.
 */
bool ctrnet_socket_keeps(struct net *net, const struct ctrnet_tuple *tuple);

#endif
