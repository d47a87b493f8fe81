// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel does besides: reads the clock all the time, and notes by how much
 * it jumps.
 *
 * usage: gaps MILLISECONDS
 *
 * Prints the nanoseconds of the longest jump, and the part of all time that was in
 * jumps, in millionths. A jump is a microsecond or more.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define JUMP	1000

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

int main(int argc, char **argv)
{
	long long start, last, time, longest = 0, sum = 0, wanted;

	if (argc != 2)
		errx(2, "usage: gaps MILLISECONDS");
	wanted = atoll(argv[1]) * 1000000;
	start = now();
	for (last = start; last - start < wanted; last = time) {
		time = now();
		if (time - last < JUMP)
			continue;
		sum += time - last;
		if (time - last > longest)
			longest = time - last;
	}
	printf("%lld %lld\n", longest, sum * 1000000 / (last - start));
	return 0;
}
