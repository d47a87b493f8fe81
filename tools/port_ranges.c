// SPDX-License-Identifier: GPL-2.0-only
#include "port_ranges.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"

/**
 * struct span - those ranges which overlap another one, or are next to it
 * @begin: index of the first one
 * @end: index after the last one
 */
struct span {
	size_t begin;
	size_t end;
};

/* Whether all of @r is before @other, and not next to it. */
static bool is_apart(const struct port_range *r, const struct port_range *other)
{
	return r->protocol != other->protocol ? r->protocol < other->protocol :
						r->last + 1 < other->first;
}

static struct span span_of(const struct port_ranges *ranges, const struct port_range *range)
{
	size_t low = 0, high = ranges->n, middle;
	struct span span;

	/* Mostly they come in order. */
	if (high && is_apart(&ranges->items[high - 1], range))
		low = high;
	while (low < high) {
		middle = (low + high) / 2;
		if (is_apart(&ranges->items[middle], range))
			low = middle + 1;
		else
			high = middle;
	}
	span = (struct span){ low, low };
	while (span.end < ranges->n && !is_apart(range, &ranges->items[span.end]))
		span.end++;
	return span;
}

/* Room for one more. It is doubled when it is full, which is at powers of two. */
static void reserve(struct port_ranges *ranges)
{
	size_t n = ranges->n;

	if (!(n & (n - 1)))
		ranges->items = xreallocarray(ranges->items, n ? n * 2 : 1,
					      sizeof(*ranges->items));
}

static void append(struct port_ranges *ranges, unsigned int first, unsigned int last,
		   uint8_t protocol)
{
	reserve(ranges);
	ranges->items[ranges->n++] = (struct port_range){ first, last, protocol };
}

void port_ranges_add(struct port_ranges *ranges, const struct port_range *range)
{
	struct span span = span_of(ranges, range);
	struct port_range all = *range;

	if (span.begin == span.end) {
		reserve(ranges);
	} else {
		if (ranges->items[span.begin].first < all.first)
			all.first = ranges->items[span.begin].first;
		if (ranges->items[span.end - 1].last > all.last)
			all.last = ranges->items[span.end - 1].last;
	}
	memmove(&ranges->items[span.begin + 1], &ranges->items[span.end],
		(ranges->n - span.end) * sizeof(*ranges->items));
	ranges->items[span.begin] = all;
	ranges->n += 1 + span.begin - span.end;
}

size_t port_ranges_with(const struct port_ranges *ranges, const struct port_range *range)
{
	struct span span = span_of(ranges, range);

	return ranges->n + 1 + span.begin - span.end;
}

bool port_ranges_meet(const struct port_ranges *ranges, const struct port_range *range)
{
	struct span span = span_of(ranges, range);
	const struct port_range *r;

	for (r = ranges->items + span.begin; r < ranges->items + span.end; r++)
		if (r->first <= range->last && range->first <= r->last)
			return true;
	return false;
}

/* What is left of one range, of which @others begins with the first that may have ports. */
static void append_rest(struct port_ranges *rest, const struct port_range *range,
			const struct port_range *others, const struct port_range *end)
{
	unsigned int first = range->first;

	for (; others < end; others++) {
		if (others->protocol != range->protocol || others->first > range->last)
			break;
		if (others->first > first)
			append(rest, first, others->first - 1, range->protocol);
		first = others->last + 1;
	}
	if (first <= range->last)
		append(rest, first, range->last, range->protocol);
}

static bool ends_before(const struct port_range *r, const struct port_range *other)
{
	return r->protocol != other->protocol ? r->protocol < other->protocol :
						r->last < other->first;
}

struct port_ranges port_ranges_without(const struct port_ranges *ranges,
				       const struct port_ranges *others)
{
	const struct port_range *other = others->items, *end = other + others->n;
	struct port_ranges rest = { 0 };
	const struct port_range *r;

	for (r = ranges->items; r < ranges->items + ranges->n; r++) {
		while (other < end && ends_before(other, r))
			other++;
		append_rest(&rest, r, other, end);
	}
	return rest;
}

size_t port_ranges_count(const struct port_ranges *ranges)
{
	size_t i, n = 0;

	for (i = 0; i < ranges->n; i++)
		n += port_range_count(&ranges->items[i]);
	return n;
}

void port_ranges_free(struct port_ranges *ranges)
{
	free(ranges->items);
	*ranges = (struct port_ranges){ 0 };
}
