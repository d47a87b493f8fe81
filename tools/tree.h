/* SPDX-License-Identifier: GPL-2.0-only */
/* Folders with all that is in them, which may be anything. */
#ifndef CTRNETCTL_TREE_H
#define CTRNETCTL_TREE_H

#include "error.h"

/*
 * Remove @path and everything in it, by handle: no symbolic link is followed,
 * and it may be of any depth. What does not exist is no error.
 */
int tree_remove(const char *path, struct error *err);

#endif
