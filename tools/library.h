/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What outlives a reboot, under /var/lib/ctrnet: images, the root folders which
 * the tool has unpacked for some, and what containers have written over them.
 */
#ifndef CTRNETCTL_LIBRARY_H
#define CTRNETCTL_LIBRARY_H

#include "error.h"

#define LIBRARY_DIR	"/var/lib/ctrnet"
#define LIBRARY_IMAGES	LIBRARY_DIR "/images"	/* a file for each */
#define LIBRARY_ROOTS	LIBRARY_DIR "/roots"	/* by image id */
#define LIBRARY_LAYERS	LIBRARY_DIR "/layers"	/* by container id */

/* Make the folders. */
int library_make(struct error *err);
/* Why @action on a path of these did not work. */
int library_error(struct error *err, const char *action, const char *path);
/*
 * Remove roots and layers which nothing has any more: of a tool that was
 * killed, and of containers which a reboot has ended. Under container_lock().
 */
void library_sweep(void);

#endif
