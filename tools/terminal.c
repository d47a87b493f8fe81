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

void terminal_attach(struct terminal *t, int master, bool interactive)
{
	*t = (struct terminal){ .raw = false };
	relay_begin(&t->relay, master, interactive ? STDIN_FILENO : -1, STDOUT_FILENO);
	if (interactive)
		make_raw(t);
}

void terminal_resize(const struct terminal *t)
{
	struct winsize size;

	if (get_size(&size))
		ioctl(t->relay.there, TIOCSWINSZ, &size);
}

void terminal_detach(struct terminal *t)
{
	relay_end(&t->relay);
	if (t->raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t->saved);
}
