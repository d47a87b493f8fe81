/* SPDX-License-Identifier: GPL-2.0-only */
/* A container's config.json: what is kept of it on disk. */
#ifndef CTRNETCTL_CONTAINER_JSON_H
#define CTRNETCTL_CONTAINER_JSON_H

#include <jansson.h>

#include "container.h"
#include "json_get.h"

#define CONTAINER_CONFIG_FILE	"config.json"
/* Of the file; one of a newer tool is not read. */
#define CONTAINER_VERSION	1

/* NULL if a string of the container's is not UTF-8, which JSON cannot hold. */
json_t *container_to_json(const struct container *c);
/* Members which are absent are zero or empty. */
void container_from_json(struct container *c, const json_t *json);

/* Whether it can have been written: refused where a part is missing or makes no sense. */
int container_check(const struct container *c, struct error *err);

/* What is exposed, as ranges. */
json_t *exposed_to_json(const struct port_ranges *exposed);
void exposed_from_json(struct port_set *ports, const json_t *json);

#endif
