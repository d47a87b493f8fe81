// SPDX-License-Identifier: GPL-2.0-only
/* The command network and its own commands. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "container.h"
#include "inspect.h"
#include "network.h"
#include "network_command.h"
#include "network_json.h"
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

static const char inspect_help[] =
	"Usage: ctrnetctl network inspect [-f TEMPLATE] NAME...\n"
	"Show all about networks, as JSON.\n\n"
	"  -f, --format TEMPLATE  print only that, such as '{{(index .IPAM.Config 0).Gateway}}'\n";

static const char rm_help[] =
	"Usage: ctrnetctl network rm [-f] NAME...\n"
	"Remove networks which no container is on.\n\n"
	"  -f, --force            do not mind those which do not exist\n";

static int print_help(const char *text)
{
	fputs(text, stdout);
	return EXIT_OK;
}

/* With the lock, which all that changes networks needs; NULL with @err filled. */
static struct nl *open_locked(struct error *err)
{
	struct nl *nl = nl_open(err);

	if (nl && container_lock(err) < 0) {
		nl_disconnect(nl);
		return NULL;
	}
	return nl;
}

static void close_locked(struct nl *nl)
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
	nl = open_locked(&err);
	if (!nl)
		return out_error(&err);
	ret = network_create(nl, request, &net, &err);
	close_locked(nl);
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
			return print_help(create_help);
		default:
			return out_option_error("network create", argv, opt);
		}
	}
	if (argc - optind != 1)
		return out_usage_error("network create", "one name needed");
	request.name = argv[optind];
	return create_network(&request, driver);
}

/* Where inspect looks for networks. */
struct inspection {
	struct nl *nl;
	struct container **containers;
	size_t n;
};

static json_t *find_network(const char *term, void *context, struct error *err)
{
	const struct inspection *in = context;
	struct nl_network net;

	if (network_get(in->nl, term, &net, err) < 0)
		return NULL;
	return network_json(in->nl, &net, in->containers, in->n, err);
}

static int inspect_networks(char *const *terms, const char *template)
{
	struct inspection in = { 0 };
	struct error err;
	int status;

	in.nl = open_locked(&err);
	if (!in.nl)
		return out_error(&err);
	if (container_list(&in.containers, &in.n, &err) < 0) {
		close_locked(in.nl);
		return out_error(&err);
	}
	status = inspect_print(terms, template, find_network, &in);
	container_list_free(in.containers, in.n);
	close_locked(in.nl);
	return status;
}

static int do_inspect(int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	const char *template = NULL;
	int opt;

	while ((opt = getopt_long(argc, argv, ":f:", options, NULL)) >= 0) {
		switch (opt) {
		case 'f':
			template = optarg;
			break;
		case 'H':
			return print_help(inspect_help);
		default:
			return out_option_error("network inspect", argv, opt);
		}
	}
	if (optind == argc)
		return out_usage_error("network inspect", "no network named");
	return inspect_networks(argv + optind, template);
}

/* name:"web" id:"0123456789ab", and so on for each endpoint. */
static char *endpoint_names(struct nl *nl, const struct nl_network *net)
{
	struct container **list = NULL;
	struct nl_endpoint *eps = NULL;
	const struct container *c;
	const char *separator = "";
	size_t i, n = 0, n_eps = 0, len;
	struct error ignored;
	char *text;
	FILE *out;

	container_list(&list, &n, &ignored);
	nl_endpoint_list(nl, &eps, &n_eps, &ignored);
	out = open_memstream(&text, &len);
	for (i = 0; i < n_eps; i++) {
		if (eps[i].network != net->ifindex)
			continue;
		c = network_container(list, n, eps[i].id);
		if (c)
			fprintf(out, "%sname:\"%s\" id:\"%.*s\"", separator,
				c->name, CONTAINER_SHORT_ID_LEN, c->id);
		else
			fprintf(out, "%sendpoint:%u", separator, eps[i].id);
		separator = ", ";
	}
	fclose(out);
	container_list_free(list, n);
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
		ret = nl_network_delete(nl, net->ifindex, err);
	free(nets);
	return ret;
}

static int remove_networks(char *const *terms, bool force)
{
	int status = EXIT_OK;
	struct error err;
	struct nl *nl;

	nl = open_locked(&err);
	if (!nl)
		return out_error(&err);
	for (; *terms; terms++) {
		if (remove_one(nl, *terms, &err) == 0)
			puts(*terms);
		else if (!force || err.code != ENOENT)
			status = out_error(&err);
	}
	close_locked(nl);
	return status;
}

static int do_rm(int argc, char **argv)
{
	static const struct option options[] = {
		{ "force", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	bool force = false;
	int opt;

	while ((opt = getopt_long(argc, argv, ":f", options, NULL)) >= 0) {
		switch (opt) {
		case 'f':
			force = true;
			break;
		case 'H':
			return print_help(rm_help);
		default:
			return out_option_error("network rm", argv, opt);
		}
	}
	if (optind == argc)
		return out_usage_error("network rm", "no network named");
	return remove_networks(argv + optind, force);
}

static const struct {
	const char *name;
	int (*function)(int argc, char **argv);
} commands[] = {
	{ "create", do_create },
	{ "inspect", do_inspect },
	{ "ls", network_ls },
	{ "list", network_ls },
	{ "rm", do_rm },
	{ "remove", do_rm },
};

int cmd_network(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return out_usage_error("network", "no command given");
	if (!strcmp(argv[1], "--help"))
		return command_help("network");
	opterr = 0;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, argv[1]))
			return commands[i].function(argc - 1, argv + 1);
	return out_usage_error("network", "unknown command '%s'", argv[1]);
}
