// SPDX-License-Identifier: GPL-2.0-only
/* The command graph. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "container_lock.h"
#include "graph_dot.h"
#include "network.h"
#include "options.h"
#include "out.h"

static const char graph_options[] =
	"      --svg              a picture; this needs dot, of graphviz\n"
	"\n"
	"Otherwise it is in the language of dot.\n";

#define PAINTER	"dot"

/* All of them if none is named. */
static int choose(const struct survey *s, char *const *names, bool *wanted, struct error *err)
{
	struct nl_network *net;
	size_t i;

	for (i = 0; i < s->n_nets; i++)
		wanted[i] = !*names;
	for (; *names; names++) {
		net = network_pick(s->nets, s->n_nets, *names, err);
		if (!net)
			return -1;
		wanted[net - s->nets] = true;
	}
	return 0;
}

/* Of what there is while nobody changes it. */
static char *draw(char *const *names, struct error *err)
{
	struct survey s;
	char *text = NULL;
	bool *wanted;
	int ret;

	if (container_lock_to_look(err) < 0)
		return NULL;
	ret = survey_take(&s, err);
	container_unlock();
	if (ret < 0)
		return NULL;
	wanted = xcalloc(s.n_nets + 1, sizeof(*wanted));
	if (choose(&s, names, wanted, err) == 0)
		text = graph_dot(&s, wanted);
	free(wanted);
	survey_free(&s);
	return text;
}

static void become_painter(const int ends[2])
{
	dup2(ends[0], STDIN_FILENO);
	execlp(PAINTER, PAINTER, "-Tsvg", NULL);
	_exit(errno == ENOENT ? 127 : 126);
}

static int paint(const char *text, struct error *err)
{
	int ends[2], status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, errno, "cannot make a pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		return error_set(err, errno, "cannot fork: %s", strerror(errno));
	if (pid == 0)
		become_painter(ends);
	close(ends[0]);
	/* One which does not read ends, and says why. */
	signal(SIGPIPE, SIG_IGN);
	dprintf(ends[1], "%s", text);
	close(ends[1]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_set(err, ENOENT,
				 "a picture needs '" PAINTER "': install the package graphviz; without --svg there is what it would draw");
	return status ? error_set(err, EIO, "'" PAINTER "' could not draw it") : 0;
}

static int cmd_graph(int argc, char **argv)
{
	static const struct command_line line = { .command = "graph", .most = OPTIONS_ANY };
	bool svg = false;
	const struct option_slot slots[] = {
		{ "svg", .flag = &svg },
		{ .name = NULL }
	};
	struct error err;
	int status, ret = 0;
	char *text;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	text = draw(argv, &err);
	if (!text)
		return out_error(&err);
	if (svg)
		ret = paint(text, &err);
	else
		fputs(text, stdout);
	free(text);
	return ret ? out_error(&err) : EXIT_OK;
}

const struct command command_graph = {
	.name = "graph",
	.function = cmd_graph,
	.arguments = "[--svg] [NETWORK]...",
	.summary = "Draw networks, containers, published ports and links",
	.options = graph_options,
};
