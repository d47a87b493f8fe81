// SPDX-License-Identifier: GPL-2.0-only
/* The command network create. */
#include <errno.h>

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

int network_create(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "network create",
		.help = help,
		.least = 1,
		.most = 1,
	};
	struct network_request r = { .name = "" };
	bool json = false;
	const struct option_slot slots[] = {
		{ "subnet", .take = network_option_subnet, .to = &r },
		{ "ipv6", .take = network_option_ipv6, .to = &r, .bare = true },
		{ "gateway", .take = network_option_gateway, .to = &r },
		{ "ip-range", .take = network_option_ip_range, .to = &r },
		{ "mtu", .take = network_option_mtu, .to = &r },
		{ "port-range", .take = network_option_port_range, .to = &r },
		{ "publish-address", .take = network_option_publish_address, .to = &r },
		{ "icc", .take = network_option_icc, .to = &r },
		{ "masquerade", .take = network_option_masquerade, .to = &r },
		{ "firewall", .take = network_option_firewall, .to = &r },
		{ "no-firewall", .take = network_option_no_firewall, .to = &r, .bare = true },
		{ "routed", .take = network_option_routed, .to = &r, .bare = true },
		{ "internal", .take = network_option_internal, .to = &r, .bare = true },
		{ "timeout", .take = network_option_timeout, .to = &r },
		{ "flow-limit", .take = network_option_flow_limit, .to = &r },
		{ "endpoint-flow-limit", .take = network_option_endpoint_flow_limit, .to = &r },
		{ "label", .take = network_option_label, .to = &r },
		{ "driver", 'd', .take = network_option_driver, .to = &r },
		{ "opt", 'o', .take = network_option_opt, .to = &r },
		{ "json", .flag = &json },
		{ .name = NULL }
	};
	int status;

	if (options_parse(&line, slots, &argc, &argv, &status)) {
		r.name = argv[0];
		status = create(&r, json);
	}
	network_request_clear(&r);
	return status;
}
