// SPDX-License-Identifier: GPL-2.0-only
/* The tool as the supervisor of a foreground container. */
#include "supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "compiler.h"
#include "runtime.h"

/* How often ^C has to be typed for a container that does not listen to it. */
#define INTERRUPTS_TO_KILL 3

/* What the tool passes on to its container, and SIGCHLD. */
static void block_signals(sigset_t *set)
{
	static const int passed_on[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT,
		SIGWINCH,
	};
	size_t i;

	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (i = 0; i < ARRAY_SIZE(passed_on); i++)
		sigaddset(set, passed_on[i]);
	sigprocmask(SIG_BLOCK, set, NULL);
}

static bool has_ended(const struct init *init)
{
	siginfo_t end = { .si_pid = 0 };

	/* Left to be reaped by runtime_finish(). */
	waitid(P_PIDFD, init->pidfd, &end, WEXITED | WNOHANG | WNOWAIT);
	return end.si_pid != 0;
}

static void pass_signals_on(const struct init *init, const sigset_t *set)
{
	int sig, interrupts = 0;

	while (!has_ended(init)) {
		sig = sigwaitinfo(set, NULL);
		if (sig <= 0 || sig == SIGCHLD)
			continue;
		if (sig == SIGINT && ++interrupts == INTERRUPTS_TO_KILL)
			sig = SIGKILL;
		kill(init->pid, sig);
	}
}

int supervisor_attend(struct container *c, struct container *const *sources,
		      bool interactive, struct error *err, int *exit_status)
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

	block_signals(&set);
	status = runtime_start(&rt, c, sources, &io, err);
	close(null);
	if (status) {
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		return status;
	}
	container_unlock();
	pass_signals_on(&rt.init, &set);
	if (runtime_finish(&rt, c->id, exit_status, err) < 0)
		return EXIT_NOT_RUN;
	return 0;
}
