/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What outlives a reboot (place.h): images, the root folders which
 * the tool has unpacked for some, and what containers have written over them.
 */
#ifndef CTRNETCTL_LIBRARY_H
#define CTRNETCTL_LIBRARY_H

#include "error.h"

/* Make the folders. */
int library_make(struct error *err);
/* Why @action on a path of these did not work. */
int library_error(struct error *err, const char *action, const char *path);
/* Roots and layers which nothing has any more. */
void library_each_orphan(void (*each)(const char *path, void *data), void *data);
/*
 * Remove them: of a tool that was killed, and of containers which a reboot has
 * ended. Under container_lock().
 */
void library_sweep(void);

#endif
