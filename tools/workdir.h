/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a command starts, as options and images say it. */
#ifndef CTRNETCTL_WORKDIR_H
#define CTRNETCTL_WORKDIR_H

#include "error.h"

/* Refused unless it is an absolute path; none need be there. */
int workdir_check(const char *path, struct error *err);

#endif
