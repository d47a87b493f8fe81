/* SPDX-License-Identifier: GPL-2.0-only */
/* Which process of the host has a port, to name it to the user. */
#ifndef CTRNETCTL_SOCKET_OWNER_H
#define CTRNETCTL_SOCKET_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "address.h"

/**
 * struct socket_owner - a process with a socket
 * @port: the socket's local port
 * @pid: of the process
 * @name: its command, as in ps
 */
struct socket_owner {
	uint16_t port;
	pid_t pid;
	char name[64];
};

/* The owner of a socket on one of the ports @first to @last; false if none is found. */
bool socket_owner_find(uint8_t protocol, const struct address *host,
		       uint16_t first, uint16_t last, struct socket_owner *owner);

#endif
