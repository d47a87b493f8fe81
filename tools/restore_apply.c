// SPDX-License-Identifier: GPL-2.0-only
#include "restore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adopted.h"
#include "alloc.h"
#include "containers.h"
#include "create.h"
#include "link.h"
#include "link_make.h"
#include "netns_file.h"
#include "nl.h"
#include "nl_network.h"
#include "publish_more.h"

/* Networks ----------------------------------------------------------------- */

static int make_network(struct nl *nl, struct step *step, struct error *err)
{
	struct nl_network net;

	if (network_new(nl, step->network, &net, err) < 0)
		return error_prefix(err, "network %s", step->network->name);
	step->ifindex = net.ifindex;
	return 0;
}

static void unmake_network(struct nl *nl, const struct step *step)
{
	struct nl_network net;
	struct error ignored;

	if (network_get(nl, step->network->name, &net, &ignored) == 0 &&
	    net.ifindex == step->ifindex)
		network_delete(nl, &net, &ignored);
}

/* Containers --------------------------------------------------------------- */

static int join(const struct declared_container *dc, struct containers *others,
		struct error *err)
{
	struct container **sources, *c = dc->request->c;
	int netns, ret;

	if (create_resolve(dc->request, others, err) < 0 ||
	    link_sources(c, others, &sources, err) < 0)
		return -1;
	netns = adopted_take_path(c, dc->netns, others->items, others->n, err);
	ret = netns < 0 ? -1 : adopted_join(c, sources, netns, err);
	if (netns >= 0)
		close(netns);
	free(sources);
	return ret;
}

static int make_container(struct step *step, struct error *err)
{
	const struct declared_container *dc = step->container;
	struct containers others = { .items = NULL };
	int ret;

	if (access(dc->netns, F_OK) < 0 && errno == ENOENT) {
		if (netns_file_make(dc->netns, err) < 0)
			return error_prefix(err, "container %s", dc->request->c->name);
		step->made_netns = true;
	}
	/* Each of them may have the namespace already. */
	ret = containers_load(&others, err);
	if (!ret)
		ret = join(dc, &others, err);
	containers_free(&others);
	if (!ret)
		return 0;
	if (step->made_netns)
		netns_file_remove(dc->netns);
	return error_prefix(err, "container %s", dc->request->c->name);
}

static void unmake_container(const struct step *step)
{
	struct container *c;
	struct error ignored;

	if (containers_find_one(step_name(step), &c, &ignored) == 0) {
		adopted_release(c, &ignored);
		adopted_forget(c, &ignored);
		container_free(c);
	}
	if (step->made_netns)
		netns_file_remove(step->container->netns);
}

/* Published ports ---------------------------------------------------------- */

static int publish(struct nl *nl, const struct step *step, struct error *err)
{
	struct container *c;
	size_t first;
	int ret;

	if (containers_find_one(step_name(step), &c, err) < 0)
		return -1;
	container_confirm_by(nl, &c, 1);
	first = c->ports.n_bindings;
	ret = ports_parse_publish(&c->ports, step->text, err);
	if (!ret)
		ret = publish_more(nl, c, first, err);
	container_free(c);
	return ret ? error_prefix(err, "container %s", step_name(step)) : 0;
}

static void unpublish(struct nl *nl, const struct step *step)
{
	struct container *c;
	struct error ignored;
	bool *selected;
	size_t i;

	if (containers_find_one(step_name(step), &c, &ignored) < 0)
		return;
	selected = xcalloc(c->ports.n_bindings + 1, sizeof(*selected));
	if (ports_select(&c->ports, step->text, selected, &ignored) > 0) {
		for (i = 0; i < c->ports.n_bindings; i++)
			if (selected[i] && ports_in_force(&c->ports.bindings[i]))
				ports_unpublish(nl, &c->ports.bindings[i], &ignored);
		ports_remove(&c->ports, selected);
		container_save(c, &ignored);
	}
	free(selected);
	container_free(c);
}

/* Links -------------------------------------------------------------------- */

static int make_link(const struct step *step, struct error *err)
{
	struct containers set = { .items = NULL };
	int ret = link_make(&set, step_name(step), step->text, err);

	containers_free(&set);
	return ret ? error_prefix(err, "container %s", step_name(step)) : 0;
}

static void unmake_link(const struct step *step)
{
	const char *colon = strchr(step->text, ':');
	struct container *c;
	struct error ignored;

	if (containers_find_one(step_name(step), &c, &ignored) < 0)
		return;
	link_cut(c, colon ? colon + 1 : step->text, &ignored);
	container_free(c);
}

/* All of it ---------------------------------------------------------------- */

static int apply(struct nl *nl, struct step *step, struct error *err)
{
	switch (step->kind) {
	case STEP_NETWORK:
		return make_network(nl, step, err);
	case STEP_CONTAINER:
		return make_container(step, err);
	case STEP_PUBLISH:
		return publish(nl, step, err);
	case STEP_LINK:
		break;
	}
	return make_link(step, err);
}

static void undo(struct nl *nl, const struct step *step)
{
	switch (step->kind) {
	case STEP_NETWORK:
		unmake_network(nl, step);
		break;
	case STEP_CONTAINER:
		unmake_container(step);
		break;
	case STEP_PUBLISH:
		unpublish(nl, step);
		break;
	case STEP_LINK:
		unmake_link(step);
		break;
	}
}

int restore_apply(struct restore_plan *plan, struct error *err)
{
	struct nl *nl;
	int ret = 0;
	size_t i;

	if (!plan->n)
		return 0;
	nl = nl_open(err);
	if (!nl)
		return -1;
	for (i = 0; i < plan->n; i++) {
		ret = apply(nl, &plan->steps[i], err);
		if (ret)
			break;
	}
	while (ret && i-- > 0)
		undo(nl, &plan->steps[i]);
	nl_disconnect(nl);
	return ret;
}
