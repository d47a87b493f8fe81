/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Chance which a seed repeats: Vigna's splitmix64.
 */
#ifndef FUZZ_CHANCE_H
#define FUZZ_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
	uint64_t state;
};

static inline uint64_t chance_next(struct chance *c)
{
	uint64_t x = c->state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* Below @n, which is not 0. */
static inline uint32_t chance_below(struct chance *c, uint32_t n)
{
	return chance_next(c) % n;
}

static inline bool chance_percent(struct chance *c, uint32_t percent)
{
	return chance_below(c, 100) < percent;
}

/* One of @n things; the first one as often as all others. */
static inline uint32_t chance_first(struct chance *c, uint32_t n)
{
	return chance_percent(c, 50) ? 0 : chance_below(c, n);
}

static inline void chance_fill(struct chance *c, uint8_t *data, size_t len)
{
	while (len--)
		*data++ = chance_next(c);
}

#endif /* FUZZ_CHANCE_H */
