/* SPDX-License-Identifier: GPL-2.0-only */
/* Volumes: files and folders of the host which a container sees as its own. */
#ifndef CTRNETCTL_VOLUME_H
#define CTRNETCTL_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "error.h"

/**
 * struct volume - one of them
 * @source: absolute path on the host, as it was given
 * @path: where that led when the container was made, without symbolic links
 * @device: its type and number, if it was a device then: to be used as one
 * @destination: absolute path in the container
 * @read_only: whether the container may not change it
 */
struct volume {
	char *source;
	char *path;
	struct {
		mode_t type;
		dev_t number;
	} device;
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
 * Find what their sources are, once and for all: who can write there later, as a container
 * with the folder above, could lead to anything. One which is missing is made, as a folder.
 */
int volumes_find(struct volume *volumes, size_t n, struct error *err);
/* Detached mounts of what was found, one for each; malloc'ed. Before the root is changed. */
int volumes_take(const struct volume *volumes, size_t n, int **mounts,
		 struct error *err);
/* Put them in place, in the root @root; frees @mounts. */
int volumes_put(const struct volume *volumes, size_t n, int *mounts, int root,
		struct error *err);

#endif
