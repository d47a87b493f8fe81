// SPDX-License-Identifier: GPL-2.0-only
/* The tool as the supervisor of a foreground container. */
#include "supervisor.h"

#include <fcntl.h>
#include <unistd.h>

#include "attach.h"
#include "command.h"
#include "pipes.h"
#include "runtime.h"

static int start_with(struct runtime *rt, struct container *c, struct container *const *sources,
		      const struct pipes *pipes, bool interactive, struct error *err)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct stdio io = {
		.in = interactive ? STDIN_FILENO : null,
		.out = STDOUT_FILENO,
		.err = STDERR_FILENO,
	};
	int status;

	if (pipes->there[STDIN_FILENO] >= 0)
		io.in = pipes->there[STDIN_FILENO];
	if (pipes->there[STDOUT_FILENO] >= 0)
		io.out = pipes->there[STDOUT_FILENO];
	if (pipes->there[STDERR_FILENO] >= 0)
		io.err = pipes->there[STDERR_FILENO];
	status = runtime_start(rt, c, sources, &io, err);
	close(null);
	return status;
}

int supervisor_attend(struct container *c, struct container *const *sources,
		      bool interactive, void (*started)(const struct container *c),
		      struct error *err, int *exit_status)
{
	struct pipes pipes;
	struct runtime rt;
	sigset_t set;
	int status;

	pipes_none(&pipes);
	if (!c->tty && pipes_make(&pipes, interactive, err) < 0)
		return EXIT_NOT_RUN;
	attach_block(&set);
	status = start_with(&rt, c, sources, &pipes, interactive, err);
	if (status) {
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		pipes_close(&pipes);
		return status;
	}
	pipes_close_there(&pipes);
	started(c);
	supervisor_set_title(c);
	container_unlock();
	attach(rt.init.pidfd, rt.init.terminal, interactive, &pipes, &set);
	if (runtime_finish(&rt, c->id, exit_status, err) < 0)
		return EXIT_NOT_RUN;
	return 0;
}
