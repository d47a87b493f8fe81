/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a network is what somebody wants who has not made it. Pure function. */
#ifndef CTRNETCTL_NETWORK_DIFFERS_H
#define CTRNETCTL_NETWORK_DIFFERS_H

#include "network.h"

/*
 * In what it does not agree with what is wanted of it, as ctrnet.json(5) calls that; NULL if
 * it does. @config is what is remembered of it.
 */
const char *network_differs(const struct network_request *wanted, const struct nl_network *net,
			    const struct network_config *config);

#endif
