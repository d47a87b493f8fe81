// SPDX-License-Identifier: GPL-2.0-only
#include "attach.h"

#include <errno.h>
#include <poll.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "compiler.h"
#include "terminal.h"

/* How often ^C has to be typed for a process that does not listen to it. */
#define INTERRUPTS_TO_KILL 3

/* What is attended to, what is copied meanwhile, and how often it was interrupted. */
struct attendance {
	int pidfd;
	int signals;
	struct terminal terminal;
	bool shown;
	struct relay pipes[PIPES];
	size_t n_pipes;
	int interrupts;
};

void attach_block(sigset_t *set)
{
	static const int passed_on[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT,
		SIGWINCH,
	};
	size_t i;

	sigemptyset(set);
	for (i = 0; i < ARRAY_SIZE(passed_on); i++)
		sigaddset(set, passed_on[i]);
	sigprocmask(SIG_BLOCK, set, NULL);
}

static void pass_signal_on(struct attendance *a)
{
	struct signalfd_siginfo info;
	int sig;

	if (read(a->signals, &info, sizeof(info)) != sizeof(info))
		return;
	sig = info.ssi_signo;
	if (sig == SIGWINCH && a->shown) {
		terminal_resize(&a->terminal);
		return;
	}
	if (sig == SIGINT && ++a->interrupts == INTERRUPTS_TO_KILL)
		sig = SIGKILL;
	pidfd_send_signal(a->pidfd, sig, NULL, 0);
}

/* The terminal's, or one of the pipes'. */
static struct relay *relay_of(struct attendance *a, size_t i)
{
	return a->shown ? &a->terminal.relay : &a->pipes[i];
}

static void serve(struct attendance *a)
{
	struct pollfd fds[2 + PIPES * RELAY_FDS] = {
		{ .fd = a->pidfd, .events = POLLIN },
		{ .fd = a->signals, .events = POLLIN },
	};
	const size_t n = a->shown ? 1 : a->n_pipes;
	size_t i;

	while (!fds[0].revents) {
		for (i = 0; i < n; i++)
			relay_await(relay_of(a, i), fds + 2 + i * RELAY_FDS);
		if (poll(fds, 2 + n * RELAY_FDS, -1) < 0)
			continue;
		if (fds[1].revents)
			pass_signal_on(a);
		for (i = 0; i < n; i++)
			relay_serve(relay_of(a, i), fds + 2 + i * RELAY_FDS);
	}
}

void attach(int pidfd, int terminal, bool interactive, const struct pipes *pipes,
	    const sigset_t *set)
{
	struct attendance a = {
		.pidfd = pidfd,
		.signals = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK),
		.shown = terminal >= 0,
	};
	size_t i;

	if (a.shown)
		terminal_attach(&a.terminal, terminal, interactive);
	a.n_pipes = pipes_relay(pipes, a.pipes);
	serve(&a);
	for (i = 0; i < a.n_pipes; i++)
		relay_end(&a.pipes[i]);
	if (a.shown)
		terminal_detach(&a.terminal);
	close(a.signals);
}
