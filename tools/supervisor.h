/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who stays with a container while it runs: for a foreground container the
 * tool itself, for a detached one a process of its own, which also writes the
 * log. A killed supervisor takes its container along.
 */
#ifndef CTRNETCTL_SUPERVISOR_H
#define CTRNETCTL_SUPERVISOR_H

#include <stdbool.h>

#include "container.h"
#include "error.h"

/*
 * Start a container and leave it to a supervisor of its own. Returns as
 * runtime_start() does; @c itself is not changed.
 */
int supervisor_detach(struct container *c, struct container *const *sources,
		      struct error *err);

/* Have others see what the process is for, instead of arguments which may be secret. */
void supervisor_set_title(const struct container *c);

/**
 * supervisor_attend - start a container on the tool's own streams and wait for its end
 * @c: the container
 * @sources: of its links, as link_sources() found them
 * @interactive: whether it may read the tool's input
 * @started: called when the container runs
 * @err: filled on failure
 * @exit_status: the command's, if it was started
 *
 * Called under container_lock(), which it releases as soon as the container
 * runs. Returns as runtime_start() does.
 */
int supervisor_attend(struct container *c, struct container *const *sources,
		      bool interactive, void (*started)(const struct container *c),
		      struct error *err, int *exit_status);

#endif
