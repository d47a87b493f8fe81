/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Terminals of containers: a pseudo-terminal whose slave side is the command's
 * standard streams, and whose master side is served by the one who attends.
 */
#ifndef CTRNETCTL_TERMINAL_H
#define CTRNETCTL_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

#include "error.h"
#include "relay.h"

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
 * @relay: what is copied from and to its master side
 * @saved: how the tool's own terminal was
 * @raw: whether that was changed
 */
struct terminal {
	struct relay relay;
	struct termios saved;
	bool raw;
};

/* Show it; what is typed here goes there, each key as it is, if it is @interactive. */
void terminal_attach(struct terminal *t, int master, bool interactive);
/* The tool's own terminal has another size: so has this one. */
void terminal_resize(const struct terminal *t);
/* Show what is left, and leave the tool's own terminal as it was. */
void terminal_detach(struct terminal *t);

#endif
