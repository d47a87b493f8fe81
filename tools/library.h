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
/*
 * One who changes what is in them keeps off those of other network namespaces
 * too, which have a container_lock() of their own; taken under that, and not for
 * long. Returns a descriptor, which holds the lock until it is closed, or -1.
 */
int library_lock(struct error *err);
/* Why @action on a path of these did not work. */
int library_error(struct error *err, const char *action, const char *path);
/* Roots and layers which nothing has any more; under library_lock(), which it takes. */
void library_each_orphan(void (*each)(const char *path, void *data), void *data);
/*
 * Discard them: of a tool that was killed, and of containers which a reboot has
 * ended. Under container_lock().
 */
void library_sweep(void);

/*
 * A root or layer may hold millions of files, and nobody is to wait for those: under
 * container_lock() it is renamed only. What does not exist is no error.
 */
int library_discard(const char *path, struct error *err);
/*
 * Remove what was discarded, also by who was killed before he could, but nothing that
 * another is about to remove. Without a lock; the first error is told, all the
 * same the rest is removed.
 */
int library_empty(struct error *err);

#endif
