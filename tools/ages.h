/* SPDX-License-Identifier: GPL-2.0-only */
/* How long ago, in words; and when, for scripts. */
#ifndef CTRNETCTL_AGES_H
#define CTRNETCTL_AGES_H

#include <stdint.h>

#include "container.h"

/* "5 seconds", "About a minute", "3 weeks"; malloc'ed. */
char *age_in_words(int64_t nanoseconds);
/* The STATUS cell of ps: "Up 2 seconds", "Exited (0) 3 minutes ago", "Created"; malloc'ed. */
char *age_status(const struct container *c);
/* "2024-02-29T12:00:00.123456789Z"; malloc'ed. */
char *age_timestamp(int64_t time);

#endif
