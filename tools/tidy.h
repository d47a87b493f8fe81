/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNETCTL_TIDY_H
#define CTRNETCTL_TIDY_H

/*
 * Last of all in a command which may have removed an image or a container, when it has
 * the lock no more: what they have left on disk goes. That it cannot is warned of.
 */
void tidy(void);

#endif
