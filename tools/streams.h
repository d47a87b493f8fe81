/* SPDX-License-Identifier: GPL-2.0-only */
/* The standard streams of a container's process. */
#ifndef CTRNETCTL_STREAMS_H
#define CTRNETCTL_STREAMS_H

#include "error.h"

/*
 * Where one of them is the host's null device, have the container's in its
 * place: root in there could change the mode and owner of the former. To be
 * called in the container's root.
 */
int streams_replace_null(struct error *err);

#endif
