/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices over rtnetlink, of whichever kind; for the nl*.c files only. */
#ifndef CTRNETCTL_NL_DEVICE_H
#define CTRNETCTL_NL_DEVICE_H

#include <netinet/in.h>
#include <stdbool.h>

#include "address.h"
#include "error.h"
#include "nl_request.h"
#include "subnet.h"

/* The request for a new device, for the caller to add attributes to. */
struct nl_msg *device_new(const char *name, const char *kind);
/* Whether IFLA_LINKINFO is of a device of that kind. */
bool device_is(const struct nlattr *info, const char *kind);
int device_set_alias(struct nl_sock *sock, unsigned int ifindex,
		     const char *alias, struct error *err);
/* No IPv6 address of its own accord: ctrnet does not forward IPv6 yet. Before it is up. */
int device_without_ipv6(struct nl_sock *sock, unsigned int ifindex, struct error *err);
int device_up(struct nl_sock *sock, unsigned int ifindex, struct error *err);
/* By @ifindex, or where that is 0, by @name. */
int device_delete(struct nl_sock *sock, unsigned int ifindex, const char *name,
		  struct error *err);
int device_index(struct nl_sock *sock, const char *name, unsigned int *ifindex,
		 struct error *err);

/* As request_dump(), of what another namespace has. */
int route_dump_in(int netns, struct nl_msg *message, request_receive receive,
		  struct list *list, struct error *err);

/* With its subnet's route and, of IPv4, broadcast address; to be used at once. */
int device_add_address(struct nl_sock *sock, unsigned int ifindex,
		       const struct address *address, unsigned int prefix,
		       struct error *err);
/* To a subnet, or the default one if @to is NULL. */
int device_add_route(struct nl_sock *sock, unsigned int ifindex, const struct subnet *to,
		     const struct address *gateway, bool replace, struct error *err);

#endif
