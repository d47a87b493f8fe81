// SPDX-License-Identifier: GPL-2.0-only
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "inside.h"

#define MASTER_DEVICE	makedev(5, 2)

static int failed(struct error *err)
{
	return error_set(err, errno, "cannot make a terminal: %s", strerror(errno));
}

/* Of whichever of the process's streams is a terminal. */
static bool get_size(struct winsize *size)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (ioctl(fd, TIOCGWINSZ, size) == 0)
			return true;
	return false;
}

/* By handle: the name of a slave may be another's in the container. */
static int open_slave(int master)
{
	int unlock = 0;

	if (ioctl(master, TIOCSPTLCK, &unlock) < 0)
		return -1;
	return ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static int use(int slave)
{
	if (ioctl(slave, TIOCSCTTY, 0) < 0 || dup2(slave, STDIN_FILENO) < 0 ||
	    dup2(slave, STDOUT_FILENO) < 0 || dup2(slave, STDERR_FILENO) < 0)
		return -1;
	return 0;
}

int terminal_make(struct error *err)
{
	int master = inside_open_device("/dev/ptmx", MASTER_DEVICE);
	int slave = master < 0 ? -1 : open_slave(master);
	struct winsize size;

	if (slave < 0)
		return failed(err);
	if (get_size(&size))
		ioctl(master, TIOCSWINSZ, &size);
	if (use(slave) < 0)
		return failed(err);
	close(slave);
	return master;
}

int terminal_check(struct error *err)
{
	if (isatty(STDIN_FILENO))
		return 0;
	return error_set(err, ENOTTY, "the input device is not a TTY");
}

static void make_raw(struct terminal *t)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &t->saved) < 0)
		return;
	raw = t->saved;
	cfmakeraw(&raw);
	t->raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

/* Its two ways hold each other up otherwise: who does not read may be waiting to be read. */
static void never_block(int master)
{
	fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK);
}

void terminal_attach(struct terminal *t, int master, bool interactive)
{
	*t = (struct terminal){
		.master = master,
		.in = interactive ? STDIN_FILENO : -1,
		.out = STDOUT_FILENO,
	};
	never_block(master);
	if (interactive)
		make_raw(t);
}

/* All of it, also into a pipe that is full. */
static bool write_all(int fd, const char *data, size_t len)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };
	ssize_t written;

	while (len) {
		written = write(fd, data, len);
		if (written < 0 && errno == EAGAIN)
			poll(&room, 1, -1);
		else if (written < 0 && errno != EINTR)
			return false;
		if (written <= 0)
			continue;
		data += written;
		len -= written;
	}
	return true;
}

static bool is_passing(int error)
{
	return error == EAGAIN || error == EINTR;
}

/* Returns how much was shown, or -1 when there is nothing more to show. */
static ssize_t show(const struct terminal *t)
{
	char data[16384];
	ssize_t len = read(t->master, data, sizeof(data));

	if (len < 0)
		return is_passing(errno) ? 0 : -1;
	return len > 0 && write_all(t->out, data, len) ? len : -1;
}

static void read_typed(struct terminal *t)
{
	ssize_t len = read(t->in, t->typed, sizeof(t->typed));

	if (len > 0)
		t->n_typed = len;
	else if (len == 0 || !is_passing(errno))
		t->in = -1;
}

/* As much as there is room for. */
static void pass_typed_on(struct terminal *t)
{
	ssize_t len = write(t->master, t->typed, t->n_typed);

	if (len < 0 && !is_passing(errno)) {
		t->in = -1;
		t->n_typed = 0;
	} else if (len > 0) {
		t->n_typed -= len;
		memmove(t->typed, t->typed + len, t->n_typed);
	}
}

void terminal_await(const struct terminal *t, struct pollfd fds[TERMINAL_FDS])
{
	short events = (t->ended ? 0 : POLLIN) | (t->n_typed ? POLLOUT : 0);

	/* Passed over where there is nothing to wait for: its end would be told all the time. */
	fds[0] = (struct pollfd){ .fd = events ? t->master : -1, .events = events };
	fds[1] = (struct pollfd){ .fd = t->n_typed ? -1 : t->in, .events = POLLIN };
}

void terminal_serve(struct terminal *t, const struct pollfd fds[TERMINAL_FDS])
{
	if (fds[1].revents)
		read_typed(t);
	if (t->n_typed)
		pass_typed_on(t);
	if (fds[0].revents && !t->ended)
		t->ended = show(t) < 0;
}

void terminal_resize(const struct terminal *t)
{
	struct winsize size;

	if (get_size(&size))
		ioctl(t->master, TIOCSWINSZ, &size);
}

static bool has_output(const struct terminal *t)
{
	struct pollfd output = { .fd = t->master, .events = POLLIN };

	return poll(&output, 1, 0) > 0 && (output.revents & POLLIN);
}

void terminal_detach(struct terminal *t)
{
	ssize_t left = TERMINAL_HOLDS, len;

	/* Others may have it open still, and write on. */
	while (left > 0 && has_output(t) && (len = show(t)) >= 0)
		left -= len;
	close(t->master);
	if (t->raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t->saved);
}
