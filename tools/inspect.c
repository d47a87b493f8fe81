// SPDX-License-Identifier: GPL-2.0-only
#include "inspect.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "containers.h"
#include "network_command.h"
#include "options.h"
#include "out.h"
#include "template.h"
#include "text.h"

static const char inspect_options[] =
	"  -f, --format TEMPLATE  print only that, such as '{{.State.Pid}}' or\n"
	"                         '{{json .NetworkSettings.Ports}}'\n";

static json_t *find_container(const char *term, struct error *err)
{
	struct container *c;
	json_t *json;

	if (containers_find_one(term, &c, err) < 0)
		return NULL;
	container_confirm_ports(&c, 1);
	json = inspect_json(c);
	container_free(c);
	return json;
}

/* A container, or else a network. */
static json_t *find_object(const char *term, void *context, struct error *err)
{
	json_t *json = find_container(term, err);

	(void)context;
	if (json || err->code != ENOENT)
		return json;
	json = network_inspect_one(term, err);
	if (!json && err->code == ENOENT)
		error_set(err, ENOENT, "No such object: %s", term);
	return json;
}

static int print_formatted(const char *format, const json_t *json)
{
	struct error err;
	char *text = template_apply(format, json, &err);

	if (!text)
		return out_error(&err);
	/* Scripts have it as it is; a terminal may be made to heed a container's words. */
	if (isatty(STDOUT_FILENO))
		text_make_printable_but(text, "\n\t");
	puts(text);
	free(text);
	return EXIT_OK;
}

static int inspect_formatted(char *const *terms, const char *format,
			     inspect_find find, void *context)
{
	int status = EXIT_OK;
	struct error err;

	if (template_check(format, NULL, &err) < 0) {
		out_error(&err);
		return EXIT_TEMPLATE;
	}
	for (; *terms; terms++) {
		json_t *json = find(*terms, context, &err);

		if (!json) {
			/* Scripts that count lines find one for each argument. */
			putchar('\n');
			out_error(&err);
			status = EXIT_REFUSED;
			continue;
		}
		if (print_formatted(format, json))
			status = EXIT_REFUSED;
		json_decref(json);
	}
	return status;
}

static int inspect_whole(char *const *terms, inspect_find find, void *context)
{
	json_t *found = json_array();
	int status = EXIT_OK;
	struct error err;

	for (; *terms; terms++) {
		json_t *json = find(*terms, context, &err);

		if (json) {
			json_array_append_new(found, json);
			continue;
		}
		out_error(&err);
		status = EXIT_REFUSED;
	}
	out_json(found);
	return status;
}

int inspect_print(char *const *terms, const char *template, inspect_find find,
		  void *context)
{
	if (template)
		return inspect_formatted(terms, template, find, context);
	return inspect_whole(terms, find, context);
}

int inspect_command(const char *command, const char *help, int argc, char **argv,
		    int (*show)(char *const *terms, const char *template))
{
	const struct command_line line = {
		.command = command,
		.help = help,
		.least = 1,
		.most = OPTIONS_ANY,
	};
	const char *template = NULL;
	/* JSON is what there is anyway. */
	bool json;
	const struct option_slot slots[] = {
		{ "format", 'f', .value = &template },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return show(argv, template);
}

static int inspect_objects(char *const *terms, const char *template)
{
	return inspect_print(terms, template, find_object, NULL);
}

static int cmd_inspect(int argc, char **argv)
{
	return inspect_command("inspect", NULL, argc, argv, inspect_objects);
}

const struct command command_inspect = {
	.name = "inspect",
	.function = cmd_inspect,
	.arguments = "[-f TEMPLATE] CONTAINER|NETWORK...",
	.summary = "Show all about containers, or networks",
	.options = inspect_options,
};
