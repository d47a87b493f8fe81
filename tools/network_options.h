/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options of network create and network set, which share most of them, and of the files
 * and configurations which tell of networks.
 */
#ifndef CTRNETCTL_NETWORK_OPTIONS_H
#define CTRNETCTL_NETWORK_OPTIONS_H

#include <stdbool.h>

#include "error.h"
#include "network.h"

/*
 * Each is the @take of an option (options.h), whose @to is the struct network_request. It
 * refuses with EINVAL what makes no sense; without a value (NULL), a switch is on.
 */
int network_option_subnet(void *request, const char *value, struct error *err);
int network_option_gateway(void *request, const char *value, struct error *err);
int network_option_ip_range(void *request, const char *value, struct error *err);
int network_option_ipv6(void *request, const char *value, struct error *err);
int network_option_mtu(void *request, const char *value, struct error *err);
int network_option_port_range(void *request, const char *value, struct error *err);
int network_option_publish_address(void *request, const char *value, struct error *err);
int network_option_icc(void *request, const char *value, struct error *err);
int network_option_masquerade(void *request, const char *value, struct error *err);
int network_option_firewall(void *request, const char *value, struct error *err);
int network_option_no_firewall(void *request, const char *value, struct error *err);
int network_option_routed(void *request, const char *value, struct error *err);
int network_option_internal(void *request, const char *value, struct error *err);
int network_option_label(void *request, const char *value, struct error *err);
int network_option_timeout(void *request, const char *value, struct error *err);
int network_option_flow_limit(void *request, const char *value, struct error *err);
int network_option_endpoint_flow_limit(void *request, const char *value, struct error *err);
int network_option_device(void *request, const char *value, struct error *err);
int network_option_driver(void *request, const char *value, struct error *err);
int network_option_opt(void *request, const char *value, struct error *err);

/* Whether they go together. */
int network_request_check(const struct network_request *request, struct error *err);
/* Whether it asks for anything which network set may change. */
bool network_request_changes(const struct network_request *request);
/* Change what is remembered of a network as network set asks; all else of @config stays. */
void network_request_change(const struct network_request *request,
			    struct network_config *config);
void network_request_clear(struct network_request *request);

#endif
