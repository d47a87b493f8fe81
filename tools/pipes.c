// SPDX-License-Identifier: GPL-2.0-only
#include "pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

void pipes_none(struct pipes *pipes)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		pipes->there[fd] = -1;
		pipes->here[fd] = -1;
	}
}

static int make(struct pipes *pipes, int fd)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pipes->there[fd] = ends[fd == STDIN_FILENO ? 0 : 1];
	pipes->here[fd] = ends[fd == STDIN_FILENO ? 1 : 0];
	return 0;
}

int pipes_make(struct pipes *pipes, bool interactive, struct error *err)
{
	int fd;

	pipes_none(pipes);
	for (fd = interactive ? STDIN_FILENO : STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		if (isatty(fd) && make(pipes, fd) < 0) {
			error_set(err, errno, "cannot make a pipe: %s", strerror(errno));
			pipes_close(pipes);
			return -1;
		}
	return 0;
}

void pipes_use(const struct pipes *pipes)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (pipes->there[fd] >= 0)
			dup2(pipes->there[fd], fd);
}

unsigned int pipes_owned(const struct pipes *pipes)
{
	unsigned int owned = 0;
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (pipes->there[fd] >= 0)
			owned |= 1U << fd;
	return owned;
}

static void close_all(const int fds[PIPES])
{
	int i;

	for (i = 0; i < PIPES; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

void pipes_close_there(const struct pipes *pipes)
{
	close_all(pipes->there);
}

void pipes_close(const struct pipes *pipes)
{
	close_all(pipes->there);
	close_all(pipes->here);
}

size_t pipes_relay(const struct pipes *pipes, struct relay relays[PIPES])
{
	size_t n = 0;
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (pipes->here[fd] >= 0)
			relay_begin(&relays[n++], pipes->here[fd],
				    fd == STDIN_FILENO ? fd : -1,
				    fd == STDIN_FILENO ? -1 : fd);
	/* A command which does not read what is typed does not end the tool. */
	if (n)
		signal(SIGPIPE, SIG_IGN);
	return n;
}
