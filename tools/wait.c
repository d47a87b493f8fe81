// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "container.h"
#include "lifecycle.h"
#include "out.h"

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

/* Until a running container has ended; from then on @exit_code is known. */
static int wait_until_ended(const struct container *c, int *exit_code,
			    struct error *err)
{
	int fd = open_exit(c);
	struct container *ended;
	int ret = 0;

	lifecycle_wait(c);
	if (container_find(c->id, &ended, err) == 0)
		*exit_code = ended->exit_code;
	else
		ret = read_exit(fd, exit_code);
	container_free(ended);
	close(fd);
	if (ret < 0)
		error_set(err, ENOENT,
			  "%s was removed when it ended, and its exit status with it",
			  c->name);
	return ret;
}

/* Then print the exit status. */
static int wait_for(const char *term, struct error *err)
{
	struct container *c;
	int ret = 0;

	if (container_find(term, &c, err) < 0)
		return -1;
	if (lifecycle_check_own(c, "wait for", err) < 0) {
		container_free(c);
		return -1;
	}
	if (c->state == CONTAINER_RUNNING)
		ret = wait_until_ended(c, &c->exit_code, err);
	if (ret == 0) {
		printf("%d\n", c->exit_code);
		fflush(stdout);
	}
	container_free(c);
	return ret;
}

int cmd_wait(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	int opt, status = EXIT_OK;
	struct error err;

	opterr = 0;
	opt = getopt_long(argc, argv, ":", options, NULL);
	if (opt == 'H')
		return command_help("wait");
	if (opt >= 0)
		return out_option_error("wait", argv, opt);
	if (optind == argc)
		return out_usage_error("wait", "no container named");
	for (; optind < argc; optind++)
		if (wait_for(argv[optind], &err) < 0)
			status = out_error(&err);
	return status;
}
