/* SPDX-License-Identifier: GPL-2.0-only */
/* A container as inspect shows it, with Docker's names for its fields. */
#ifndef CTRNETCTL_INSPECT_H
#define CTRNETCTL_INSPECT_H

#include <jansson.h>

#include "container.h"

json_t *inspect_json(const struct container *c);

#endif
