// SPDX-License-Identifier: GPL-2.0-only
#include "lifecycle.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "link.h"
#include "out.h"
#include "process.h"
#include "publish_hint.h"
#include "strv.h"
#include "supervisor.h"

/* How long the record of an end may take while nobody has the lock. */
#define RECORD_MS	10000

static void warn_of_link(const struct container *c, const struct container_link *link,
			 const struct container *source)
{
	if (!source)
		out_warning("link %s of %s leads nowhere: No such container: %s",
			    link->alias, c->name, link->source);
	else if (!attachment_shared(c, source))
		out_warning("link %s of %s leads nowhere: %s is on none of its networks",
			    link->alias, c->name, link->source);
	else if (c->link_env != LINK_ENV_NONE && !link_tells_each_port(source))
		out_warning("link %s of %s: %s exposes %zu ports, too many for variables of each: only the ends of runs are told",
			    link->alias, c->name, link->source,
			    port_ranges_count(&source->ports.exposed));
}

int lifecycle_sources(const struct container *c, struct containers *others,
		      struct container ***sources, struct error *err)
{
	size_t i;

	if (link_sources(c, others, sources, err) < 0)
		return -1;
	for (i = 0; i < c->n_links; i++)
		warn_of_link(c, &c->links[i], (*sources)[i]);
	return 0;
}

int lifecycle_check_own(const struct container *c, const char *verb,
			struct error *err)
{
	if (!c->adopted)
		return 0;
	return error_set(err, EPERM,
			 "cannot %s container %s: it was adopted, and its processes are not ctrnetctl's",
			 verb, c->name);
}

int lifecycle_check_known(const struct container *c, struct error *err)
{
	if (!c->rebuilt)
		return 0;
	return error_set(err, ENOENT,
			 "cannot start container %s: its file was damaged, and its command is lost",
			 c->name);
}

int lifecycle_detach(struct container *c, struct container *const *sources,
		     struct error *err)
{
	int status = supervisor_detach(c, sources, err);
	struct container *started;
	struct error ignored;

	/* What the supervisor has published it has saved. */
	if (!status && c->ports.n_bindings &&
	    containers_one_of_id(c->id, &started, &ignored) == 0) {
		publish_hint_started(started);
		container_free(started);
	}
	return status;
}

static int start_one(struct container *c, struct containers *others,
		     struct error *err)
{
	struct container **sources;
	int status;

	if (c->state == CONTAINER_RUNNING)
		return 0;
	if (lifecycle_check_known(c, err) < 0 ||
	    lifecycle_sources(c, others, &sources, err) < 0)
		return EXIT_NOT_RUN;
	status = lifecycle_detach(c, sources, err);
	free(sources);
	return status;
}

typedef struct container *(*find_in)(struct containers *set, const char *term,
				     struct error *err);

static int start_found(find_in find, const char *term, struct error *err)
{
	struct containers set = { .items = NULL };
	int status = EXIT_NOT_RUN;
	struct container *c;

	if (container_lock(err) < 0)
		return EXIT_NOT_RUN;
	c = find(&set, term, err);
	if (c)
		status = start_one(c, &set, err);
	containers_free(&set);
	container_unlock();
	return status;
}

int lifecycle_start(const char *term, struct error *err)
{
	return start_found(containers_find, term, err);
}

int lifecycle_start_of_id(const char *id, struct error *err)
{
	return start_found(containers_of_id, id, err);
}

static void wait_for_init(const struct container *c)
{
	int pidfd = process_open(c->pid, c->pid_start);

	if (pidfd < 0)
		return;
	process_wait(pidfd, -1);
	close(pidfd);
}

/* It may have to wait itself, for the lock. */
static bool is_idle(void)
{
	if (!container_lock_try())
		return false;
	container_unlock();
	return true;
}

static int wait_for_supervisor(const struct container *c, struct error *err)
{
	int pidfd = process_open(c->supervisor, c->supervisor_start);
	bool ended;

	if (pidfd < 0)
		return 0;
	do {
		ended = process_wait(pidfd, RECORD_MS);
	} while (!ended && !is_idle());
	close(pidfd);
	if (ended)
		return 0;
	return error_set(err, ETIMEDOUT,
			 "container %s has ended, and its supervisor, process %d, does not record that: 'kill -9 %d' has the next command record it",
			 c->name, c->supervisor, c->supervisor);
}

int lifecycle_wait(const struct container *c, struct error *err)
{
	wait_for_init(c);
	return wait_for_supervisor(c, err);
}

int lifecycle_end(const struct container *c, int sig, int milliseconds, struct error *err)
{
	int init = c->adopted ? -1 : process_open(c->pid, c->pid_start);

	if (init >= 0) {
		pidfd_send_signal(init, sig, NULL, 0);
		if (!process_wait(init, milliseconds))
			pidfd_send_signal(init, SIGKILL, NULL, 0);
		close(init);
	}
	return lifecycle_wait(c, err);
}

int lifecycle_for_each(char *const *terms, bool json, const char *verb,
		       int (*one)(const char *term, void *data), void *data)
{
	char **undone = NULL, *list;
	int status, first = 0;
	struct error err;

	for (; *terms; terms++) {
		status = one(*terms, data);
		if (!status) {
			out_done("Container", *terms, json);
			continue;
		}
		if (status == LIFECYCLE_NOTHING_DONE)
			continue;
		if (!first)
			first = status;
		strv_take(&undone, xstrdup(*terms));
	}
	if (undone && verb) {
		list = strv_join(undone, ", ");
		error_set(&err, 0, "failed to %s containers: %s", verb, list);
		out_error(&err);
		free(list);
	}
	strv_free(undone);
	return first;
}
