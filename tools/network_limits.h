/* SPDX-License-Identifier: GPL-2.0-only */
/* How long flows of a network live, and how many there may be, in words. */
#ifndef CTRNETCTL_NETWORK_LIMITS_H
#define CTRNETCTL_NETWORK_LIMITS_H

#include <jansson.h>

#include "error.h"

struct nl_limits;
struct nl_network_change;

/* As in "udp-unreplied"; by CTRNET_A_TIMEOUTS_*, from 1 on. */
const char *network_timeout_name(unsigned int timeout);

/* Of "udp=300", "udp=5m". Refused with EINVAL if it makes no sense. */
int network_timeout_parse(struct nl_network_change *change, const char *text,
			  struct error *err);

/* A number of flows; 0 for any. Likewise. */
int network_flow_limit_parse(struct nl_network_change *change, const char *text,
			     struct error *err);
int network_endpoint_flow_limit_parse(struct nl_network_change *change, const char *text,
				      struct error *err);

/* Add them to what is shown of a network's options. */
void network_limits_json(json_t *options, const struct nl_limits *limits);

#endif
