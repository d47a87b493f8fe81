/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copying between the tool's own streams and what a command has for streams: the master
 * side of a terminal, which goes both ways, or a pipe.
 */
#ifndef CTRNETCTL_RELAY_H
#define CTRNETCTL_RELAY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

/* More than the kernel keeps of what is written to a terminal and not read. */
#define RELAY_HOLDS	65536

/**
 * struct relay - one descriptor that is copied from and to
 * @there: the descriptor, which never blocks; -1 if it was closed
 * @in: what is copied to it; -1 if nothing is to be, or no more
 * @out: where it is copied to; -1 if it is not
 * @ended: nothing more is, as far as one knows
 * @is_pipe: closed as soon as nothing goes through it any more
 * @typed: what it has had no room for yet
 * @n_typed: how much that is
 */
struct relay {
	int there;
	int in;
	int out;
	bool ended;
	bool is_pipe;
	char typed[4096];
	size_t n_typed;
};

/* Of poll(), for one of them. */
#define RELAY_FDS	2

void relay_begin(struct relay *r, int there, int in, int out);
/* What poll() is to wait for. */
void relay_await(const struct relay *r, struct pollfd fds[RELAY_FDS]);
/* Copy what there is, both ways. What is typed never waits for the one who does not read it. */
void relay_serve(struct relay *r, const struct pollfd fds[RELAY_FDS]);
/* Show what is left, and close it. */
void relay_end(struct relay *r);

#endif
