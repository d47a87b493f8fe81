// SPDX-License-Identifier: GPL-2.0-only
/* The command network and its own commands. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "compiler.h"
#include "container.h"
#include "network.h"
#include "network_command.h"
#include "out.h"

/* The least an IPv4 host must take, and the most a packet can have. */
#define MTU_MIN	68
#define MTU_MAX	65535

static const char create_help[] =
	"Usage: ctrnetctl network create [OPTION]... NAME\n"
	"Make a network and print its id.\n\n"
	"      --subnet SUBNET    its addresses, such as 10.1.0.0/24; a free private\n"
	"                         range otherwise\n"
	"      --gateway ADDRESS  the host's address in it; the first one otherwise\n"
	"      --mtu BYTES        largest packet on it\n"
	"  -d, --driver bridge    the only kind there is\n";

int network_help(const char *text)
{
	fputs(text, stdout);
	return EXIT_OK;
}

struct nl *network_open_locked(struct error *err)
{
	struct nl *nl = nl_open(err);

	if (nl && container_lock(err) < 0) {
		nl_disconnect(nl);
		return NULL;
	}
	return nl;
}

void network_close_locked(struct nl *nl)
{
	container_unlock();
	nl_disconnect(nl);
}

static bool parse_mtu(const char *text, unsigned int *mtu)
{
	unsigned long value;
	char *end;

	value = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || value < MTU_MIN || value > MTU_MAX)
		return false;
	*mtu = value;
	return true;
}

/* Names which only ever mean what they mean already, and drivers there are not. */
static int check_create(const struct network_request *request, const char *driver,
			struct error *err)
{
	if (strcmp(driver, NETWORK_DRIVER))
		return error_set(err, EINVAL, "no such driver: %s (only " NETWORK_DRIVER ")",
				 driver);
	if (!*request->name)
		return error_set(err, EINVAL, "invalid name: name is empty");
	/* Docker's message does end with a blank. */
	if (network_is_predefined(request->name))
		return error_set(err, EPERM,
				 "operation is not permitted on predefined %s network ",
				 request->name);
	return 0;
}

static int create_network(const struct network_request *request, const char *driver)
{
	struct nl_network net;
	struct error err;
	struct nl *nl;
	int ret;

	if (check_create(request, driver, &err) < 0)
		return out_error(&err);
	nl = network_open_locked(&err);
	if (!nl)
		return out_error(&err);
	ret = network_create(nl, request, &net, &err);
	network_close_locked(nl);
	if (ret < 0)
		return out_error(&err);
	puts(network_id(&net));
	return EXIT_OK;
}

static int do_create(int argc, char **argv)
{
	static const struct option options[] = {
		{ "subnet", required_argument, NULL, 'S' },
		{ "gateway", required_argument, NULL, 'G' },
		{ "mtu", required_argument, NULL, 'M' },
		{ "driver", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	struct network_request request = { 0 };
	const char *driver = NETWORK_DRIVER;
	int opt;

	while ((opt = getopt_long(argc, argv, ":d:", options, NULL)) >= 0) {
		switch (opt) {
		case 'S':
			request.subnet = optarg;
			break;
		case 'G':
			request.gateway = optarg;
			break;
		case 'M':
			if (!parse_mtu(optarg, &request.mtu))
				return out_usage_error("network create",
						       "invalid MTU '%s'", optarg);
			break;
		case 'd':
			driver = optarg;
			break;
		case 'H':
			return network_help(create_help);
		default:
			return out_option_error("network create", argv, opt);
		}
	}
	if (argc - optind != 1)
		return out_usage_error("network create", "one name needed");
	request.name = argv[optind];
	return create_network(&request, driver);
}

static const struct {
	const char *name;
	int (*function)(int argc, char **argv);
} commands[] = {
	{ "connect", network_connect },
	{ "create", do_create },
	{ "disconnect", network_disconnect },
	{ "inspect", network_inspect },
	{ "ls", network_ls },
	{ "list", network_ls },
	{ "rm", network_rm },
	{ "remove", network_rm },
};

int cmd_network(int argc, char **argv)
{
	const char *names[ARRAY_SIZE(commands)];
	size_t i;

	if (argc < 2)
		return out_usage_error("network", "no command given");
	if (!strcmp(argv[1], "--help"))
		return command_help("network");
	opterr = 0;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].function(argc - 1, argv + 1);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		names[i] = commands[i].name;
	return out_unknown_command("network", argv[1], names, ARRAY_SIZE(commands));
}
