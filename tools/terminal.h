/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Terminals of containers: a pseudo-terminal whose slave side is the command's
 * standard streams, and whose master side is served by the one who attends.
 */
#ifndef CTRNETCTL_TERMINAL_H
#define CTRNETCTL_TERMINAL_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "error.h"

/* More than the kernel keeps of what is written to one and not read. */
#define TERMINAL_HOLDS	65536

/*
 * In the container, in a new session: make a terminal, of the size of the one
 * on the caller's standard streams, and make it the process's own. Returns its
 * master side, or -1.
 */
int terminal_make(struct error *err);

/* Refused unless somebody can type into the tool. */
int terminal_check(struct error *err);

/**
 * struct terminal - a terminal as it is shown on the tool's own
 * @master: its master side, which never blocks
 * @in: what is typed; -1 if nothing is to be, or no more
 * @out: where it is shown
 * @ended: nothing more is, as far as one knows
 * @typed: what it has had no room for yet
 * @n_typed: how much that is
 * @saved: how the tool's own terminal was
 * @raw: whether that was changed
 */
struct terminal {
	int master;
	int in;
	int out;
	bool ended;
	char typed[4096];
	size_t n_typed;
	struct termios saved;
	bool raw;
};

/* Of poll(), for one terminal. */
#define TERMINAL_FDS	2

/* Show it; what is typed here goes there, each key as it is, if it is @interactive. */
void terminal_attach(struct terminal *t, int master, bool interactive);
/* What poll() is to wait for. */
void terminal_await(const struct terminal *t, struct pollfd fds[TERMINAL_FDS]);
/* Copy what there is, both ways. What is typed never waits for the one who does not read it. */
void terminal_serve(struct terminal *t, const struct pollfd fds[TERMINAL_FDS]);
/* The tool's own terminal has another size: so has this one. */
void terminal_resize(const struct terminal *t);
/* Show what is left, and leave the tool's own terminal as it was. */
void terminal_detach(struct terminal *t);

#endif
