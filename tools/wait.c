// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "containers.h"
#include "lifecycle.h"
#include "options.h"
#include "out.h"

static const char wait_options[] =
	"      --json             for scripts\n";

static int open_exit(const struct container *c)
{
	char *path = container_path(c, CONTAINER_EXIT_FILE);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	return fd;
}

/* What was written before the file was removed with its container. */
static int read_exit(int fd, int *exit_code)
{
	char text[16] = "";

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return -1;
	*exit_code = atoi(text);
	return 0;
}

static int find_exit(const struct container *c, int fd, int *exit_code,
		     struct error *err)
{
	struct container *ended;
	int ret = 0;

	if (containers_one_of_id(c->id, &ended, err) == 0)
		*exit_code = ended->exit_code;
	else
		ret = read_exit(fd, exit_code);
	container_free(ended);
	if (ret < 0)
		error_set(err, ENOENT,
			  "%s was removed when it ended, and its exit status with it",
			  c->name);
	return ret;
}

/* Until a running container has ended; from then on @exit_code is known. */
static int wait_until_ended(const struct container *c, int *exit_code,
			    struct error *err)
{
	int fd = open_exit(c);
	int ret = lifecycle_wait(c, err);

	if (!ret)
		ret = find_exit(c, fd, exit_code, err);
	close(fd);
	return ret;
}

static void print_exit(const char *term, int exit_code, bool json)
{
	if (json) {
		out_json_line(json_pack("{s:s, s:i}", "Container", term,
					"ExitCode", exit_code));
		return;
	}
	printf("%d\n", exit_code);
	out_flush();
}

/* Then print the exit status. */
static int wait_for(const char *term, bool json, struct error *err)
{
	struct container *c;
	int ret;

	if (containers_find_one(term, &c, err) < 0)
		return -1;
	ret = lifecycle_check_own(c, "wait for", err);
	if (!ret && c->state == CONTAINER_RUNNING)
		ret = wait_until_ended(c, &c->exit_code, err);
	if (!ret)
		print_exit(term, c->exit_code, json);
	container_free(c);
	return ret;
}

static int cmd_wait(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "wait",
		.least = 1,
		.most = OPTIONS_ANY,
	};
	bool json = false;
	const struct option_slot slots[] = {
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	struct error err;
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	status = EXIT_OK;
	for (; *argv; argv++)
		if (wait_for(*argv, json, &err) < 0)
			status = out_error(&err);
	return status;
}

const struct command command_wait = {
	.name = "wait",
	.function = cmd_wait,
	.arguments = "CONTAINER...",
	.summary = "Wait until containers end, and print their exit status",
	.options = wait_options,
};
