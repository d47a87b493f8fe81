/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Paths inside a container's root, which its processes may have laid traps in,
 * or change at any moment: each is resolved once, to a handle, and no symbolic
 * link on the way leads out. Mounts are made detached, and put on handles.
 *
 * Functions return a descriptor, or 0, or -1 with errno set.
 */
#ifndef CTRNETCTL_INSIDE_H
#define CTRNETCTL_INSIDE_H

#include <sys/types.h>

/* A handle (O_PATH) of what @path means in the root @root. */
int inside_open(int root, const char *path);
/* The same; what is missing is made: folders, and at the end one of @type: S_IFDIR or S_IFREG. */
int inside_make(int root, const char *path, mode_t type);
/*
 * Keep the tool's own /proc, before the container's root is entered: only then can what is in
 * there be opened, by the functions below, once it is seen to be what it should be.
 */
void inside_keep_proc(void);
/* To read a regular file in there; anything else is refused, and not opened. */
int inside_open_file(int root, const char *path);
/*
 * A handle of what is at @path in the caller's own root. It was named without symbolic
 * links when the container was made: one that has come since is a trap, and refused.
 */
int open_straight(const char *path, int flags);
/*
 * To read and write the character device @device in the caller's own root; anything else, as
 * may have been put there, is refused, and not opened.
 */
int inside_open_device(const char *path, dev_t device);

/*
 * A new mount of a file system, in no place yet; @options as for mount(8), or
 * NULL. Tables of mounts show @source.
 */
int mount_new(const char *type, const char *source, const char *options,
	      unsigned int attributes);
/* A copy of the mounts at and under @path, in no place yet; "" means @dir itself. */
int mount_copy(int dir, const char *path);
/* Add attributes (MOUNT_ATTR_*) to a mount and all under it. */
int mount_restrict(int mount, unsigned int attributes);
/* Put a mount on a handle. */
int mount_put(int mount, int target);

#endif
