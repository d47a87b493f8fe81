/* SPDX-License-Identifier: GPL-2.0-only */
/* The container's network namespace, by CNI_NETNS. */
#ifndef CTRNET_CNI_NAMESPACE_H
#define CTRNET_CNI_NAMESPACE_H

#include "call.h"
#include "container.h"

/* Open it for a container, which remembers it; -1 with @f filled. */
int cni_namespace_open(const struct cni_call *call, struct container *c, struct cni_failure *f);
/* Which one it is; -1 with @f filled if there is none. */
int cni_namespace_identify(const struct cni_call *call, struct netns_id *id,
			   struct cni_failure *f);
/* Whether it is the one which a container has; -1 with @f filled if it is gone, or another. */
int cni_namespace_check(const struct cni_call *call, const struct container *c,
			struct cni_failure *f);

#endif
