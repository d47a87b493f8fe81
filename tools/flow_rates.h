/* SPDX-License-Identifier: GPL-2.0-only */
/* What flows have done between two looks at them. Pure functions. */
#ifndef CTRNETCTL_FLOW_RATES_H
#define CTRNETCTL_FLOW_RATES_H

#include <stddef.h>
#include <stdint.h>

struct nl_flow;

/* In the order in which the other function wants them. */
void flow_rates_sort(struct nl_flow *flows, size_t n);

/**
 * struct flow_rate - what has come through a publish
 * @in: bytes to the container
 * @out: bytes from it
 * @packets: of both
 */
struct flow_rate {
	uint64_t in;
	uint64_t out;
	uint64_t packets;
};

/*
 * Of the flows of a publish: what they have done since the look before, and those which are
 * new all they have. What the ended ones did in the end nobody knows.
 */
struct flow_rate flow_rates_between(const struct nl_flow *before, size_t n_before,
				    const struct nl_flow *after, size_t n_after,
				    uint32_t publish);

#endif
