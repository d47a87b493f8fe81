/* SPDX-License-Identifier: GPL-2.0-only */
/* What DEL and GC have in common. */
#ifndef CTRNET_CNI_DETACH_H
#define CTRNET_CNI_DETACH_H

#include "error.h"

/*
 * Take a container off that network, on which it has that device, and forget it if it was
 * the last one. What is gone already is done. A device of another network stays: an ADD
 * which is refused for it is followed by a DEL. Under container_lock().
 */
int cni_detach(const char *engine_id, const char *ifname, const char *network,
	       struct error *err);

#endif
