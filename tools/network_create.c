// SPDX-License-Identifier: GPL-2.0-only
/* The command network create. */
#include <errno.h>
#include <getopt.h>

#include <linux/ctrnet.h>

#include "command.h"
#include "network.h"
#include "network_command.h"
#include "network_options.h"
#include "options.h"
#include "out.h"

static const char help[] =
	"Usage: ctrnetctl network create [OPTION]... NAME\n"
	"Make a network and print its id.\n\n"
	"      --subnet SUBNET    its addresses, such as 10.1.0.0/24; a free private\n"
	"                         range otherwise. Once more for IPv6\n"
	"      --ipv6             IPv6 addresses too, of a free private range\n"
	"      --gateway ADDRESS  the host's address in it; the first one otherwise\n"
	"      --ip-range SUBNET  the part of it from which containers get addresses\n"
	"      --mtu BYTES        largest packet on it\n"
	"      --port-range FIRST-LAST\n"
	"                         from which any free port is published: 49000-49900\n"
	"      --publish-address ADDRESS|DEVICE\n"
	"                         where ports are published that are given without an\n"
	"                         address, such as 127.0.0.1, or eth1 for the one which\n"
	"                         that has by then; all addresses otherwise\n"
	"      --icc on|off       whether containers may talk to each other without links\n"
	"      --masquerade on|off\n"
	"                         whether they reach the outside, from the host's address\n"
	"      --firewall on|off  whether the host's FORWARD chain judges what they publish\n"
	"                         and send\n"
	"      --no-firewall      the same as --firewall off\n"
	"      --routed           they are reached at their own addresses\n"
	"      --internal         no way leads out of it, nor in\n"
	"      --timeout TIMEOUT=TIME\n"
	"                         how long a connection outlives silence, such as udp=5m\n"
	"      --flow-limit N     how many connections there may be\n"
	"      --endpoint-flow-limit N\n"
	"                         how many each container may have: 262144\n"
	"      --label KEY[=VALUE]\n"
	"                         a label, which 'network ls -f label=KEY' asks for\n"
	"  -d, --driver bridge    the only kind there is\n"
	"  -o, --opt NAME=VALUE   as Docker has it: com.docker.network.driver.mtu\n"
	"      --json             for scripts\n";

/* Names which only ever mean what they mean already. */
static int check_name(const char *name, struct error *err)
{
	if (!*name)
		return error_set(err, EINVAL, "invalid name: name is empty");
	/* Docker's message does end with a blank. */
	if (network_is_predefined(name))
		return error_set(err, EPERM,
				 "operation is not permitted on predefined %s network ",
				 name);
	return 0;
}

static int create(const struct network_request *request, bool json)
{
	struct nl_network net;
	struct error err;
	struct nl *nl;
	int ret;

	if (check_name(request->name, &err) < 0 ||
	    network_request_check(request, &err) < 0)
		return out_error(&err);
	nl = network_open_locked(&err);
	if (!nl)
		return out_error(&err);
	ret = network_new(nl, request, &net, &err);
	network_close_locked(nl);
	if (ret < 0)
		return out_error(&err);
	out_made(network_id(&net), request->name, json);
	return EXIT_OK;
}

/* Returns 0, or an exit status; -1 if help was all that was wanted. */
static int parse(struct network_request *request, bool *json, int argc, char **argv)
{
	static const struct option options[] = {
		{ "subnet", required_argument, NULL, NETWORK_OPT_SUBNET },
		{ "gateway", required_argument, NULL, NETWORK_OPT_GATEWAY },
		{ "ip-range", required_argument, NULL, NETWORK_OPT_IP_RANGE },
		{ "ipv6", no_argument, NULL, NETWORK_OPT_IPV6 },
		{ "mtu", required_argument, NULL, NETWORK_OPT_MTU },
		{ "port-range", required_argument, NULL, NETWORK_OPT_PORT_RANGE },
		{ "publish-address", required_argument, NULL, NETWORK_OPT_PUBLISH_ADDRESS },
		{ "icc", required_argument, NULL, NETWORK_OPT_ICC },
		{ "masquerade", required_argument, NULL, NETWORK_OPT_MASQUERADE },
		{ "firewall", required_argument, NULL, NETWORK_OPT_FIREWALL },
		{ "no-firewall", no_argument, NULL, NETWORK_OPT_NO_FIREWALL },
		{ "routed", no_argument, NULL, NETWORK_OPT_ROUTED },
		{ "internal", no_argument, NULL, NETWORK_OPT_INTERNAL },
		{ "timeout", required_argument, NULL, NETWORK_OPT_TIMEOUT },
		{ "flow-limit", required_argument, NULL, NETWORK_OPT_FLOW_LIMIT },
		{ "endpoint-flow-limit", required_argument, NULL,
		  NETWORK_OPT_ENDPOINT_FLOW_LIMIT },
		{ "label", required_argument, NULL, NETWORK_OPT_LABEL },
		{ "driver", required_argument, NULL, NETWORK_OPT_DRIVER },
		{ "opt", required_argument, NULL, NETWORK_OPT_OPT },
		{ "json", no_argument, NULL, NETWORK_OPT_JSON },
		{ "help", no_argument, NULL, NETWORK_OPT_HELP },
		{ NULL, 0, NULL, 0 },
	};
	struct error err;
	int opt;

	while ((opt = getopt_long(argc, argv, ":hd:o:", options, NULL)) >= 0) {
		if (opt == 'h' || opt == NETWORK_OPT_HELP)
			return -1;
		if (opt == '?' || opt == ':')
			return out_option_error("network create", argv, opt, options);
		if (opt == NETWORK_OPT_JSON)
			*json = true;
		if (opt == 'd')
			opt = NETWORK_OPT_DRIVER;
		else if (opt == 'o')
			opt = NETWORK_OPT_OPT;
		if (network_option(request, opt, options_value(argv), &err) < 0)
			return out_error(&err);
	}
	if (argc - optind != 1)
		return out_usage_error("network create", "'ctrnetctl network create' requires 1 argument");
	request->name = argv[optind];
	return 0;
}

int network_create(int argc, char **argv)
{
	struct network_request request = { .name = "" };
	bool json = false;
	int status = parse(&request, &json, argc, argv);

	if (status < 0)
		status = out_help(help);
	else if (!status)
		status = create(&request, json);
	network_request_clear(&request);
	return status;
}
