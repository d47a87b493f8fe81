/* SPDX-License-Identifier: GPL-2.0-only */
/* What the devices of containers have received and sent. */
#ifndef CTRNETCTL_TRAFFIC_H
#define CTRNETCTL_TRAFFIC_H

#include "container.h"
#include "nl_endpoint.h"

/**
 * struct traffic - the device of one container on one network
 * @endpoint: the kernel's id
 * @device: its counters, as the container's namespace has them
 */
struct traffic {
	uint32_t endpoint;
	struct nl_device device;
};

/* Of all which run; those which end meanwhile are left out. By endpoint; free(*all). */
size_t traffic_list(struct container *const *list, size_t n, struct traffic **all);
/* The one of that endpoint, or NULL. */
const struct traffic *traffic_of(const struct traffic *all, size_t n, uint32_t endpoint);

#endif
