// SPDX-License-Identifier: GPL-2.0-only
#include "restore.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "containers.h"
#include "network_differs.h"
#include "nl.h"
#include "nl_network.h"
#include "strv.h"

/**
 * struct scene - what is to be, and what is
 * @d: what is declared
 * @names: the containers which are wanted; none for all
 * @nets: networks which are there
 * @n_nets: how many
 * @set: containers which are there
 * @plan: what is missing
 * @faults: what is wrong
 */
struct scene {
	const struct declared *d;
	char *const *names;
	struct nl_network *nets;
	size_t n_nets;
	struct containers set;
	struct restore_plan *plan;
	char ***faults;
};

const char *step_kind_name(const struct step *step)
{
	static const char *const names[] = {
		[STEP_NETWORK] = "network",
		[STEP_CONTAINER] = "container",
		[STEP_PUBLISH] = "publish",
		[STEP_LINK] = "link",
	};

	return names[step->kind];
}

const char *step_name(const struct step *step)
{
	return step->network ? step->network->name : step->container->request->c->name;
}

static struct step *add_step(struct restore_plan *plan, enum step_kind kind)
{
	struct step *step;

	plan->steps = xreallocarray(plan->steps, plan->n + 1, sizeof(*plan->steps));
	step = &plan->steps[plan->n++];
	*step = (struct step){ .kind = kind };
	return step;
}

static const char *name_of(const struct declared_container *dc)
{
	return dc->request->c->name;
}

static bool is_wanted(const struct scene *s, const struct declared_container *dc)
{
	return !*s->names || strv_has(s->names, name_of(dc));
}

/* A network by itself is wanted where all is. */
static bool network_is_wanted(const struct scene *s, const char *name)
{
	const struct declared_container *dc = s->d->containers;
	size_t i;

	if (!*s->names)
		return true;
	for (i = 0; i < s->d->n_containers; i++, dc++)
		if (is_wanted(s, dc) && attachment_find(dc->request->c, name))
			return true;
	return false;
}

static const struct nl_network *find_network(const struct scene *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->n_nets; i++)
		if (!strcmp(network_name(&s->nets[i]), name))
			return &s->nets[i];
	return NULL;
}

static const struct declared_container *find_declared(const struct scene *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->d->n_containers; i++)
		if (!strcmp(name_of(&s->d->containers[i]), name))
			return &s->d->containers[i];
	return NULL;
}

/* Networks ----------------------------------------------------------------- */

static void compare_network(struct scene *s, const struct network_request *wanted,
			    const struct nl_network *net)
{
	struct network_config config;
	struct error err;
	const char *key;

	if (network_config_load(network_id(net), &config, &err) < 0) {
		declared_fault(s->faults, "%s", err.text);
		return;
	}
	key = network_differs(wanted, net, &config);
	if (key)
		declared_fault(s->faults,
			       "network %s is there, but with other %s: change the file, or remove the network first",
			       wanted->name, key);
	network_config_clear(&config);
}

static void plan_networks(struct scene *s)
{
	const struct network_request *wanted = s->d->networks;
	const struct nl_network *net;
	size_t i;

	for (i = 0; i < s->d->n_networks; i++, wanted++) {
		if (!network_is_wanted(s, wanted->name))
			continue;
		net = find_network(s, wanted->name);
		if (net)
			compare_network(s, wanted, net);
		else
			add_step(s->plan, STEP_NETWORK)->network = wanted;
	}
}

static bool network_will_be(const struct scene *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->d->n_networks; i++)
		if (!strcmp(s->d->networks[i].name, name))
			return true;
	/* The default one is made when it is needed. */
	return find_network(s, name) || !strcmp(name, NETWORK_DEFAULT);
}

/* Containers --------------------------------------------------------------- */

static void check_networks(struct scene *s, const struct declared_container *dc)
{
	const struct attachments *as = &dc->request->c->attachments;
	size_t i;

	for (i = 0; i < as->n; i++)
		if (!network_will_be(s, as->items[i].network))
			declared_fault(s->faults,
				       "container %s: there is no network %s, nor is one declared",
				       name_of(dc), as->items[i].network);
}

static void plan_container(struct scene *s, const struct declared_container *dc)
{
	const struct container *c = containers_named(&s->set, name_of(dc));
	const char *key;

	check_networks(s, dc);
	if (!c) {
		add_step(s->plan, STEP_CONTAINER)->container = dc;
		return;
	}
	key = declared_container_differs(dc, c);
	if (key)
		declared_fault(s->faults,
			       "container %s is there, but with other %s: change the file, or remove the container first",
			       name_of(dc), key);
}

/* The port which any free one has become is the one asked for since. */
static bool is_same(const struct port_binding *wanted, const struct port_binding *b)
{
	if (wanted->protocol != b->protocol || wanted->port != b->port ||
	    wanted->port_count != b->port_count || address_compare(&wanted->host, &b->host))
		return false;
	return (wanted->host_port == b->host_port && wanted->host_port_end == b->host_port_end) ||
	       (wanted->host_port && wanted->host_port == b->bound);
}

static bool has_binding(const struct container *c, const struct port_binding *wanted)
{
	size_t i;

	for (i = 0; i < c->ports.n_bindings; i++)
		if (is_same(wanted, &c->ports.bindings[i]))
			return true;
	return false;
}

static bool publishes(const struct container *c, const char *spec)
{
	struct port_set wanted = { .bindings = NULL };
	struct error ignored;
	bool all;
	size_t i;

	all = ports_parse_publish(&wanted, spec, &ignored) == 0;
	for (i = 0; all && i < wanted.n_bindings; i++)
		all = has_binding(c, &wanted.bindings[i]);
	ports_free(&wanted);
	return all;
}

/* A container which is not there gets its ports when it is made. */
static void plan_publishes(struct scene *s, const struct declared_container *dc)
{
	const struct container *c = containers_named(&s->set, name_of(dc));
	struct step *step;
	char *const *spec;

	for (spec = dc->publish; c && spec && *spec; spec++) {
		if (publishes(c, *spec))
			continue;
		step = add_step(s->plan, STEP_PUBLISH);
		step->container = dc;
		step->text = xstrdup(*spec);
	}
}

static bool has_link(const struct container *c, const char *source, const char *alias)
{
	const struct container_link *link = container_link_by_alias(c, alias);

	return link && !strcmp(link->source, source);
}

static void plan_link(struct scene *s, const struct declared_container *dc, const char *spec)
{
	const struct container *c = containers_named(&s->set, name_of(dc));
	char *source = xstrndup(spec, strcspn(spec, ":"));
	const char *colon = strchr(spec, ':');
	const struct declared_container *declared = find_declared(s, source);
	struct step *step;

	if (!(declared && is_wanted(s, declared)) && !containers_named(&s->set, source)) {
		declared_fault(s->faults, "container %s: there is no container %s to link to%s",
			       name_of(dc), source, declared ? ": restore that, too" : "");
	} else if (!c || !has_link(c, source, colon ? colon + 1 : source)) {
		step = add_step(s->plan, STEP_LINK);
		step->container = dc;
		step->text = xstrdup(spec);
	}
	free(source);
}

static void plan_links(struct scene *s, const struct declared_container *dc)
{
	char *const *spec;

	for (spec = dc->links; spec && *spec; spec++)
		plan_link(s, dc, *spec);
}

static void each_wanted(struct scene *s,
			void (*plan)(struct scene *s, const struct declared_container *dc))
{
	size_t i;

	for (i = 0; i < s->d->n_containers; i++)
		if (is_wanted(s, &s->d->containers[i]))
			plan(s, &s->d->containers[i]);
}

static void check_names(const struct scene *s)
{
	char *const *name;

	for (name = s->names; *name; name++)
		if (!find_declared(s, *name))
			declared_fault(s->faults, "no container %s is declared", *name);
}

static int look(struct scene *s, struct error *err)
{
	struct nl *nl;
	int ret;

	if (nl_open_if_loaded(&nl, err) < 0)
		return -1;
	ret = nl ? nl_network_list(nl, &s->nets, &s->n_nets, err) : 0;
	nl_disconnect(nl);
	return ret ? ret : containers_load(&s->set, err);
}

int restore_plan(const struct declared *d, char *const *names, struct restore_plan *plan,
		 char ***faults)
{
	struct scene s = { .d = d, .names = names, .plan = plan, .faults = faults };
	struct error err;

	if (look(&s, &err) < 0) {
		declared_fault(faults, "%s", err.text);
	} else {
		check_names(&s);
		plan_networks(&s);
		each_wanted(&s, plan_container);
		each_wanted(&s, plan_publishes);
		each_wanted(&s, plan_links);
	}
	free(s.nets);
	containers_free(&s.set);
	return *faults ? -1 : 0;
}

void restore_plan_free(struct restore_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		free(plan->steps[i].text);
	free(plan->steps);
}
