/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Containers onto their networks and off them: addresses, endpoints in the
 * container's namespace, its default route, its ports. All of this is to be
 * called under container_lock(), and changes what is to be saved.
 */
#ifndef CTRNETCTL_CONNECT_H
#define CTRNETCTL_CONNECT_H

#include "attachment.h"
#include "container.h"
#include "error.h"
#include "nl.h"

/* Choose an address on each network of a container which is about to start. */
int connect_plan(struct nl *nl, struct container *c, struct error *err);
/* Carry that out in the container's namespace: all networks and ports, or none. */
int connect_all(struct nl *nl, struct container *c, int netns, struct error *err);
/* Off all networks, its publishes and flows along with the endpoints. */
void connect_end(struct container *c, int netns);

/* The same for one more network of a running container, where it has no address yet. */
int connect_add(struct nl *nl, struct container *c, struct attachment *a, int netns,
		struct error *err);
/*
 * Off one network. Its ports move to the network by which the container is
 * reached from then on; those that cannot are not published any more.
 */
int connect_del(struct nl *nl, struct container *c, struct attachment *a, int netns,
		struct error *err);

#endif
