// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command oci-hook: what an OCI runtime calls when a container is made, and when it is
 * gone. It is adopt and rm, with what the container's annotations say.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "error.h"
#include "json_get.h"
#include "options.h"
#include "out.h"
#include "strv.h"

#define NAME_ANNOTATION	"ctrnet.name"

/* Annotations, and the options of adopt which they stand for, one for each word. */
static const struct {
	const char *annotation;
	const char *option;
} wishes[] = {
	{ "ctrnet.network", "--network" },
	{ "ctrnet.ip", "--ip" },
	{ "ctrnet.ip6", "--ip6" },
	{ "ctrnet.mac", "--mac-address" },
	{ "ctrnet.publish", "--publish" },
	{ "ctrnet.expose", "--expose" },
	{ "ctrnet.link", "--link" },
};

static json_t *read_state(struct error *err)
{
	json_error_t problem;
	json_t *state;

	if (isatty(STDIN_FILENO)) {
		error_set(err, 0, "a runtime calls this, with the container's state on standard input");
		return NULL;
	}
	state = json_loadf(stdin, 0, &problem);
	if (!state)
		error_set(err, 0, "standard input is no container's state: line %d: %s",
			  problem.line, problem.text);
	else if (!json_is_string(json_object_get(state, "id")))
		error_set(err, 0, "standard input is no container's state: it has no id");
	else
		return state;
	json_decref(state);
	return NULL;
}

/* As the container is to be called: as an annotation says, or by its id. */
static char *name_of(const json_t *state)
{
	char *name = json_get_optional(json_object_get(state, "annotations"), NAME_ANNOTATION);

	return name ? name : json_get_string(state, "id");
}

static void add_wishes(const json_t *annotations, char ***argv)
{
	char *words, *rest, *word;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wishes); i++) {
		words = json_get_string(annotations, wishes[i].annotation);
		rest = words;
		while ((word = strsep(&rest, " ")) != NULL) {
			if (!*word)
				continue;
			strv_take(argv, xstrdup(wishes[i].option));
			strv_take(argv, xstrdup(word));
		}
		free(words);
	}
}

/* What runs is told on standard output, where runtimes do not look for it. */
static int run_command(char **argv)
{
	char **copy = xcalloc(strv_len(argv) + 1, sizeof(*copy));
	int status;

	/* Options are moved before arguments. */
	memcpy(copy, argv, strv_len(argv) * sizeof(*copy));
	status = command_run(strv_len(argv), copy);
	free(copy);
	strv_free(argv);
	return status;
}

static int on_create(const json_t *state)
{
	const int64_t pid = json_get_int(state, "pid");
	char **argv = NULL;
	struct error err;

	if (pid <= 0) {
		error_set(&err, 0, "the container's state has no pid");
		return out_error(&err);
	}
	strv_take(&argv, xstrdup("adopt"));
	strv_take(&argv, xstrdup("--pid"));
	strv_take(&argv, xasprintf("%jd", (intmax_t)pid));
	add_wishes(json_object_get(state, "annotations"), &argv);
	strv_take(&argv, name_of(state));
	return run_command(argv);
}

/* Of one which is not there, too: it may not have been adopted. */
static int on_stop(const json_t *state)
{
	char **argv = NULL;

	strv_take(&argv, xstrdup("rm"));
	strv_take(&argv, xstrdup("-f"));
	strv_take(&argv, name_of(state));
	return run_command(argv);
}

static const struct {
	const char *name;
	int (*hook)(const json_t *state);
} hooks[] = {
	{ "createRuntime", on_create },
	{ "prestart", on_create },	/* what it was called before */
	{ "poststop", on_stop },
};

int cmd_oci_hook(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "oci-hook", .least = 1, .most = 1,
	};
	const struct option_slot slots[] = { { .name = NULL } };
	struct error err;
	json_t *state;
	int status;
	size_t i;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (!strcmp(hooks[i].name, argv[0]))
			break;
	if (i == ARRAY_SIZE(hooks))
		return out_usage_error("oci-hook", "there is no hook '%s' here", argv[0]);
	state = read_state(&err);
	if (!state)
		return out_error(&err);
	status = hooks[i].hook(state);
	json_decref(state);
	return status;
}
