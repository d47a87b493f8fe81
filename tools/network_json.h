/* SPDX-License-Identifier: GPL-2.0-only */
/* A network as network inspect shows it, with Docker's names for its members. */
#ifndef CTRNETCTL_NETWORK_JSON_H
#define CTRNETCTL_NETWORK_JSON_H

#include <jansson.h>

#include "containers.h"
#include "error.h"
#include "network.h"
#include "network_config.h"

struct nl;

/* @all: all containers. NULL with @err filled if the kernel cannot be asked. */
json_t *network_json(struct nl *nl, const struct nl_network *net,
		     const struct network_config *config,
		     const struct containers *all, struct error *err);
json_t *network_pseudo_json(const struct network_pseudo *pseudo,
			    const struct containers *all);

#endif
