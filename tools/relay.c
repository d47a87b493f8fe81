// SPDX-License-Identifier: GPL-2.0-only
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Its two ways hold each other up otherwise: who does not read may be waiting to be read. */
static void never_block(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void relay_begin(struct relay *r, int there, int in, int out)
{
	*r = (struct relay){
		.there = there,
		.in = in,
		.out = out,
		.ended = out < 0,
		.is_pipe = fcntl(there, F_GETPIPE_SZ) >= 0,
	};
	never_block(there);
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
static ssize_t show(const struct relay *r)
{
	char data[16384];
	ssize_t len = read(r->there, data, sizeof(data));

	if (len < 0)
		return is_passing(errno) ? 0 : -1;
	return len > 0 && write_all(r->out, data, len) ? len : -1;
}

static void read_typed(struct relay *r)
{
	ssize_t len = read(r->in, r->typed, sizeof(r->typed));

	if (len > 0)
		r->n_typed = len;
	else if (len == 0 || !is_passing(errno))
		r->in = -1;
}

/* As much as there is room for. */
static void pass_typed_on(struct relay *r)
{
	ssize_t len = write(r->there, r->typed, r->n_typed);

	if (len < 0 && !is_passing(errno)) {
		r->in = -1;
		r->n_typed = 0;
	} else if (len > 0) {
		r->n_typed -= len;
		memmove(r->typed, r->typed + len, r->n_typed);
	}
}

void relay_await(const struct relay *r, struct pollfd fds[RELAY_FDS])
{
	short events = (r->ended ? 0 : POLLIN) | (r->n_typed ? POLLOUT : 0);

	/* Passed over where there is nothing to wait for: its end would be told all the time. */
	fds[0] = (struct pollfd){ .fd = events ? r->there : -1, .events = events };
	fds[1] = (struct pollfd){ .fd = r->n_typed ? -1 : r->in, .events = POLLIN };
}

void relay_serve(struct relay *r, const struct pollfd fds[RELAY_FDS])
{
	if (fds[1].revents)
		read_typed(r);
	if (r->n_typed)
		pass_typed_on(r);
	if (fds[0].revents && !r->ended)
		r->ended = show(r) < 0;
	if (r->is_pipe && r->there >= 0 && r->ended && r->in < 0 && !r->n_typed) {
		close(r->there);
		r->there = -1;
	}
}

static bool has_output(const struct relay *r)
{
	struct pollfd output = { .fd = r->there, .events = POLLIN };

	return poll(&output, 1, 0) > 0 && (output.revents & POLLIN);
}

void relay_end(struct relay *r)
{
	ssize_t left = r->is_pipe ? fcntl(r->there, F_GETPIPE_SZ) : RELAY_HOLDS;
	ssize_t len;

	if (r->there < 0)
		return;
	/* Others may have it open still, and write on. */
	while (left > 0 && has_output(r) && (len = show(r)) >= 0)
		left -= len;
	close(r->there);
}
