/* SPDX-License-Identifier: GPL-2.0-only */
/* What may follow on a command line, for the completion of shells. */
#ifndef CTRNETCTL_COMPLETE_H
#define CTRNETCTL_COMPLETE_H

/*
 * Print what the last one of the words after "ctrnetctl" may become, one a line,
 * with what it does after a tab where that is known. ":files", ":folders" and
 * ":commands" leave it to the shell to complete one of the host's. Returns the
 * exit status.
 */
int complete(int argc, char **argv);

#endif
