// SPDX-License-Identifier: GPL-2.0-only
/* The commands publish and unpublish. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "network_mode.h"
#include "nl.h"
#include "options.h"
#include "out.h"
#include "port.h"
#include "ports.h"
#include "publish_hint.h"
#include "publish_more.h"
#include "unpublish_miss.h"

static const char publish_options[] =
	"      --json             what was published, for scripts\n\n"
	"SPEC is as for -p of run. The ports are also offered to links.\n";

static const char unpublish_options[] =
	"A port is the container's: PORT[-PORT][/PROTO], or the SPEC that published it.\n";

/**
 * struct change - a publish or unpublish under way, under the lock
 * @c: the container
 * @term: what the user calls it
 * @specs: what to do
 * @json: tell scripts what was done
 * @nl: the kernel, if the container is running
 */
struct change {
	struct container *c;
	const char *term;
	char *const *specs;
	bool json;
	struct nl *nl;
};

static int open_change(struct change *ch, struct error *err)
{
	if (containers_find_one(ch->term, &ch->c, err) < 0)
		return -1;
	if (ch->c->state != CONTAINER_RUNNING || !container_networked(ch->c))
		return 0;
	ch->nl = nl_open(err);
	if (!ch->nl)
		return -1;
	/* A module which was loaded anew gives the ids to others. */
	container_confirm_by(ch->nl, &ch->c, 1);
	return 0;
}

/* What is published from the binding @first on, or why it is not. */
static void report(const struct change *ch, size_t first)
{
	const struct port_set *ports = &ch->c->ports;
	struct port_mapping *mappings;
	size_t n;

	if (ch->c->state == CONTAINER_RUNNING)
		publish_hint(ch->nl, ch->c, first);
	else
		out_warning("%s does not run: its ports are published when it is started",
			    ch->c->name);
	if (ch->json) {
		n = ports_mappings(ports, first, &mappings);
		out_json(ports_mappings_json(mappings, n));
	} else {
		n = ports_mapped_ranges(ports, first, &mappings);
		port_print(mappings, n, true);
	}
	free(mappings);
}

static int publish(const struct change *ch, struct error *err)
{
	struct port_set *ports = &ch->c->ports;
	size_t first = ports->n_bindings;
	char *const *spec;

	if (network_mode_check_publish(ch->c, err) < 0)
		return -1;
	for (spec = ch->specs; *spec; spec++)
		if (ports_parse_publish(ports, *spec, err) < 0)
			return -1;
	if (publish_more(ch->nl, ch->c, first, err) < 0)
		return -1;
	report(ch, first);
	return 0;
}

static int select_all(const struct change *ch, bool *selected, struct error *err)
{
	char *const *spec;
	int found;

	for (spec = ch->specs; *spec; spec++) {
		found = ports_select(&ch->c->ports, *spec, selected, err);
		if (found < 0)
			return -1;
		if (!found)
			return unpublish_miss(&ch->c->ports, *spec, ch->term, err);
	}
	return 0;
}

static int apply_unpublish(const struct change *ch, const bool *selected,
			   struct error *err)
{
	struct port_set *ports = &ch->c->ports;
	size_t i;

	/* With no room for its file, nothing is ended. */
	if (container_save(ch->c, err) < 0)
		return -1;
	for (i = 0; i < ports->n_bindings; i++)
		if (selected[i] && ports_in_force(&ports->bindings[i]) &&
		    ports_unpublish(ch->nl, &ports->bindings[i], err) < 0)
			return -1;
	ports_remove(ports, selected);
	return container_save(ch->c, err);
}

/* All are found before the first one is ended. */
static int unpublish(const struct change *ch, struct error *err)
{
	bool *selected = xcalloc(ch->c->ports.n_bindings + 1, sizeof(*selected));
	int ret;

	ret = select_all(ch, selected, err);
	if (!ret)
		ret = apply_unpublish(ch, selected, err);
	free(selected);
	return ret;
}

static int change(struct change *ch,
		  int (*act)(const struct change *ch, struct error *err))
{
	struct error err;
	int ret;

	ret = container_lock(&err);
	if (!ret)
		ret = open_change(ch, &err);
	if (!ret)
		ret = act(ch, &err);
	nl_disconnect(ch->nl);
	container_free(ch->c);
	container_unlock();
	return ret ? out_error(&err) : EXIT_OK;
}

static int cmd_publish(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "publish",
		.least = 2,
		.most = OPTIONS_ANY,
	};
	struct change ch = { 0 };
	const struct option_slot slots[] = {
		{ "json", .flag = &ch.json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	ch.term = argv[0];
	ch.specs = argv + 1;
	return change(&ch, publish);
}

const struct command command_publish = {
	.name = "publish",
	.function = cmd_publish,
	.arguments = "[--json] CONTAINER SPEC...",
	.summary = "Publish more ports of a container",
	.options = publish_options,
};

static int cmd_unpublish(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "unpublish",
		.least = 2,
		.most = OPTIONS_ANY,
	};
	static const struct option_slot none[] = { { .name = NULL } };
	struct change ch = { 0 };
	int status;

	if (!options_parse(&line, none, &argc, &argv, &status))
		return status;
	ch.term = argv[0];
	ch.specs = argv + 1;
	return change(&ch, unpublish);
}

const struct command command_unpublish = {
	.name = "unpublish",
	.function = cmd_unpublish,
	.arguments = "CONTAINER PORT...",
	.summary = "End the publishing of ports",
	.options = unpublish_options,
};
