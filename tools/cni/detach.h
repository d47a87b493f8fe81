/* SPDX-License-Identifier: GPL-2.0-only */
/* What DEL and GC have in common. */
#ifndef CTRNET_CNI_DETACH_H
#define CTRNET_CNI_DETACH_H

#include "error.h"

/*
 * Take a container off the network on which it has that device, and forget it if it was
 * the last one. What is gone already is done. Under container_lock().
 */
int cni_detach(const char *engine_id, const char *ifname, struct error *err);

#endif
