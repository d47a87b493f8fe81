// SPDX-License-Identifier: GPL-2.0-only
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
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

/* By handle, as something else may have been put there. */
static int open_null(void)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int null = inside_open_device(root, "/dev/null", NULL_DEVICE);
	int cause = errno;

	close(root);
	errno = cause;
	return null;
}

static int replace(int fd)
{
	int null = open_null();
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
