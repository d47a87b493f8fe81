// SPDX-License-Identifier: GPL-2.0-only
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "network_mode.h"
#include "process.h"
#include "report.h"
#include "rootfs.h"
#include "terminal.h"

#define NAMESPACES \
	(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | \
	 CLONE_NEWCGROUP)

/* What the parts of the first process need to know. */
struct setup {
	const struct container *c;
	char **env;
	const struct stdio *io;
	int netns;
	int control;
};

static int set_stdio(const struct stdio *io, struct error *err)
{
	if (dup2(io->in, STDIN_FILENO) < 0 || dup2(io->out, STDOUT_FILENO) < 0 ||
	    dup2(io->err, STDERR_FILENO) < 0)
		return error_set(err, errno, "cannot set standard streams: %s",
				 strerror(errno));
	return 0;
}

/* The endpoint's device comes later, from outside; lo is there in every namespace. */
static void bring_loopback_up(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	ioctl(fd, SIOCSIFFLAGS, &lo);
	close(fd);
}

/* A kernel without the setting refuses less, or the program will tell. */
static void set_sysctl(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, value, strlen(value)) < 0)
		errno = 0;
	close(fd);
}

/* Users other than root may bind low ports and ping, as in Docker. */
static void open_network_to_users(void)
{
	set_sysctl("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
	set_sysctl("/proc/sys/net/ipv4/ping_group_range", "0 2147483647");
}

static bool owns_network(const struct container *c)
{
	enum network_mode mode = network_mode(c);

	return mode == NETWORK_MODE_OWN || mode == NETWORK_MODE_NONE;
}

/* Nothing is changed in a network of somebody else's. */
static int set_up_network(const struct setup *setup, struct error *err)
{
	if (setup->netns >= 0 && setns(setup->netns, CLONE_NEWNET) < 0)
		return error_set(err, errno, "cannot join the network: %s",
				 strerror(errno));
	if (owns_network(setup->c)) {
		bring_loopback_up();
		open_network_to_users();
	}
	return 0;
}

/* One of the container's own, whose other side is for the parent. */
static int set_up_terminal(const struct setup *setup, struct error *err)
{
	int master = terminal_make(err);
	int ret;

	if (master < 0)
		return -1;
	ret = report_send_terminal(setup->control, master, err);
	close(master);
	return ret;
}

static int set_up(const struct setup *setup, struct error *err)
{
	const struct container *c = setup->c;

	/* A session of its own: signals of the terminal come by way of the tool only. */
	setsid();
	if (!c->tty && set_stdio(setup->io, err) < 0)
		return -1;
	if (sethostname(c->hostname, strlen(c->hostname)) < 0)
		return error_set(err, errno, "cannot set hostname %s: %s",
				 c->hostname, strerror(errno));
	if (set_up_network(setup, err) < 0 || rootfs_enter(c, err) < 0)
		return -1;
	return c->tty ? set_up_terminal(setup, err) : 0;
}

/* False if the parent is gone, or does not want the container any more. */
static bool wait_for_release(int control)
{
	char go;

	return recv(control, &go, sizeof(go), 0) == sizeof(go);
}

/* The caller's own are handed on as they are. */
static unsigned int owned_streams(const struct setup *setup)
{
	const struct stdio *io = setup->io;

	if (setup->c->tty)
		return PROCESS_STREAMS;
	return (io->in != STDIN_FILENO) << STDIN_FILENO |
	       (io->out != STDOUT_FILENO) << STDOUT_FILENO |
	       (io->err != STDERR_FILENO) << STDERR_FILENO;
}

static noreturn void run(const struct setup *setup)
{
	struct process_command command = {
		.argv = setup->c->argv,
		.env = setup->env,
		.workdir = setup->c->workdir,
		.user = setup->c->user,
		.no_new_privileges = setup->c->no_new_privileges,
		.die_with_parent = true,
		.owned_streams = owned_streams(setup),
	};
	struct report report = { .exit_status = EXIT_NOT_RUN };

	/* Before the wait: if the parent died earlier, the socket says so. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (set_up(setup, &report.error) == 0) {
		if (!wait_for_release(setup->control))
			_exit(EXIT_NOT_RUN);
		report.exit_status = process_exec(&command, &report.error);
	}
	report_send(setup->control, &report);
	_exit(report.exit_status);
}

/* Like fork(), but in new namespaces; the parent gets a pidfd too. */
static pid_t fork_into_namespaces(bool new_network, int *pidfd)
{
	struct clone_args args = {
		.flags = NAMESPACES | CLONE_PIDFD |
			 (new_network ? CLONE_NEWNET : 0),
		.pidfd = (uintptr_t)pidfd,
		.exit_signal = SIGCHLD,
	};

	return syscall(SYS_clone3, &args, sizeof(args));
}

int init_create(struct init *init, const struct container *c, char **env,
		int netns, const struct stdio *io, struct error *err)
{
	struct setup setup = { .c = c, .env = env, .io = io, .netns = netns };
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
		return error_set(err, errno, "cannot make a socket: %s",
				 strerror(errno));
	init->control = sockets[0];
	init->terminal = -1;
	setup.control = sockets[1];
	init->pid = fork_into_namespaces(owns_network(c), &init->pidfd);
	if (init->pid == 0) {
		close(sockets[0]);
		run(&setup);
	}
	close(sockets[1]);
	if (init->pid < 0) {
		close(sockets[0]);
		return error_set(err, errno, "cannot make namespaces: %s",
				 strerror(errno));
	}
	return 0;
}

int init_release(struct init *init, struct error *err)
{
	struct report report;

	send(init->control, "", 1, MSG_NOSIGNAL);
	/* Nothing to report: the command's execution closed the socket. */
	if (!report_receive(init->control, &report, &init->terminal)) {
		close(init->control);
		init->control = -1;
		return 0;
	}
	*err = report.error;
	init_destroy(init);
	return report.exit_status;
}

static void kill_and_reap(struct init *init)
{
	kill(init->pid, SIGKILL);
	while (waitpid(init->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(init->pidfd);
}

void init_abandon(struct init *init, struct error *err)
{
	struct report report;

	/* What it has sent is there once it is dead, and then there is no more to come. */
	kill_and_reap(init);
	if (report_receive(init->control, &report, &init->terminal))
		*err = report.error;
	if (init->terminal >= 0)
		close(init->terminal);
	close(init->control);
}

void init_destroy(struct init *init)
{
	kill_and_reap(init);
	close(init->control);
}
