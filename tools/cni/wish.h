/* SPDX-License-Identifier: GPL-2.0-only */
/* How a container wants to be on its network. */
#ifndef CTRNET_CNI_WISH_H
#define CTRNET_CNI_WISH_H

#include "call.h"
#include "lease.h"
#include "network_join.h"

/*
 * By runtimeConfig and CNI_ARGS, of which the first counts, and by a lease, before which
 * neither does; free the aliases with cni_wish_free() in any case.
 */
int cni_wish_read(struct network_wish *wish, const struct cni_call *call,
		  const struct cni_lease *lease, struct cni_failure *f);
void cni_wish_free(struct network_wish *wish);

#endif
