/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One lock over all state of the tool, held across each command's change.
 * Released by process exit too; then, whoever has it next first calls
 * container_cut_short.
 */
#ifndef CTRNETCTL_CONTAINER_LOCK_H
#define CTRNETCTL_CONTAINER_LOCK_H

#include <stdbool.h>

#include "error.h"

int container_lock(struct error *err);
/* The same, to look only: until it is released, nothing is corrected. */
int container_lock_to_look(struct error *err);
void container_unlock(void);
/* Without waiting; false if another has it, the caller may not, or has it already. */
bool container_lock_try(void);
/* Whether this process has it, and what is found wrong is to be put right. */
bool container_may_correct(void);
/* Whether it has it to look only. */
bool container_looking(void);
/* Another process which the change was left to has not done all of it. */
void container_lock_cut_short(void);
/* Puts right what a change left that was cut short; may be NULL. */
extern void (*container_cut_short)(void);
/*
 * The lock's descriptor in this process, or -1: for a child that is to outlive
 * its parent's command.
 */
int container_lock_fd(void);
/* Close this process's descriptor, but leave the lock to the others who have it. */
void container_lock_disown(void);

/* Refused if the state which is there is somebody else's. */
int container_check_owner(struct error *err);
/* Of a path which is root's, by errno: who may not use it gets to know that. */
int container_path_error(struct error *err, const char *action, const char *path);

#endif
