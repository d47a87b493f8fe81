// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "command.h"
#include "containers.h"
#include "lifecycle.h"
#include "options.h"
#include "out.h"
#include "process.h"
#include "signals.h"

static const char kill_options[] =
	"  -s, --signal SIGNAL    which: KILL; a name or a number\n"
	"      --json             for scripts\n";

static int send_signal(const struct container *c, int sig)
{
	int pidfd = process_open(c->pid, c->pid_start);
	int ret;

	if (pidfd < 0)
		return -1;
	ret = pidfd_send_signal(pidfd, sig, NULL, 0);
	close(pidfd);
	return ret;
}

static int kill_container(const char *term, int sig, struct error *err)
{
	struct container *c;
	int ret = 0;

	if (containers_find_one(term, &c, err) < 0)
		return -1;
	if (c->state != CONTAINER_RUNNING)
		ret = error_set(err, ESRCH,
				"cannot kill container: %s: container %s is not running",
				term, c->id);
	else if (lifecycle_check_own(c, "kill", err) < 0)
		ret = -1;
	else if (sig == SIGKILL)
		ret = lifecycle_end(c, SIGKILL, -1, err);
	else if (send_signal(c, sig) < 0)
		ret = error_set(err, errno, "cannot kill container: %s: %s",
				term, strerror(errno));
	container_free(c);
	return ret;
}

static int kill_argument(const char *term, void *data)
{
	const int *sig = data;
	struct error err;

	if (kill_container(term, *sig, &err) == 0)
		return EXIT_OK;
	return out_error(&err);
}

static int cmd_kill(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "kill",
		.least = 1,
		.most = OPTIONS_ANY,
	};
	const char *name = "KILL";
	bool json = false;
	const struct option_slot slots[] = {
		{ "signal", 's', .value = &name },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	struct error err;
	int sig, status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	sig = signal_parse(name, &err);
	if (sig < 0)
		return out_error(&err);
	return lifecycle_for_each(argv, json, NULL, kill_argument, &sig);
}

const struct command command_kill = {
	.name = "kill",
	.function = cmd_kill,
	.arguments = "[-s SIGNAL] CONTAINER...",
	.summary = "Send a signal to containers' first processes",
	.options = kill_options,
};
