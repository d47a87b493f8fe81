/* SPDX-License-Identifier: GPL-2.0-only */
/* What a process in a container, or on its way there, tells the one that made it. */
#ifndef CTRNETCTL_REPORT_H
#define CTRNETCTL_REPORT_H

#include <stdbool.h>

#include "error.h"

/* Why something in another process did not work, as it is sent over a socket. */
struct report {
	int exit_status;
	struct error error;
};

void report_send(int socket, const struct report *report);
/* The master side of the process's terminal. */
int report_send_terminal(int socket, int master, struct error *err);
/*
 * False if the other end closed without a report: the command was executed.
 * @terminal is the master side of its terminal, or -1.
 */
bool report_receive(int socket, struct report *report, int *terminal);

#endif
