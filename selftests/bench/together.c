// SPDX-License-Identifier: GPL-2.0-only
/*
 * Has the kernel's generator send what it was told to, on all CPUs which were told
 * something, and makes a mark on each CPU before and after that, from the first one to the
 * last one.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>
#include "mark.h"

static void mark_each(void)
{
	const int n = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t cpus;
	int cpu;

	for (cpu = 0; cpu < n; cpu++) {
		CPU_ZERO(&cpus);
		CPU_SET(cpu, &cpus);
		if (sched_setaffinity(0, sizeof(cpus), &cpus))
			err(1, "CPU %d", cpu);
		MARK_BEGIN();
	}
}

int main(void)
{
	static const char start[] = "start\n";
	int fd = open("/proc/net/pktgen/pgctrl", O_WRONLY);

	if (fd < 0)
		err(1, "pktgen");
	mark_each();
	if (write(fd, start, sizeof(start) - 1) < 0)
		err(1, "start");
	mark_each();
	return 0;
}
