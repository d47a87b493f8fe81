/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pipes which a command that has no terminal gets in the place of the tool's: whoever has a
 * terminal's descriptor can read what is typed there, also from that for output, and long
 * after the command has ended.
 */
#ifndef CTRNETCTL_PIPES_H
#define CTRNETCTL_PIPES_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "relay.h"

#define PIPES 3

/**
 * struct pipes - one for each of the standard streams which is a terminal
 * @there: the command's ends; -1 where it gets the tool's own stream
 * @here: the tool's ends
 */
struct pipes {
	int there[PIPES];
	int here[PIPES];
};

/* For no input if it is not @interactive. */
int pipes_make(struct pipes *pipes, bool interactive, struct error *err);
/* None at all, and nothing to be closed. */
void pipes_none(struct pipes *pipes);
/* In the command's process: have them as the standard streams. */
void pipes_use(const struct pipes *pipes);
/* A bit for each stream which is one. */
unsigned int pipes_owned(const struct pipes *pipes);
/* In the tool, when the command has them. */
void pipes_close_there(const struct pipes *pipes);
void pipes_close(const struct pipes *pipes);
/* Begin to copy them. Returns how many there are. */
size_t pipes_relay(const struct pipes *pipes, struct relay relays[PIPES]);

#endif
