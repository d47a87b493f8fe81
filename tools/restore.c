// SPDX-License-Identifier: GPL-2.0-only
/* The command restore. */
#include "restore.h"

#include <stdio.h>

#include "command.h"
#include "containers.h"
#include "options.h"
#include "out.h"
#include "strv.h"

static const char restore_options[] =
	"  -f, --file FILE        of this one; '-': standard input\n"
	"      --dry-run          only tell what would be done\n"
	"      --json             for scripts\n"
	"\n"
	"All that it declares, or the containers CONTAINER and their networks; what is there\n"
	"already stays. ctrnet.json(5) has the format.\n";

/* What was done, or would be: a line each. */
static void report(const struct restore_plan *plan, bool json)
{
	const struct step *step;
	const char *kind, *name;

	for (step = plan->steps; step < plan->steps + plan->n; step++) {
		kind = step_kind_name(step);
		name = step_name(step);
		if (json)
			out_json_line(json_pack("{s:s, s:s, s:s*}", "Kind", kind, "Name", name,
						"Spec", step->text));
		else
			printf("%s %s%s%s\n", kind, name, step->text ? " " : "",
			       step->text ? step->text : "");
	}
}

static void complain(char *const *faults)
{
	struct error err;

	for (; *faults; faults++) {
		error_set(&err, 0, "%s", *faults);
		out_error(&err);
	}
}

static int restore_declared(const struct declared *d, char *const *names, bool dry_run,
			    bool json, char ***faults)
{
	struct restore_plan plan = { .n = 0 };
	struct error err;
	int ret;

	ret = restore_plan(d, names, &plan, faults);
	if (!ret && !dry_run) {
		ret = restore_apply(&plan, &err);
		if (ret)
			declared_fault(faults, "%s", err.text);
	}
	if (!ret)
		report(&plan, json);
	restore_plan_free(&plan);
	return ret;
}

static int restore(const char *path, char *const *names, bool dry_run, bool json)
{
	char **faults = NULL;
	struct declared d;
	struct error err;
	int ret;

	ret = declared_load(&d, path, &faults);
	if (!ret && container_lock(&err) < 0) {
		declared_fault(&faults, "%s", err.text);
		ret = -1;
	} else if (!ret) {
		ret = restore_declared(&d, names, dry_run, json, &faults);
		container_unlock();
	}
	if (ret)
		complain(faults);
	strv_free(faults);
	declared_free(&d);
	return ret ? EXIT_REFUSED : EXIT_OK;
}

static int cmd_restore(int argc, char **argv)
{
	static const struct command_line line = { .command = "restore", .most = OPTIONS_ANY };
	const char *path = DECLARED_FILE;
	bool dry_run = false, json = false;
	const struct option_slot slots[] = {
		{ "file", 'f', .value = &path },
		{ "dry-run", .flag = &dry_run },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return restore(path, argv, dry_run, json);
}

const struct command command_restore = {
	.name = "restore",
	.function = cmd_restore,
	.arguments = "[-f FILE] [--dry-run] [--json] [CONTAINER]...",
	.summary = "Make what is missing of what is declared",
	.options = restore_options,
};
