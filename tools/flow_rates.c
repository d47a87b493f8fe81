// SPDX-License-Identifier: GPL-2.0-only
#include "flow_rates.h"

#include <stdlib.h>

#include "nl_flow.h"

static int compare_ends(const struct address *a, uint16_t a_port, const struct address *b,
			uint16_t b_port)
{
	const int addresses = address_compare(a, b);

	return addresses ? addresses : (int)a_port - b_port;
}

/* By what no two have in common at one time. */
static int compare(const void *a, const void *b)
{
	const struct nl_flow *x = a, *y = b;
	int ret;

	if (x->publish != y->publish)
		return x->publish < y->publish ? -1 : 1;
	if (x->protocol != y->protocol)
		return (int)x->protocol - y->protocol;
	ret = compare_ends(&x->original.source, x->original.source_port,
			   &y->original.source, y->original.source_port);
	return ret ? ret : compare_ends(&x->original.destination, x->original.destination_port,
					&y->original.destination,
					y->original.destination_port);
}

void flow_rates_sort(struct nl_flow *flows, size_t n)
{
	if (n)
		qsort(flows, n, sizeof(*flows), compare);
}

/* Less than before: it is another one between the same ends. */
static uint64_t since(uint64_t before, uint64_t after)
{
	return after >= before ? after - before : after;
}

static void add(struct flow_rate *rate, const struct nl_flow *before,
		const struct nl_flow *after)
{
	static const struct nl_flow none;

	if (!before)
		before = &none;
	rate->in += since(before->original.bytes, after->original.bytes);
	rate->out += since(before->reply.bytes, after->reply.bytes);
	rate->packets += since(before->original.packets, after->original.packets) +
			 since(before->reply.packets, after->reply.packets);
}

struct flow_rate flow_rates_between(const struct nl_flow *before, size_t n_before,
				    const struct nl_flow *after, size_t n_after,
				    uint32_t publish)
{
	struct flow_rate rate = { 0 };
	size_t i;

	for (i = 0; i < n_after; i++)
		if (after[i].publish == publish)
			add(&rate, n_before ? bsearch(&after[i], before, n_before, sizeof(*before),
						      compare) : NULL, &after[i]);
	return rate;
}
