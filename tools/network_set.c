// SPDX-License-Identifier: GPL-2.0-only
/* The command network set. */
#include <getopt.h>

#include "command.h"
#include "network.h"
#include "network_command.h"
#include "network_options.h"
#include "out.h"

static const char help[] =
	"Usage: ctrnetctl network set OPTION... NETWORK\n"
	"Change what a network does, at once.\n\n"
	"      --icc on|off       whether containers may talk to each other without links\n"
	"      --masquerade on|off\n"
	"                         whether they reach the outside, from the host's address\n"
	"      --firewall on|off  whether the host's FORWARD chain judges what they publish\n"
	"                         and send\n"
	"      --no-firewall      the same as --firewall off\n"
	"      --routed on|off    whether they are reached at their own addresses\n"
	"      --port-range FIRST-LAST\n"
	"                         from which any free port is published from now on\n"
	"      --publish-address ADDRESS|DEVICE\n"
	"                         where ports are published from now on which are given\n"
	"                         without an address\n"
	"      --timeout TIMEOUT=TIME\n"
	"                         how long a connection outlives silence, such as udp=5m\n"
	"      --flow-limit N     how many connections there may be; 0 for any number\n"
	"      --endpoint-flow-limit N\n"
	"                         how many each container may have\n";

/* Returns 0, or an exit status; -1 for help. */
static int parse(struct network_request *request, int argc, char **argv)
{
	static const struct option options[] = {
		{ "icc", required_argument, NULL, NETWORK_OPT_ICC },
		{ "masquerade", required_argument, NULL, NETWORK_OPT_MASQUERADE },
		{ "firewall", required_argument, NULL, NETWORK_OPT_FIREWALL },
		{ "no-firewall", no_argument, NULL, NETWORK_OPT_NO_FIREWALL },
		{ "routed", required_argument, NULL, NETWORK_OPT_ROUTED },
		{ "port-range", required_argument, NULL, NETWORK_OPT_PORT_RANGE },
		{ "publish-address", required_argument, NULL, NETWORK_OPT_PUBLISH_ADDRESS },
		{ "timeout", required_argument, NULL, NETWORK_OPT_TIMEOUT },
		{ "flow-limit", required_argument, NULL, NETWORK_OPT_FLOW_LIMIT },
		{ "endpoint-flow-limit", required_argument, NULL,
		  NETWORK_OPT_ENDPOINT_FLOW_LIMIT },
		{ "help", no_argument, NULL, NETWORK_OPT_HELP },
		{ NULL, 0, NULL, 0 },
	};
	int opt, given = 0;
	struct error err;

	while ((opt = getopt_long(argc, argv, ":h", options, NULL)) >= 0) {
		if (opt == 'h' || opt == NETWORK_OPT_HELP)
			return -1;
		if (opt == '?' || opt == ':')
			return out_option_error("network set", argv, opt, options);
		if (network_option(request, opt, optarg, &err) < 0)
			return out_error(&err);
		given++;
	}
	if (argc - optind != 1)
		return out_usage_error("network set", "'ctrnetctl network set' requires 1 argument");
	if (!given)
		return out_usage_error("network set", "nothing to be changed");
	request->name = argv[optind];
	return 0;
}

/* The kernel's part first: it is the one which may refuse. */
static int apply(struct nl *nl, const struct nl_network *net,
		 const struct nl_network_change *change, const struct network_config *config,
		 struct error *err)
{
	struct nl_network_change back = *change;
	struct error ignored;

	if (nl_network_set(nl, net->ifindex, change, err) < 0)
		return -1;
	if (network_config_save(network_id(net), config, err) == 0)
		return 0;
	back.options = net->options;
	back.limits = net->limits;
	nl_network_set(nl, net->ifindex, &back, &ignored);
	return -1;
}

static int set(struct nl *nl, const struct network_request *request, struct error *err)
{
	struct network_config config;
	struct nl_network net;
	struct error ignored;
	int ret;

	if (network_get(nl, request->name, &net, err) < 0)
		return -1;
	network_config_load(network_id(&net), &config, &ignored);
	network_request_change(request, &config);
	ret = apply(nl, &net, &request->change, &config, err);
	network_config_clear(&config);
	return ret;
}

int network_set(int argc, char **argv)
{
	struct network_request request = { .name = NULL };
	int status = parse(&request, argc, argv);
	struct error err;
	struct nl *nl;

	if (status)
		return status < 0 ? out_help(help) : status;
	nl = network_open_locked(&err);
	if (!nl)
		return out_error(&err);
	if (set(nl, &request, &err) < 0)
		status = out_error(&err);
	network_close_locked(nl);
	network_request_clear(&request);
	return status;
}
