// SPDX-License-Identifier: GPL-2.0-only
#include "netns_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"

/* In a process of its own, as this one is to stay where it is. */
static int bind_new(const char *path)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return errno;
	if (!pid) {
		if (unshare(CLONE_NEWNET) < 0 ||
		    mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL) < 0)
			_exit(errno);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) < 0)
		return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

/* The last folder alone: /run/netns, on a host where nothing has used it yet. */
static void make_folder(const char *path)
{
	char *copy = xstrdup(path);

	mkdir(dirname(copy), 0755);
	free(copy);
}

int netns_file_make(const char *path, struct error *err)
{
	int fd, code;

	make_folder(path);
	fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	if (fd < 0)
		return error_set(err, errno, "cannot make %s: %s", path, strerror(errno));
	close(fd);
	code = bind_new(path);
	if (!code)
		return 0;
	unlink(path);
	return error_set(err, code, "cannot make network namespace %s: %s", path,
			 strerror(code));
}

void netns_file_remove(const char *path)
{
	umount2(path, MNT_DETACH);
	unlink(path);
}
