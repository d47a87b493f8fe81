// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <linux/kcov.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "coverage.h"

#define AREA_WORDS	(1 << 16)
#define BRANCHES	(1 << 18)

static unsigned long *area;
static uint8_t seen[BRANCHES / 8];
static unsigned int total;

void coverage_open(void)
{
	int fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	unsigned long *mapped;

	if (fd < 0 || ioctl(fd, KCOV_INIT_TRACE, AREA_WORDS))
		return;
	mapped = mmap(NULL, AREA_WORDS * sizeof(*area), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mapped == MAP_FAILED || ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC))
		return;
	area = mapped;
}

void coverage_begin(void)
{
	if (area)
		__atomic_store_n(&area[0], 0, __ATOMIC_RELAXED);
}

/* A branch is two places which ran one after the other. */
unsigned int coverage_end(void)
{
	unsigned long n, i, before = 0, branch;
	unsigned int fresh = 0;

	if (!area)
		return 0;
	n = __atomic_load_n(&area[0], __ATOMIC_RELAXED);
	for (i = 1; i <= n && i < AREA_WORDS; i++) {
		branch = ((area[i] ^ before >> 1) * 0x9e3779b97f4a7c15) >> 46;
		before = area[i];
		if (seen[branch / 8] & 1 << branch % 8)
			continue;
		seen[branch / 8] |= 1 << branch % 8;
		fresh++;
	}
	total += fresh;
	return fresh;
}

unsigned int coverage_total(void)
{
	return total;
}
