/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands of Docker's which are not here: what there is instead. */
#ifndef CTRNETCTL_ELSEWHERE_H
#define CTRNETCTL_ELSEWHERE_H

/*
 * One line of what to do instead, of a command of a group of commands, such as
 * image, or of none (NULL); NULL for no command that is known.
 */
const char *elsewhere(const char *group, const char *command);

#endif
