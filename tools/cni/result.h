/* SPDX-License-Identifier: GPL-2.0-only */
/* What ADD answers. Pure function. */
#ifndef CTRNET_CNI_RESULT_H
#define CTRNET_CNI_RESULT_H

#include <jansson.h>

#include "attachment.h"
#include "call.h"
#include "lease.h"

/**
 * struct cni_made - what ADD has made
 * @attachment: the container on the network
 * @mtu: of its device
 * @default4: the container's default route is by way of it
 * @default6: that of IPv6 is
 * @lease: what was given for it
 */
struct cni_made {
	const struct attachment *attachment;
	unsigned int mtu;
	bool default4;
	bool default6;
	const struct cni_lease *lease;
};

/* With what the plugins before have made, if any. */
json_t *cni_result(const struct cni_call *call, const struct cni_made *made);

#endif
