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

/* What is attended to, and how often it was interrupted. */
struct attendance {
	int pidfd;
	int signals;
	struct terminal terminal;
	bool shown;
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

static void serve(struct attendance *a)
{
	struct pollfd fds[2 + RELAY_FDS] = {
		{ .fd = a->pidfd, .events = POLLIN },
		{ .fd = a->signals, .events = POLLIN },
	};
	const nfds_t n = a->shown ? ARRAY_SIZE(fds) : 2;

	while (!fds[0].revents) {
		if (a->shown)
			relay_await(&a->terminal.relay, fds + 2);
		if (poll(fds, n, -1) < 0)
			continue;
		if (fds[1].revents)
			pass_signal_on(a);
		if (a->shown)
			relay_serve(&a->terminal.relay, fds + 2);
	}
}

void attach(int pidfd, int terminal, bool interactive, const sigset_t *set)
{
	struct attendance a = {
		.pidfd = pidfd,
		.signals = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK),
		.shown = terminal >= 0,
	};

	if (a.shown)
		terminal_attach(&a.terminal, terminal, interactive);
	serve(&a);
	if (a.shown)
		terminal_detach(&a.terminal);
	close(a.signals);
}
