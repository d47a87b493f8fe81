/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals as people write them. */
#ifndef CTRNETCTL_SIGNALS_H
#define CTRNETCTL_SIGNALS_H

#include "error.h"

/* TERM, SIGTERM, 15, RTMIN+1; -1 if it is none. */
int signal_parse(const char *text, struct error *err);

#endif
