// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command oci-hook: what an OCI runtime calls when a container is made, and when it is
 * gone. It is adopt, with what the container's annotations say, and lets go again what that
 * has adopted.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adopt.h"
#include "adopted.h"
#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "containers.h"
#include "error.h"
#include "json_get.h"
#include "options.h"
#include "out.h"
#include "strv.h"

static const char oci_hook_options[] =
	"For the hooks in a bundle's config.json. What is on standard input says which\n"
	"container; its annotations say what it is to have, a blank between words:\n"
	"\n"
	"      ctrnet.name            its name; its id otherwise\n"
	"      ctrnet.network         the networks to put it on\n"
	"      ctrnet.publish         ports to publish, as for -p of run\n"
	"      ctrnet.expose          ports to offer to links\n"
	"      ctrnet.link            containers to know, NAME[:ALIAS]\n"
	"      ctrnet.ip              its address; so with ctrnet.ip6 and ctrnet.mac\n";

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

/* What is made is told on standard output, where runtimes do not look for it. */
static int adopt(char **argv, const char *id)
{
	char **copy = xcalloc(strv_len(argv) + 1, sizeof(*copy));
	int status;

	/* Options are moved before arguments. */
	memcpy(copy, argv, strv_len(argv) * sizeof(*copy));
	status = adopt_command(strv_len(argv), copy, id);
	free(copy);
	return status;
}

/* Checked by read_state(). No two containers of a host have the same. */
static const char *id_of(const json_t *state)
{
	return json_string_value(json_object_get(state, "id"));
}

static int on_create(const json_t *state)
{
	const int64_t pid = json_get_int(state, "pid");
	char **argv = NULL;
	struct error err;
	int status;

	if (pid <= 0) {
		error_set(&err, 0, "the container's state has no pid");
		return out_error(&err);
	}
	strv_take(&argv, xstrdup("adopt"));
	strv_take(&argv, xstrdup("--pid"));
	strv_take(&argv, xasprintf("%jd", (intmax_t)pid));
	add_wishes(json_object_get(state, "annotations"), &argv);
	/* What a bundle says is a name, whatever it looks like. */
	strv_take(&argv, xstrdup("--"));
	strv_take(&argv, name_of(state));
	status = adopt(argv, id_of(state));
	strv_free(argv);
	return status;
}

static bool is_adopted_for(const struct container *c, const char *id)
{
	return c->engine_interface == ENGINE_OCI && !strcmp(c->engine_id, id);
}

static int let_go(struct container *c, struct error *err)
{
	adopted_let_go(c);
	return adopted_forget(c, err);
}

static int let_go_of(const char *id, struct error *err)
{
	struct containers set = { .items = NULL };
	int ret = containers_load(&set, err);
	size_t i;

	for (i = 0; !ret && i < set.n; i++)
		if (is_adopted_for(set.items[i], id))
			ret = let_go(set.items[i], err);
	containers_free(&set);
	return ret;
}

/*
 * Of one which was never adopted, too. Its name says nothing: it may be that of another, for
 * which it was refused, and it may have been renamed.
 */
static int on_stop(const json_t *state)
{
	struct error err;
	int ret;

	if (container_lock(&err) < 0)
		return out_error(&err);
	ret = let_go_of(id_of(state), &err);
	container_unlock();
	return ret ? out_error(&err) : EXIT_OK;
}

static const struct {
	const char *name;
	int (*hook)(const json_t *state);
} hooks[] = {
	{ "createRuntime", on_create },
	{ "prestart", on_create },	/* what it was called before */
	{ "poststop", on_stop },
};

static int cmd_oci_hook(int argc, char **argv)
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

const struct command command_oci_hook = {
	.name = "oci-hook",
	.function = cmd_oci_hook,
	.arguments = "createRuntime|poststop",
	.summary = "Put on a network what an OCI runtime makes",
	.options = oci_hook_options,
};
