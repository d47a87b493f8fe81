/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of network create and network set, which share most of them. */
#ifndef CTRNETCTL_NETWORK_OPTIONS_H
#define CTRNETCTL_NETWORK_OPTIONS_H

#include <getopt.h>

#include "error.h"
#include "network.h"

/* In the order of the commands' tables; all begin beyond any character. */
enum network_option {
	NETWORK_OPT_SUBNET = 256,
	NETWORK_OPT_GATEWAY,
	NETWORK_OPT_IP_RANGE,
	NETWORK_OPT_IPV6,
	NETWORK_OPT_MTU,
	NETWORK_OPT_PORT_RANGE,
	NETWORK_OPT_PUBLISH_ADDRESS,
	NETWORK_OPT_ICC,
	NETWORK_OPT_MASQUERADE,
	NETWORK_OPT_FIREWALL,
	NETWORK_OPT_NO_FIREWALL,
	NETWORK_OPT_ROUTED,
	NETWORK_OPT_INTERNAL,
	NETWORK_OPT_LABEL,
	NETWORK_OPT_TIMEOUT,
	NETWORK_OPT_FLOW_LIMIT,
	NETWORK_OPT_ENDPOINT_FLOW_LIMIT,
	NETWORK_OPT_DEVICE,
	NETWORK_OPT_DRIVER,
	NETWORK_OPT_OPT,
	NETWORK_OPT_JSON,
	NETWORK_OPT_HELP,
};

/*
 * Take one option of them, other than json and help. Refused with EINVAL if its
 * argument makes no sense.
 */
int network_option(struct network_request *request, int opt, const char *value,
		   struct error *err);
/* Whether they go together. */
int network_request_check(const struct network_request *request, struct error *err);
/* Change what is remembered of a network as network set asks; all else of @config stays. */
void network_request_change(const struct network_request *request,
			    struct network_config *config);
void network_request_clear(struct network_request *request);

#endif
