/* SPDX-License-Identifier: GPL-2.0-only */
/* A network which podman is about to note. */
#ifndef CTRNET_NETAVARK_NEW_NETWORK_H
#define CTRNET_NETAVARK_NEW_NETWORK_H

#include <jansson.h>

#include "cni/failure.h"

/*
 * Check @network, and complete it by subnets and gateways, of which podman gives out
 * addresses. The network itself is made when the first container comes: there is nobody to
 * say when podman forgets it.
 */
int netavark_network_complete(json_t *network, struct cni_failure *f);

#endif
