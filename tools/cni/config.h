/* SPDX-License-Identifier: GPL-2.0-only */
/* The network configuration which a runtime gives on standard input. */
#ifndef CTRNET_CNI_CONFIG_H
#define CTRNET_CNI_CONFIG_H

#include <jansson.h>
#include <stddef.h>

#include "environment.h"
#include "failure.h"
#include "network.h"

/* Versions of the specification, oldest first. */
enum cni_version {
	CNI_0_3_1,
	CNI_0_4_0,
	CNI_1_0_0,
	CNI_1_1_0,
	CNI_N_VERSIONS,
};

extern const char *const cni_versions[CNI_N_VERSIONS];

/**
 * struct cni_config - a configuration
 * @json: all of it; what follows is borrowed from it
 * @version: its cniVersion
 * @name: of the network, which is one of ctrnet's by that name
 * @ipam: the plugin which is asked for addresses; NULL for ctrnet itself
 * @runtime: runtimeConfig, or NULL
 * @previous: prevResult, or NULL
 * @network: what is wanted of the network where it has to be made
 */
struct cni_config {
	json_t *json;
	enum cni_version version;
	const char *name;
	const char *ipam;
	const json_t *runtime;
	const json_t *previous;
	struct network_request network;
};

/*
 * For that command. Refused if it makes no sense, or asks for what ctrnet does not do.
 * @config->json is there afterwards if @input was JSON at all; cni_config_free() in any case.
 */
int cni_config_read(struct cni_config *config, enum cni_command command,
		    const char *input, size_t len, struct cni_failure *f);
void cni_config_free(struct cni_config *config);
/* The version which an answer has, even to a configuration that was refused. */
const char *cni_config_version(const struct cni_config *config);

#endif
