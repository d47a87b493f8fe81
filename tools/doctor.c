// SPDX-License-Identifier: GPL-2.0-only
/* The command doctor. */
#include "doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alloc.h"
#include "command.h"
#include "container.h"
#include "library.h"
#include "options.h"
#include "out.h"
#include "text.h"

static const char doctor_options[] =
	"      --fix              put right what is safe to\n"
	"      --json             for scripts\n"
	"\n"
	"Exits with 1 if anything is left that is wrong.\n";

/* How long what is just ending may take. */
#define PATIENCE_MS	10000
#define PAUSE_MS	100

static struct findings *damages;

/* What other commands warn of is a finding here. */
static void note_damage(const char *text)
{
	findings_add(damages, "any other command keeps what there is of it", "%s", text);
}

static int look_once(struct findings *f, struct doctor_sums *sums, struct error *err)
{
	int ret;

	if (container_lock_to_look(err) < 0)
		return -1;
	ret = doctor_examine(f, sums, err);
	container_unlock();
	return ret;
}

/* Until nothing is found any more which may pass by itself. */
static int look(struct findings *f, struct doctor_sums *sums, struct error *err)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	void (*const warn)(const char *text) = container_damaged;
	int ret, left = PATIENCE_MS / PAUSE_MS;

	damages = f;
	container_damaged = note_damage;
	do {
		findings_clear(f);
		ret = look_once(f, sums, err);
	} while (!ret && f->passing && left-- && nanosleep(&pause, NULL) == 0);
	container_damaged = warn;
	return ret;
}

static int fix(struct error *err)
{
	struct findings f = { .fix = true };
	int ret;

	if (container_lock(err) < 0)
		return -1;
	ret = doctor_examine(&f, NULL, err);
	container_unlock();
	findings_clear(&f);
	return ret;
}

/* Of @found, what is not @left has been fixed. */
static json_t *to_json(const struct findings *found, const struct findings *left)
{
	json_t *list = json_array();
	const struct finding *f;

	for (f = found->items; f < found->items + found->n; f++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:b}",
						      "Problem", f->problem,
						      "Remedy", f->remedy,
						      "Fixed", !findings_has(left, f)));
	return list;
}

static void print_sums(const struct doctor_sums *sums)
{
	printf("ok: files and kernel agree on %zu containers, %zu of them running, %zu networks, %zu endpoints, %zu published ports and %zu links\n",
	       sums->containers, sums->running, sums->networks, sums->endpoints,
	       sums->publishes, sums->links);
}

static void print_finding(const struct finding *f, const char *outcome)
{
	char *line = xasprintf("%s: %s", f->problem, outcome);

	text_make_printable(line);
	puts(line);
	free(line);
}

static void print(const struct findings *found, const struct findings *left,
		  const struct doctor_sums *sums)
{
	const struct finding *f;

	for (f = found->items; f < found->items + found->n; f++)
		print_finding(f, findings_has(left, f) ? f->remedy : "fixed");
	if (!left->n)
		print_sums(sums);
}

/* Looked at once more, so that what is said to be fixed is. */
static int look_again(struct findings *found, struct findings *left,
		      struct doctor_sums *sums, struct error *err)
{
	size_t i;

	if (fix(err) < 0 || look(left, sums, err) < 0)
		return -1;
	/* Of what was lost, there may be something new to say. */
	for (i = 0; i < left->n; i++)
		if (!findings_has(found, &left->items[i]))
			findings_add(found, left->items[i].remedy, "%s",
				     left->items[i].problem);
	return 0;
}

/* Returns an exit status. */
static int doctor(bool fixing, bool json)
{
	struct findings found = { .n = 0 }, fixed = { .n = 0 };
	const struct findings *left = fixing ? &fixed : &found;
	struct doctor_sums sums = { .containers = 0 };
	struct error err;
	int ret, status;

	ret = look(&found, &sums, &err);
	if (!ret && found.n && fixing)
		ret = look_again(&found, &fixed, &sums, &err);
	if (!ret && fixing)
		ret = library_empty(&err);
	status = ret || left->n ? EXIT_REFUSED : EXIT_OK;
	if (ret)
		out_error(&err);
	else if (json)
		out_json(to_json(&found, left));
	else
		print(&found, left, &sums);
	findings_clear(&found);
	findings_clear(&fixed);
	return status;
}

static int cmd_doctor(int argc, char **argv)
{
	static const struct command_line line = { .command = "doctor" };
	bool fixing = false, json = false;
	const struct option_slot slots[] = {
		{ "fix", .flag = &fixing },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return doctor(fixing, json);
}

const struct command command_doctor = {
	.name = "doctor",
	.function = cmd_doctor,
	.arguments = "[--fix] [--json]",
	.summary = "Compare the tool's files with the kernel",
	.options = doctor_options,
};
