// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a command costs: runs it, its output thrown away, and prints the nanoseconds until it
 * had ended, and those that it and its children were running.
 *
 * usage: spend COMMAND [ARGUMENT...]
 */
#include <err.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static double nanoseconds(const struct timeval *tv)
{
	return tv->tv_sec * 1e9 + tv->tv_usec * 1e3;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	double start;
	int status;
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: spend COMMAND [ARGUMENT...]");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

	start = now();
	if (posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ))
		errx(1, "%s: cannot be run", argv[1]);
	if (wait4(pid, &status, 0, &usage) != pid)
		err(1, "wait4");
	start = now() - start;
	if (status)
		errx(1, "%s: failed", argv[1]);
	printf("%.0f %.0f\n", start, nanoseconds(&usage.ru_utime) + nanoseconds(&usage.ru_stime));
	return 0;
}
