// SPDX-License-Identifier: GPL-2.0-only
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

void terminal_attach(struct terminal *t, int master, bool interactive)
{
	*t = (struct terminal){
		.master = master,
		.in = interactive ? STDIN_FILENO : -1,
		.out = STDOUT_FILENO,
	};
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

static bool copy(int from, int to)
{
	char data[16384];
	ssize_t len;

	do {
		len = read(from, data, sizeof(data));
	} while (len < 0 && errno == EINTR);
	return len > 0 && write_all(to, data, len);
}

bool terminal_copy_out(const struct terminal *t)
{
	return copy(t->master, t->out);
}

bool terminal_copy_in(struct terminal *t)
{
	if (copy(t->in, t->master))
		return true;
	t->in = -1;
	return false;
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
	while (has_output(t) && terminal_copy_out(t))
		;
	close(t->master);
	if (t->raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t->saved);
}
