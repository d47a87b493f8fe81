/* SPDX-License-Identifier: GPL-2.0-only */
/* Volumes: files and folders of the host which a container sees as its own. */
#ifndef CTRNETCTL_VOLUME_H
#define CTRNETCTL_VOLUME_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/**
 * struct volume - one of them
 * @source: absolute path on the host
 * @destination: absolute path in the container
 * @read_only: whether the container may not change it
 */
struct volume {
	char *source;
	char *destination;
	bool read_only;
};

/*
 * Add what one -v argument says, SOURCE:DESTINATION[:ro|:rw]. They are sorted
 * by destination, so that one within another is put there later.
 */
int volume_parse(struct volume **volumes, size_t *n, const char *spec,
		 struct error *err);
void volumes_free(struct volume *volumes, size_t n);

/*
 * Detached mounts of the sources, one for each; malloc'ed. A source which is
 * missing is made, as a folder. Before the root is changed.
 */
int volumes_take(const struct volume *volumes, size_t n, int **mounts,
		 struct error *err);
/* Put them in place, in the root @root; frees @mounts. */
int volumes_put(const struct volume *volumes, size_t n, int *mounts, int root,
		struct error *err);

#endif
