/* SPDX-License-Identifier: GPL-2.0-only */
/* Which addresses a new network gets. */
#ifndef CTRNETCTL_NETWORK_SUBNETS_H
#define CTRNETCTL_NETWORK_SUBNETS_H

#include "error.h"
#include "network.h"
#include "network_config.h"

/*
 * Choose subnets and gateways as @request wants them, or free ones, beside the
 * networks @nets. Fills these of @net, and the pool of @config.
 */
int network_choose_subnets(struct nl *nl, const struct nl_network *nets, size_t n,
			   const struct network_request *request,
			   struct nl_network *net, struct network_config *config,
			   struct error *err);

#endif
