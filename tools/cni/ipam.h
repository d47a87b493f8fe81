/* SPDX-License-Identifier: GPL-2.0-only */
/* The plugin which is asked for addresses, if the configuration names one. */
#ifndef CTRNET_CNI_IPAM_H
#define CTRNET_CNI_IPAM_H

#include "call.h"
#include "lease.h"

/*
 * Call it as the plugin itself was called: with the same environment and input. Nothing
 * if there is none. Its own refusal is passed on.
 */
int cni_ipam(const struct cni_call *call, struct cni_failure *f);
/* The same for ADD; @lease is all zero if there is none. Cleaned up after if it fails. */
int cni_ipam_add(const struct cni_call *call, struct cni_lease *lease, struct cni_failure *f);
/* Take back what ADD has got. */
void cni_ipam_undo(const struct cni_call *call);

#endif
