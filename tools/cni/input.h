/* SPDX-License-Identifier: GPL-2.0-only */
/* All that comes from a descriptor. */
#ifndef CTRNET_CNI_INPUT_H
#define CTRNET_CNI_INPUT_H

#include <stddef.h>

#include "error.h"

/* Until its end, and with a NUL behind it; malloc'ed, or NULL with @err filled. */
char *cni_input_read(int fd, size_t *len, struct error *err);

#endif
