// SPDX-License-Identifier: GPL-2.0-only
/* The supervisor of a detached container. */
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "library.h"
#include "log.h"
#include "process.h"
#include "relay.h"
#include "report.h"
#include "runtime.h"

/**
 * struct streams - the standard streams of a container in the background
 * @in: what its processes read
 * @held: keeps that from ending; -1 if it has no more to read than /dev/null
 * @read: where the log is fed from: output and errors, or a terminal and -1
 * @write: the other ends of these
 */
struct streams {
	int in;
	int held;
	int read[2];
	int write[2];
};

static const char *const log_streams[] = { LOG_STDOUT, LOG_STDERR };

static int open_pipe(int *read_end, int *write_end, struct error *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, errno, "cannot make a pipe: %s",
				 strerror(errno));
	*read_end = ends[0];
	*write_end = ends[1];
	return 0;
}

static int open_streams(struct streams *s, const struct container *c,
			struct error *err)
{
	int i;

	s->in = STDIN_FILENO;	/* /dev/null by now */
	s->held = -1;
	/* Nobody writes to it, but who reads waits instead of ending. */
	if (c->interactive && !c->tty && open_pipe(&s->in, &s->held, err) < 0)
		return -1;
	for (i = 0; i < 2; i++) {
		if (open_pipe(&s->read[i], &s->write[i], err) < 0)
			return -1;
		fcntl(s->read[i], F_SETFL, O_NONBLOCK);
	}
	return 0;
}

static void use_terminal(struct streams *s, int terminal)
{
	close(s->read[0]);
	close(s->read[1]);
	fcntl(terminal, F_SETFL, O_NONBLOCK);
	s->read[0] = terminal;
	s->read[1] = -1;
}

/* Copy some of what is there into the log. Returns as read() does. */
static ssize_t copy_some(struct log *log, int stream, int fd)
{
	char data[16384];
	ssize_t len = read(fd, data, sizeof(data));

	/* A terminal which nobody has open any more. */
	if (len < 0 && errno == EIO)
		len = 0;

	if (len > 0)
		log_write(log, log_streams[stream], data, len);
	return len;
}

/*
 * What is left. Who was given the other end by the container may go on writing, and is not
 * waited for.
 */
static void copy_rest(struct log *log, int stream, int fd)
{
	ssize_t left = fcntl(fd, F_GETPIPE_SZ), len;

	if (left < 0)
		left = RELAY_HOLDS;
	while (left > 0 && (len = copy_some(log, stream, fd)) > 0)
		left -= len;
}

/* Until the first process has ended. */
static void copy_output(struct log *log, const struct streams *s, int pidfd)
{
	struct pollfd fds[] = {
		{ .fd = s->read[0], .events = POLLIN },
		{ .fd = s->read[1], .events = POLLIN },
		{ .fd = pidfd, .events = POLLIN },
	};
	int i;

	while (!fds[2].revents) {
		if (poll(fds, 3, -1) < 0)
			continue;
		/* poll() passes over negative descriptors. */
		for (i = 0; i < 2; i++)
			if (fds[i].revents && !copy_some(log, i, fds[i].fd))
				fds[i].fd = -1;
	}
	for (i = 0; i < 2; i++)
		copy_rest(log, i, s->read[i]);
}

void supervisor_set_title(const struct container *c)
{
	char *title = xasprintf(CONTAINER_SUPERVISES "%s", c->name);

	process_set_title(title);
	free(title);
}

/* Let go of all the caller's descriptors but the two needed: someone may wait for their end. */
static void close_all_but(int a, int b)
{
	int low = a < b ? a : b;
	int high = a < b ? b : a;

	if (low > 3)
		close_range(3, low - 1, 0);
	if (high > low + 1)
		close_range(low < 3 ? 3 : low + 1, high - 1, 0);
	close_range(high < 3 ? 3 : high + 1, ~0U, 0);
}

static void leave_caller(const struct container *c, int report_socket)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (chdir("/") < 0)
		errno = 0;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close_all_but(report_socket, container_lock_fd());
	signal(SIGPIPE, SIG_IGN);
	supervisor_set_title(c);
}

static int start_logged(struct runtime *rt, struct container *c,
			struct container *const *sources,
			struct streams *s, struct error *err)
{
	const struct stdio io = {
		.in = s->in,
		.out = s->write[0],
		.err = s->write[1],
	};
	int status = runtime_start(rt, c, sources, &io, err);

	/* The container has its own; these would keep the pipes from ending. */
	close(s->write[0]);
	close(s->write[1]);
	if (!status && rt->init.terminal >= 0)
		use_terminal(s, rt->init.terminal);
	return status;
}

static noreturn void supervise(struct container *c,
			       struct container *const *sources,
			       int report_socket)
{
	struct report report = { .error.code = 0 };
	int status = EXIT_NOT_RUN;
	struct streams streams;
	struct runtime rt;
	struct log *log;

	leave_caller(c, report_socket);
	log = log_open(c, &report.error);
	if (log && open_streams(&streams, c, &report.error) == 0)
		status = start_logged(&rt, c, sources, &streams, &report.error);
	report.exit_status = status;
	report_send(report_socket, &report);
	close(report_socket);
	container_lock_disown();
	if (status) {
		log_close(log);
		_exit(status);
	}
	copy_output(log, &streams, rt.init.pidfd);
	log_close(log);
	runtime_finish(&rt, c->id, &report.exit_status, &report.error);
	if (c->auto_remove)
		library_empty(&report.error);
	_exit(EXIT_OK);
}

int supervisor_detach(struct container *c, struct container *const *sources,
		      struct error *err)
{
	struct report report;
	int sockets[2];
	ssize_t len;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0) {
		error_set(err, errno, "cannot make a socket: %s",
			  strerror(errno));
		return EXIT_NOT_RUN;
	}
	pid = fork();
	if (pid == 0)
		supervise(c, sources, sockets[1]);
	if (pid < 0)
		error_set(err, errno, "cannot make a process: %s", strerror(errno));
	close(sockets[1]);
	len = pid < 0 ? -1 : recv(sockets[0], &report, sizeof(report), 0);
	close(sockets[0]);
	if (len != sizeof(report)) {
		container_lock_cut_short();
		if (pid >= 0)
			error_set(err, ESRCH,
				  "the container's supervisor was killed before the container ran; if it was for lack of memory, 'dmesg' says so");
		return EXIT_NOT_RUN;
	}
	*err = report.error;
	return report.exit_status;
}

