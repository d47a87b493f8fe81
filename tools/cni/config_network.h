/* SPDX-License-Identifier: GPL-2.0-only */
/* ctrnet's network for a configuration. */
#ifndef CTRNET_CNI_CONFIG_NETWORK_H
#define CTRNET_CNI_CONFIG_NETWORK_H

#include "config.h"
#include "error.h"
#include "lease.h"

/* The one of exactly that name; -1 with @err filled, code ENOENT if there is none. */
int cni_network_find(struct nl *nl, const char *name, struct nl_network *net,
		     struct error *err);
/*
 * Refused if it has other subnets than the configuration, or a way out which that does not
 * want: somebody else may have made it, or the configuration was changed.
 */
int cni_network_check(const struct cni_config *config, const struct nl_network *net,
		      struct cni_failure *f);
/* The refusal: @how ends "network x is there already, but". */
int cni_network_differs(const struct cni_config *config, const char *how,
			struct cni_failure *f);
/*
 * The one of that name, made if there is none. Refused if it is not as the configuration
 * and the lease say. Under container_lock().
 */
int cni_network_get(struct nl *nl, const struct cni_config *config, const struct cni_lease *lease,
		    struct nl_network *net, struct cni_failure *f);

#endif
