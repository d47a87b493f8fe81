// SPDX-License-Identifier: GPL-2.0-only
/* The command network prune. */
#include <stdbool.h>
#include <stdlib.h>

#include "command.h"
#include "containers.h"
#include "network.h"
#include "network_command.h"
#include "options.h"
#include "out.h"

static const char help[] =
	"Usage: ctrnetctl network prune [-f]\n"
	"Remove all networks which no container is on, whether it runs or not.\n\n"
	"  -f, --force            do not ask; it never does\n"
	"      --json             for scripts\n";

static bool is_used(const struct nl_network *net, const struct containers *all)
{
	const char *name = network_name(net);
	size_t i;

	for (i = 0; i < all->n; i++)
		if (attachment_find(all->items[i], name))
			return true;
	return net->endpoints;
}

/* Returns an exit status. */
static int prune_all(struct nl *nl, const struct nl_network *nets, size_t n_nets,
		     const struct containers *all, bool json)
{
	int status = EXIT_OK;
	struct error err;
	size_t i;

	for (i = 0; i < n_nets; i++) {
		if (network_is_predefined(network_name(&nets[i])) ||
		    is_used(&nets[i], all))
			continue;
		if (network_delete(nl, &nets[i], &err) < 0)
			status = out_error(&err);
		else
			out_done("Network", network_name(&nets[i]), json);
	}
	return status;
}

static int prune(bool json)
{
	struct nl_network *nets = NULL;
	struct containers all = { .items = NULL };
	size_t n_nets;
	struct error err;
	struct nl *nl;
	int status;

	nl = network_open_locked(&err);
	if (!nl)
		return out_error(&err);
	if (containers_load(&all, &err) < 0 ||
	    nl_network_list(nl, &nets, &n_nets, &err) < 0)
		status = out_error(&err);
	else
		status = prune_all(nl, nets, n_nets, &all, json);
	containers_free(&all);
	free(nets);
	network_close_locked(nl);
	return status;
}

int network_prune(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "network prune",
		.help = help,
	};
	/* It never asks. */
	bool force, json = false;
	const struct option_slot slots[] = {
		{ "force", 'f', .flag = &force },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return prune(json);
}
