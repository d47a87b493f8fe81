/* SPDX-License-Identifier: GPL-2.0-only */
/* What is counted, in Prometheus' text exposition format (version 0.0.4). */
#ifndef CTRNETCTL_PROMETHEUS_H
#define CTRNETCTL_PROMETHEUS_H

#include <jansson.h>

/* Of what stats_collect() gives, with traffic; to be freed. */
char *prometheus_text(const json_t *stats);

#endif
