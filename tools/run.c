// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <unistd.h>

#include "command.h"
#include "containers.h"
#include "create.h"
#include "lifecycle.h"
#include "out.h"
#include "process.h"
#include "publish_hint.h"
#include "request.h"
#include "supervisor.h"
#include "terminal.h"
#include "tidy.h"

static const char run_options[] =
	"  -d, --detach           leave it running in the background; print its id\n";

static int start(const struct request *r, struct containers *others,
		 struct error *err, int *exit_status)
{
	struct container **sources;
	int status;

	if (lifecycle_sources(r->c, others, &sources, err) < 0)
		return EXIT_NOT_RUN;
	if (r->detach)
		status = lifecycle_detach(r->c, sources, err);
	else
		status = supervisor_attend(r->c, sources, r->c->interactive,
					   publish_hint_started, err, exit_status);
	free(sources);
	return status;
}

/* Returns as start() does: 0 if the container was run, or why it was not. */
static int create_and_start(const struct request *r, struct error *err,
			    int *exit_status)
{
	struct containers others = { .items = NULL };
	struct error ignored;
	int status;

	/* Should the tool be killed before the start, --rm holds all the same. */
	r->c->supervisor = getpid();
	r->c->supervisor_start = process_start_time(r->c->supervisor);
	if (create_container(r, &others, err) < 0) {
		containers_free(&others);
		return EXIT_NOT_RUN;
	}
	/* As Docker: known by its id from here on, even if it cannot be started. */
	if (r->detach)
		out_made(r->c->id, r->c->name, r->json);
	status = start(r, &others, err, exit_status);
	if (status && r->c->auto_remove)
		container_delete(r->c, &ignored);
	containers_free(&others);
	return status;
}

static bool needs_terminal(const struct request *r)
{
	return r->c->tty && r->c->interactive && !r->detach;
}

static int run(const struct request *r)
{
	int status, exit_status = 0;
	struct error err;

	if (r->json && !r->detach) {
		out_usage_error("run", "--json is for -d: in the foreground the output is the command's");
		return EXIT_NOT_RUN;
	}
	if ((needs_terminal(r) && terminal_check(&err) < 0) ||
	    container_lock(&err) < 0) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	status = create_and_start(r, &err, &exit_status);
	container_unlock();
	tidy();
	if (!status)
		return exit_status;
	out_error(&err);
	return status;
}

static int cmd_run(int argc, char **argv)
{
	return request_do(argc, argv, run);
}

const struct command command_run = {
	.name = "run",
	.function = cmd_run,
	.arguments = "[OPTION]... IMAGE [COMMAND [ARG]...] | -- COMMAND [ARG]...",
	.summary = "Run a command in a new container",
	.options = run_options,
	.more_options = request_options,
};
