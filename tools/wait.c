// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "container.h"
#include "lifecycle.h"
#include "out.h"

/* Until the end is recorded; then print the exit status. */
static int wait_for(const char *term, struct error *err)
{
	struct container *c, *ended;

	if (container_find(term, &c, err) < 0)
		return -1;
	if (lifecycle_check_own(c, "wait for", err) < 0) {
		container_free(c);
		return -1;
	}
	if (c->state == CONTAINER_RUNNING) {
		lifecycle_wait(c);
		if (container_find(c->id, &ended, err) < 0) {
			container_free(c);
			return error_set(err, ENOENT,
					 "%s was removed when it ended, and its exit status with it",
					 term);
		}
		container_free(c);
		c = ended;
	}
	printf("%d\n", c->exit_code);
	fflush(stdout);
	container_free(c);
	return 0;
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
