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

struct nl;

/* Choose an address on each network of a container which is about to start. */
int connect_plan(struct nl *nl, struct container *c, struct error *err);
/* Carry that out in the container's namespace: all networks and ports, or none. */
int connect_all(struct nl *nl, struct container *c, int netns, struct error *err);
/*
 * Off all networks, its publishes and flows along with the endpoints. Of an endpoint which
 * is out of reach, at least the publishes.
 */
void connect_end(struct container *c, int netns);
/* None of its ports is published any more: its endpoint cannot be deleted. */
void connect_unpublish(struct nl *nl, struct container *c);

/* The same for one more network of a running container, where it has no address yet. */
int connect_add(struct nl *nl, struct container *c, struct attachment *a, int netns,
		struct error *err);
/*
 * Off one network, which is forgotten. The container's ports move to the one by
 * which it is reached from then on; where they cannot, @unpublished is filled
 * and none of them is published any more, which is no failure.
 */
int connect_del(struct nl *nl, struct container *c, struct attachment *a, int netns,
		struct error *unpublished, struct error *err);

/*
 * Whether ports of a running container can be published: refused if it is on no
 * network which leads out, with what to do.
 */
int connect_check_reach(const struct container *c, struct error *err);
/* Where ports of a container lead, by its primary network's rules. */
int connect_target(struct nl *nl, const struct container *c,
		   struct ports_target *target, struct error *err);
/*
 * The namespace of a running container, held by the descriptor; -1 with @err
 * filled if it has ended meanwhile.
 */
int connect_open_netns(const struct container *c, struct error *err);

#endif
