/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What netavark says on standard input: the parts of ctrnet-cni do the rest. Pure functions
 * of it.
 */
#ifndef CTRNET_NETAVARK_REQUEST_H
#define CTRNET_NETAVARK_REQUEST_H

#include <jansson.h>

#include "cni/call.h"

/*
 * A network as podman keeps it, into a configuration. Refused if it makes no sense, or asks
 * for what ctrnet does not do. The configuration borrows from @network, but is to be freed by
 * cni_config_free(), which does not free @network.
 */
int netavark_network_read(struct cni_config *config, const json_t *network,
			  struct cni_failure *f);
/* A container on such a network, whose namespace is at @netns. To be freed the same way. */
int netavark_call_read(struct cni_call *call, const json_t *input, const char *netns,
		       struct cni_failure *f);
/* No more than what says which container is to leave which network. */
int netavark_leave_read(struct cni_call *call, const json_t *input, const char *netns,
			struct cni_failure *f);

#endif
