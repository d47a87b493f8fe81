// SPDX-License-Identifier: GPL-2.0-only
/* The command network set. */
#include "command.h"
#include "network.h"
#include "network_command.h"
#include "network_options.h"
#include "options.h"
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

static int set_locked(const struct network_request *request)
{
	int status = EXIT_OK;
	struct error err;
	struct nl *nl;

	nl = network_open_locked(&err);
	if (!nl)
		return out_error(&err);
	if (set(nl, request, &err) < 0)
		status = out_error(&err);
	network_close_locked(nl);
	return status;
}

int network_set(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "network set",
		.help = help,
		.least = 1,
		.most = 1,
	};
	struct network_request r = { .name = NULL };
	const struct option_slot slots[] = {
		{ "icc", .take = network_option_icc, .to = &r },
		{ "masquerade", .take = network_option_masquerade, .to = &r },
		{ "firewall", .take = network_option_firewall, .to = &r },
		{ "no-firewall", .take = network_option_no_firewall, .to = &r, .bare = true },
		{ "routed", .take = network_option_routed, .to = &r },
		{ "port-range", .take = network_option_port_range, .to = &r },
		{ "publish-address", .take = network_option_publish_address, .to = &r },
		{ "timeout", .take = network_option_timeout, .to = &r },
		{ "flow-limit", .take = network_option_flow_limit, .to = &r },
		{ "endpoint-flow-limit", .take = network_option_endpoint_flow_limit, .to = &r },
		{ .name = NULL }
	};
	int status;

	if (options_parse(&line, slots, &argc, &argv, &status)) {
		r.name = argv[0];
		status = network_request_changes(&r) ? set_locked(&r) :
			 out_usage_error("network set", "nothing to be changed");
	}
	network_request_clear(&r);
	return status;
}
