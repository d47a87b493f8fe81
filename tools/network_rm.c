// SPDX-License-Identifier: GPL-2.0-only
/* The command network rm. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "network.h"
#include "network_command.h"
#include "nl_endpoint.h"
#include "options.h"
#include "out.h"

static const char rm_help[] =
	"Usage: ctrnetctl network rm [-f] NETWORK...\n"
	"Remove networks which no container is on.\n\n"
	"  -f, --force            do not mind those which do not exist\n"
	"      --json             for scripts\n";

/* name:"web" id:"0123456789ab", and so on for each endpoint. */
static char *endpoint_names(struct nl *nl, const struct nl_network *net)
{
	struct containers all = { .items = NULL };
	struct nl_endpoint *eps = NULL;
	const struct container *c;
	const char *separator = "";
	size_t i, n_eps = 0, len;
	struct error ignored;
	char *text;
	FILE *out;

	containers_load(&all, &ignored);
	nl_endpoint_list(nl, &eps, &n_eps, &ignored);
	out = xopen_memstream(&text, &len);
	for (i = 0; i < n_eps; i++) {
		if (eps[i].network != net->ifindex)
			continue;
		c = containers_by_endpoint(&all, eps[i].id);
		if (c)
			fprintf(out, "%sname:\"%s\" id:\"%.*s\"", separator,
				c->name, CONTAINER_SHORT_ID_LEN, c->id);
		else
			fprintf(out, "%sendpoint:%u", separator, eps[i].id);
		separator = ", ";
	}
	fclose(out);
	containers_free(&all);
	free(eps);
	return text;
}

static int check_not_predefined(const char *name, struct error *err)
{
	if (!network_is_predefined(name))
		return 0;
	return error_set(err, EPERM,
			 "%s is a pre-defined network and cannot be removed", name);
}

static int check_remove(struct nl *nl, const struct nl_network *net,
			struct error *err)
{
	char *names;

	if (check_not_predefined(network_name(net), err) < 0)
		return -1;
	if (!net->endpoints)
		return 0;
	names = endpoint_names(nl, net);
	error_set(err, EBUSY,
		  "error while removing network: network %s has active endpoints (%s)",
		  network_name(net), names);
	free(names);
	return -1;
}

static int remove_one(struct nl *nl, const char *term, struct error *err)
{
	struct nl_network *nets, *net;
	size_t n;
	int ret = -1;

	/* Whether the default one exists makes no difference. */
	if (check_not_predefined(term, err) < 0)
		return -1;
	if (nl_network_list(nl, &nets, &n, err) < 0)
		return -1;
	net = network_pick(nets, n, term, err);
	if (net && check_remove(nl, net, err) == 0)
		ret = network_delete(nl, net, err);
	free(nets);
	return ret;
}

static int remove_networks(char *const *terms, bool force, bool json)
{
	int status = EXIT_OK;
	struct error err;
	struct nl *nl;

	nl = network_open_locked(&err);
	if (!nl)
		return out_error(&err);
	for (; *terms; terms++) {
		if (remove_one(nl, *terms, &err) == 0)
			out_done("Network", *terms, json);
		else if (!force || err.code != ENOENT)
			status = out_error(&err);
	}
	network_close_locked(nl);
	return status;
}

int network_rm(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "network rm",
		.help = rm_help,
		.least = 1,
		.most = OPTIONS_ANY,
	};
	bool force = false, json = false;
	const struct option_slot slots[] = {
		{ "force", 'f', .flag = &force },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return remove_networks(argv, force, json);
}
