// SPDX-License-Identifier: GPL-2.0-only
#include "streams.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "inside.h"

#define NULL_DEVICE	makedev(1, 3)

static bool is_null(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == NULL_DEVICE;
}

static int replace(int fd)
{
	int null = inside_open_device("/dev/null", NULL_DEVICE);
	int ret = null < 0 ? -1 : dup2(null, fd);

	if (null >= 0)
		close(null);
	return ret;
}

int streams_replace_null(struct error *err)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (is_null(fd) && replace(fd) < 0)
			return error_set(err, errno, "cannot open /dev/null of the container: %s",
					 strerror(errno));
	return 0;
}
