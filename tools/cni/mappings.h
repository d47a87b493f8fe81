/* SPDX-License-Identifier: GPL-2.0-only */
/* runtimeConfig.portMappings. Pure function. */
#ifndef CTRNET_CNI_MAPPINGS_H
#define CTRNET_CNI_MAPPINGS_H

#include <jansson.h>

#include "failure.h"
#include "ports.h"

/*
 * Add the ports which @array says to a set: neighbours as one range, and what is there
 * already, or said twice, once. NULL for none.
 */
int cni_mappings_add(struct port_set *set, const json_t *array, struct cni_failure *f);

#endif
