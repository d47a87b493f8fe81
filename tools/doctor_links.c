// SPDX-License-Identifier: GPL-2.0-only
/* Links in the kernel, and in the hosts files. */
#include "doctor.h"

#include <string.h>

#include "hosts.h"
#include "link_rules.h"
#include "nl_link.h"
#include "peers.h"

/* One which the kernel has: it must be of a link of the files, if it is of the tool's at all. */
static void check_rule(const struct survey *s, struct findings *f,
		       const struct nl_link *rule)
{
	const struct container *recipient = survey_owner(s, rule->recipient);
	const struct container *source = survey_owner(s, rule->source);
	struct error ignored;

	if (!recipient || !source || link_rules_linked(recipient, source))
		return;
	findings_add(f, "--fix ends it",
		     "the kernel has a link from container %s to %s, of which no file knows",
		     recipient->name, source->name);
	if (f->fix)
		nl_link_del(s->nl, rule->id, &ignored);
}

static void check_link(const struct survey *s, struct findings *f,
		       const struct container *c, const struct container_link *link)
{
	const struct container *source = survey_running(s, link->source);
	struct error ignored;

	if (!source || link_rules_agree(s->links, s->n_links, c, source))
		return;
	findings_add(f, "--fix makes it so",
		     "link %s of container %s is not in the kernel as its file has it",
		     link->alias, c->name);
	if (f->fix)
		link_rules_sync(c, source, &ignored);
}

void doctor_links(const struct survey *s, struct findings *f)
{
	const struct containers *all = &s->containers;
	const struct container *c;
	size_t i, j;

	for (i = 0; i < s->n_links; i++)
		check_rule(s, f, &s->links[i]);
	for (i = 0; i < all->n; i++) {
		c = all->items[i];
		for (j = 0; c->state == CONTAINER_RUNNING && j < c->n_links; j++)
			check_link(s, f, c, &c->links[j]);
	}
}

static void check_line(const struct survey *s, struct findings *f,
		       const struct container *c, const struct container_link *link)
{
	const struct container *source = survey_running(s, link->source);
	struct error ignored;

	if (!source || hosts_agree(c, link, source))
		return;
	findings_add(f, "--fix writes it",
		     "the hosts file of container %s does not say where link %s leads now",
		     c->name, link->alias);
	if (f->fix)
		hosts_follow(c, link, source, &ignored);
}

static void check_hosts(const struct survey *s, struct findings *f, struct peers *peers,
			const struct container *c)
{
	size_t i;

	for (i = 0; i < c->n_links; i++)
		check_line(s, f, c, &c->links[i]);
	if (peers_agree(peers, c))
		return;
	findings_add(f, "--fix writes them",
		     "the hosts file of container %s does not have the others on its networks as they are now",
		     c->name);
	if (f->fix)
		peers_follow_one(peers, c);
}

void doctor_hosts(const struct survey *s, struct findings *f)
{
	const struct containers *all = &s->containers;
	struct peers *peers = peers_begin(all->items, all->n);
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->items[i]->state == CONTAINER_RUNNING)
			check_hosts(s, f, peers, all->items[i]);
	peers_end(peers);
}
