// SPDX-License-Identifier: GPL-2.0-only
#include "suggest.h"

#include <string.h>

/* Longer words are no command of ours. */
#define MAX_LEN	24

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * How many letters are to be added, removed, changed or swapped with their
 * neighbour to make one word the other. d[i][j] is that for the first i and j
 * letters.
 */
static size_t distance(const char *a, const char *b)
{
	size_t d[MAX_LEN + 1][MAX_LEN + 1];
	size_t i, j, la = strlen(a), lb = strlen(b);

	for (i = 0; i <= la; i++)
		d[i][0] = i;
	for (j = 0; j <= lb; j++)
		d[0][j] = j;
	for (i = 1; i <= la; i++) {
		for (j = 1; j <= lb; j++) {
			d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
					d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[la][lb];
}

const char *suggest(const char *typed, const char *const *words, size_t n)
{
	const char *best = NULL;
	size_t i, other, len = strlen(typed), nearest;

	if (len < 2 || len > MAX_LEN)
		return NULL;
	/* Of short words, two wrong letters would leave nothing. */
	nearest = len < 4 ? 2 : 3;
	for (i = 0; i < n; i++) {
		if (strlen(words[i]) > MAX_LEN)
			continue;
		other = distance(typed, words[i]);
		if (other < nearest) {
			nearest = other;
			best = words[i];
		}
	}
	return best;
}
