/* SPDX-License-Identifier: GPL-2.0-only */
/* A container's /etc/resolv.conf: the host's, without servers that only the host can reach. */
#ifndef CTRNETCTL_RESOLV_H
#define CTRNETCTL_RESOLV_H

#include "container.h"
#include "error.h"

int resolv_write(const struct container *c, struct error *err);

#endif
