/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands and options of Docker's which are not here: what there is instead. */
#ifndef CTRNETCTL_ELSEWHERE_H
#define CTRNETCTL_ELSEWHERE_H

/*
 * One line of what to do instead, of a command of a group of commands, such as
 * image, or of none (NULL), or of an option, with its dashes, of a command; NULL
 * for what is not known.
 */
const char *elsewhere(const char *of, const char *name);

#endif
