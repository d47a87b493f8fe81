// SPDX-License-Identifier: GPL-2.0-only
#include "doctor.h"

#include <errno.h>

#include "compiler.h"
#include "place.h"
#include "proc.h"

/* In this order: a port is free again before it is published once more. */
static void (*const checks[])(const struct survey *s, struct findings *f) = {
	doctor_processes, doctor_networks, doctor_stray_ports, doctor_endpoints,
	doctor_lost_ports, doctor_links, doctor_hosts, doctor_files, doctor_mounts,
};

/* In another namespace there are other networks than those of the files. */
static int check_place(struct error *err)
{
	if (place_rootless() || proc_shares(1, "net"))
		return 0;
	return error_set(err, EINVAL,
			 "this is not the network namespace of the host, whose networks %s is about",
			 place(PLACE_STATE));
}

/* Without the module all else would be found to be gone, and --fix would give it up. */
static bool check_module(const struct survey *s, struct findings *f)
{
	const struct containers *all = &s->containers;
	size_t i;

	if (s->nl)
		return true;
	for (i = 0; i < all->n; i++) {
		if (all->items[i]->state != CONTAINER_RUNNING ||
		    !container_networked(all->items[i]))
			continue;
		findings_add(f, "'modprobe ctrnet', then --fix",
			     "the ctrnet kernel module is not loaded, so running containers have no network");
		return false;
	}
	return true;
}

static void sum_up(const struct survey *s, struct doctor_sums *sums)
{
	const struct containers *all = &s->containers;
	size_t i;

	*sums = (struct doctor_sums){
		.containers = all->n,
		.networks = s->n_nets,
		.endpoints = s->n_eps,
		.publishes = s->n_pubs,
		.links = s->n_links,
	};
	for (i = 0; i < all->n; i++)
		sums->running += all->items[i]->state == CONTAINER_RUNNING;
}

static int look(struct findings *f, struct doctor_sums *sums, struct error *err)
{
	struct survey s;
	size_t i;

	if (survey_take(&s, err) < 0)
		return -1;
	if (check_module(&s, f))
		for (i = 0; i < ARRAY_SIZE(checks); i++)
			checks[i](&s, f);
	sum_up(&s, sums);
	survey_free(&s);
	return 0;
}

/* Each check sees what those before it have done. */
static int fix(struct findings *f, struct error *err)
{
	struct survey s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		if (survey_take(&s, err) < 0)
			return -1;
		if (check_module(&s, f))
			checks[i](&s, f);
		survey_free(&s);
	}
	return 0;
}

int doctor_examine(struct findings *f, struct doctor_sums *sums, struct error *err)
{
	if (check_place(err) < 0)
		return -1;
	return f->fix ? fix(f, err) : look(f, sums, err);
}

void doctor_repair(void)
{
	struct findings f = { .fix = true };
	struct error ignored;

	/* From here it cannot be: that is left to a command that can. */
	if (doctor_examine(&f, NULL, &ignored) < 0)
		container_lock_cut_short();
	findings_clear(&f);
}
