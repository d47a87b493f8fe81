// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach.h"
#include "command.h"
#include "containers.h"
#include "enter.h"
#include "env.h"
#include "options.h"
#include "out.h"
#include "pipes.h"
#include "process.h"
#include "report.h"
#include "strv.h"
#include "terminal.h"

static const char exec_options[] =
	"  -d, --detach           do not wait for it\n"
	"  -e, --env NAME[=VALUE] set a variable, or pass on the caller's\n"
	"  -i, --interactive      let it read standard input\n"
	"  -t, --tty              give it a terminal of its own\n"
	"  -u, --user USER[:GROUP]\n"
	"                         who it runs as; the container's own otherwise\n"
	"  -w, --workdir PATH     where the command starts\n";

/**
 * struct exec_options - how a command is to be run in a container
 * @env: of -e
 * @workdir: of -w, or NULL for the container's own
 * @user: of -u, or NULL for the container's own
 * @tty: whether it has a terminal of its own
 * @interactive: whether it may read the tool's input
 * @detach: do not wait for it
 * @pipes: which it has in the place of the tool's terminal
 */
struct exec_options {
	char **env;
	const char *workdir;
	const char *user;
	bool tty;
	bool interactive;
	bool detach;
	struct pipes pipes;
};

/* Before the container is entered, where /dev/null may be something else. */
static void close_input(const struct exec_options *o)
{
	int null;

	if (o->tty || (o->interactive && !o->detach))
		return;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(null, STDIN_FILENO);
	close(null);
}

/* Input is /dev/null by now. */
static void close_output(void)
{
	dup2(STDIN_FILENO, STDOUT_FILENO);
	dup2(STDIN_FILENO, STDERR_FILENO);
}

static int prepare_streams(const struct exec_options *o, int report_socket,
			   struct error *err)
{
	int master, ret;

	if (o->detach)
		close_output();
	pipes_use(&o->pipes);
	if (!o->tty)
		return 0;
	master = terminal_make(err);
	if (master < 0)
		return -1;
	ret = report_send_terminal(report_socket, master, err);
	close(master);
	return ret;
}

static noreturn void become(struct process_command *command,
			    const struct exec_options *o, int report_socket)
{
	struct report report = { .exit_status = EXIT_NOT_RUN };

	/* Signals of the terminal come by way of the tool only. */
	setsid();
	if (prepare_streams(o, report_socket, &report.error) == 0)
		report.exit_status = process_exec(command, &report.error);
	report_send(report_socket, &report);
	_exit(report.exit_status);
}

static int reap(pid_t pid)
{
	int wait_status = 0;

	while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	return process_exit_status(wait_status);
}

static void attach_to(pid_t pid, int terminal, const struct exec_options *o,
		      const sigset_t *set)
{
	int pidfd = pidfd_open(pid, 0);

	if (pidfd < 0)
		return;
	attach(pidfd, terminal, o->interactive, &o->pipes, set);
	close(pidfd);
}

/* Returns an exit status: the command's or, with @err filled, why it was not run. */
static int run_command(struct process_command *command,
		       const struct exec_options *o, struct error *err)
{
	struct report report;
	int sockets[2], terminal;
	sigset_t set;
	bool failed;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0) {
		error_set(err, errno, "cannot make a socket: %s",
			  strerror(errno));
		return EXIT_REFUSED;
	}
	attach_block(&set);
	pid = fork();
	if (pid < 0) {
		error_set(err, errno, "cannot fork: %s", strerror(errno));
		return EXIT_REFUSED;
	}
	if (pid == 0)
		become(command, o, sockets[1]);
	close(sockets[1]);
	pipes_close_there(&o->pipes);
	failed = report_receive(sockets[0], &report, &terminal);
	close(sockets[0]);
	if (!failed && o->detach)
		return EXIT_OK;
	if (failed)
		*err = report.error;
	else
		attach_to(pid, terminal, o, &set);
	return reap(pid);
}

static int exec_in(const struct container *c, struct exec_options *o,
		   char *const *argv, struct error *err)
{
	struct process_command command = {
		.argv = argv,
		.workdir = o->workdir ? o->workdir : c->workdir,
		.user = o->user ? o->user : c->user,
		.no_new_privileges = c->no_new_privileges,
		.die_with_parent = !o->detach,
	};
	int status;

	pipes_none(&o->pipes);
	close_input(o);
	if (!o->tty && !o->detach && pipes_make(&o->pipes, o->interactive, err) < 0)
		return EXIT_REFUSED;
	command.owned_streams = o->tty ? PROCESS_STREAMS : pipes_owned(&o->pipes);
	if (enter_container(c, err) < 0)
		return EXIT_REFUSED;
	command.env = env_block(c, NULL, o->env, o->tty);
	status = run_command(&command, o, err);
	strv_free(command.env);
	return status;
}

/* What follows the options: a container, a command, and its arguments. */
static int exec_words(char **words, struct exec_options *o)
{
	struct error err = { .text = "" };
	struct container *c;
	int status;

	if (containers_find_one(words[0], &c, &err) < 0)
		return out_error(&err);
	/* As in Docker, a -- between container and command is not the command. */
	words++;
	if (!strcmp(words[0], "--") && words[1])
		words++;
	status = exec_in(c, o, words, &err);
	if (*err.text)
		out_error(&err);
	container_free(c);
	return status;
}

static int check_options(struct exec_options *o, char *const *variables, struct error *err)
{
	for (; variables && *variables; variables++)
		if (env_parse(&o->env, *variables, err) < 0)
			return -1;
	/* In the background there is nobody to serve one. */
	o->tty = o->tty && !o->detach;
	return o->tty && o->interactive ? terminal_check(err) : 0;
}

static int cmd_exec(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "exec",
		.least = 2,
		.most = OPTIONS_ANY,
		.commands_follow = true,
	};
	struct exec_options given = { .env = NULL };
	char **variables = NULL;
	const struct option_slot slots[] = {
		{ "env", 'e', .values = &variables },
		{ "workdir", 'w', .value = &given.workdir },
		{ "user", 'u', .value = &given.user },
		{ "tty", 't', .flag = &given.tty },
		{ "interactive", 'i', .flag = &given.interactive },
		{ "detach", 'd', .flag = &given.detach },
		{ .name = NULL }
	};
	struct error err;
	int status;

	if (options_parse(&line, slots, &argc, &argv, &status)) {
		if (check_options(&given, variables, &err) < 0)
			status = out_error(&err);
		else
			status = exec_words(argv, &given);
	}
	strv_free(given.env);
	strv_free(variables);
	return status;
}

const struct command command_exec = {
	.name = "exec",
	.function = cmd_exec,
	.arguments = "[OPTION]... CONTAINER COMMAND [ARG]...",
	.summary = "Run a command in a running container",
	.options = exec_options,
};
