/* SPDX-License-Identifier: GPL-2.0-only */
/* What /proc tells of other processes. */
#ifndef CTRNETCTL_PROC_H
#define CTRNETCTL_PROC_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Its command line, or the beginning of one which is very long, as text_make_printable()
 * leaves it; a vector, or NULL.
 */
char **proc_arguments(pid_t pid);
/* The number after a word that begins a line of its status; the last one of several. */
pid_t proc_status_number(pid_t pid, const char *word);
/* Whether it is in the caller's own namespace of a type: "net", "user". */
bool proc_shares(pid_t pid, const char *type);

/*
 * The name of the container whose supervisor it is, of the caller's own user and namespaces;
 * to be freed; or NULL.
 */
char *proc_supervised(pid_t pid);

/* Until a call returns that one need not go on. */
void proc_each(bool (*each)(pid_t pid, void *data), void *data);
/* Of those, the ones which are the first process of a container of the caller's; with its id. */
void proc_each_init(bool (*each)(pid_t pid, const char *id, void *data), void *data);

#endif
