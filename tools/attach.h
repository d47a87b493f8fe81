/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tool in the foreground, while a process in a container runs: passes its
 * signals on, and serves its terminal or its pipes.
 */
#ifndef CTRNETCTL_ATTACH_H
#define CTRNETCTL_ATTACH_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "pipes.h"

/* The signals that attach() is to pass on, blocked until it is called; @set is which. */
void attach_block(sigset_t *set);

/**
 * attend - stay with a process until it ends
 * @pidfd: of the process; it is left to be reaped
 * @terminal: master side of its terminal, which is closed; -1 for none
 * @interactive: whether the terminal gets what is typed
 * @pipes: which it has in the place of the tool's terminal; the tool's ends are closed
 * @set: as filled by attach_block()
 */
void attach(int pidfd, int terminal, bool interactive, const struct pipes *pipes,
	    const sigset_t *set);

#endif
