/* SPDX-License-Identifier: GPL-2.0-only */
/* Starting and stopping, as the commands share it. */
#ifndef CTRNETCTL_LIFECYCLE_H
#define CTRNETCTL_LIFECYCLE_H

#include <stdbool.h>

#include "containers.h"
#include "error.h"

/*
 * The sources of a container that is about to start, as link_sources() finds
 * them; prints a warning for each which is gone.
 */
int lifecycle_sources(const struct container *c, struct containers *others,
		      struct container ***sources, struct error *err);
/* Refused, to @verb it, if its processes were started by somebody else. */
int lifecycle_check_own(const struct container *c, const char *verb,
			struct error *err);
/* Refused if it is not known any more what there is to start. */
int lifecycle_check_known(const struct container *c, struct error *err);
/*
 * Start a container in the background, and warn of published ports which the host's
 * firewall bars. Returns as supervisor_detach() does.
 */
int lifecycle_detach(struct container *c, struct container *const *sources,
		     struct error *err);
/* Start a container in the background, if it does not run. Returns 0 or an exit status. */
int lifecycle_start(const char *term, struct error *err);
/* The one of exactly that id. */
int lifecycle_start_of_id(const char *id, struct error *err);
/*
 * End a running container: send @sig and, if it still runs after
 * @milliseconds (-1: no limit), kill it; then wait until the end is recorded.
 * Not under container_lock(), which its supervisor needs for that. Refused if
 * that one does nothing.
 */
int lifecycle_end(const struct container *c, int sig, int milliseconds, struct error *err);
/* Wait until a running container has ended, and that is recorded. Not under the lock, either. */
int lifecycle_wait(const struct container *c, struct error *err);

/* What was asked for was so already, or may be: neither done nor failed. */
#define LIFECYCLE_NOTHING_DONE	(-1)

/**
 * lifecycle_for_each - do one thing to each container of a command line
 * @terms: its arguments, ended by NULL
 * @json: echo them for scripts
 * @verb: what is done, for a last line about those for which it failed; or NULL
 * @one: does it; prints a refusal itself, and returns 0, an exit status or
 *	LIFECYCLE_NOTHING_DONE
 * @data: for @one
 *
 * Echoes the arguments for which it was done. Returns the first exit status
 * which is not 0.
 */
int lifecycle_for_each(char *const *terms, bool json, const char *verb,
		       int (*one)(const char *term, void *data), void *data);

#endif
