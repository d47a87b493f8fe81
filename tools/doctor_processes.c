// SPDX-License-Identifier: GPL-2.0-only
/* Containers' processes, and their supervisors. */
#include "doctor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "proc.h"
#include "process.h"

/* How long a killed process may take to be gone. */
#define KILL_MS	5000

static const char next_command[] = "--fix does that, or any other command";

static void check_running(struct findings *f, const struct container *c)
{
	if (c->adopted)
		return;
	if (!process_alive(c->supervisor, c->supervisor_start)) {
		f->passing = true;
		findings_add(f, next_command,
			     "container %s has lost its supervisor, and is to be killed",
			     c->name);
	} else if (!process_alive(c->pid, c->pid_start)) {
		f->passing = true;
		findings_add(f, "kill its supervisor, which is called 'ctrnetctl supervises' and its name",
			     "container %s has ended, and its supervisor does not record that",
			     c->name);
	}
}

/* Where nothing is put right, lists have what they would not have otherwise. */
static void check_container(struct findings *f, const struct container *c)
{
	if (container_left_over(c))
		findings_add(f, next_command, "container %s is to be removed", c->name);
	else if (c->found_ended)
		findings_add(f, next_command,
			     "the end of container %s is not recorded yet", c->name);
	else if (c->state == CONTAINER_RUNNING)
		check_running(f, c);
	if (c->rebuilt)
		findings_add(f, "remove it, and run it again",
			     "container %s cannot be started again, since its file was lost",
			     c->name);
	if (c->renamed_from)
		findings_add(f, next_command,
			     "links to container %s still call it %s",
			     c->name, c->renamed_from);
}

static void end(pid_t pid)
{
	uint64_t start = process_start_time(pid);
	int pidfd = process_open(pid, start);

	if (pidfd < 0)
		return;
	pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
	process_wait(pidfd, KILL_MS);
	close(pidfd);
}

/* What is being looked for, and where to put it. */
struct search {
	const struct survey *s;
	struct findings *f;
};

static const char remedy_kill[] = "--fix kills it";

static bool check_init(pid_t pid, const char *id, void *data)
{
	const struct search *search = data;
	const struct containers *all = &search->s->containers;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->items[i]->state == CONTAINER_RUNNING && all->items[i]->pid == pid)
			return true;
	search->f->passing = true;
	findings_add(search->f, remedy_kill,
		     "process %d is of container %.*s, whose file does not know it",
		     pid, CONTAINER_SHORT_ID_LEN, id);
	if (search->f->fix)
		end(pid);
	return true;
}

static bool is_supervisor(pid_t pid)
{
	char *name = proc_supervised(pid);
	bool is = name;

	free(name);
	return is;
}

static bool check_supervisor(pid_t pid, void *data)
{
	const struct search *search = data;
	const struct containers *all = &search->s->containers;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->items[i]->supervisor == pid)
			return true;
	if (!is_supervisor(pid))
		return true;
	search->f->passing = true;
	findings_add(search->f, remedy_kill,
		     "process %d is the supervisor of a container which no file knows", pid);
	if (search->f->fix)
		end(pid);
	return true;
}

void doctor_processes(const struct survey *s, struct findings *f)
{
	const struct containers *all = &s->containers;
	struct search search = { s, f };
	size_t i;

	for (i = 0; i < all->n; i++)
		check_container(f, all->items[i]);
	proc_each_init(check_init, &search);
	proc_each(check_supervisor, &search);
}
