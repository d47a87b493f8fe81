/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the tool's files are: under /run/ctrnet and /var/lib/ctrnet or, for who
 * is root in a user namespace only, in folders of his own; of the first kind
 * one for each network namespace, as that is where the networks are.
 */
#ifndef CTRNETCTL_PLACE_H
#define CTRNETCTL_PLACE_H

#include <stdbool.h>

enum place {
	PLACE_STATE,		/* what is gone with the next boot */
	PLACE_CONTAINERS,
	PLACE_INDEX,
	PLACE_NETWORKS,
	PLACE_LOCK,
	PLACE_CURSORS,
	PLACE_LIBRARY,		/* what is not */
	PLACE_IMAGES,
	PLACE_ROOTS,
	PLACE_LAYERS,
};

/* Its path. */
const char *place(enum place which);
/* Whether the caller is root in a user namespace only. */
bool place_rootless(void);

#endif
