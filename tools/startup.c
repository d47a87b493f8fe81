// SPDX-License-Identifier: GPL-2.0-only
#include "startup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container.h"
#include "doctor.h"
#include "out.h"

static void warn_of_damage(const char *text)
{
	out_warning("%s", text);
}

/* Standard streams that are closed must not become other files. */
static void fill_streams(void)
{
	int fd;

	do {
		/* NOLINTNEXTLINE(android-cloexec-open): standard streams outlive exec() */
		fd = open("/dev/null", O_RDWR);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	close(fd);
}

void startup(void)
{
	umask(022);
	/* Ignored, it would take away the exit status of containers. */
	signal(SIGCHLD, SIG_DFL);
	fill_streams();
	container_damaged = warn_of_damage;
	container_cut_short = doctor_repair;
}
