// SPDX-License-Identifier: GPL-2.0-only
/* The tool as the supervisor of a foreground container. */
#include "supervisor.h"

#include <fcntl.h>
#include <unistd.h>

#include "attach.h"
#include "command.h"
#include "runtime.h"

int supervisor_attend(struct container *c, struct container *const *sources,
		      bool interactive, void (*started)(const struct container *c),
		      struct error *err, int *exit_status)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const struct stdio io = {
		.in = interactive ? STDIN_FILENO : null,
		.out = STDOUT_FILENO,
		.err = STDERR_FILENO,
	};
	struct runtime rt;
	sigset_t set;
	int status;

	attach_block(&set);
	status = runtime_start(&rt, c, sources, &io, err);
	close(null);
	if (status) {
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		return status;
	}
	started(c);
	supervisor_set_title(c);
	container_unlock();
	attach(rt.init.pidfd, rt.init.terminal, interactive, &set);
	if (runtime_finish(&rt, c->id, exit_status, err) < 0)
		return EXIT_NOT_RUN;
	return 0;
}
