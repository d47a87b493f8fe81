// SPDX-License-Identifier: GPL-2.0-only
/* The commands network connect and network disconnect. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "container.h"
#include "names.h"
#include "network.h"
#include "network_command.h"
#include "network_join.h"
#include "out.h"
#include "strv.h"

static const char connect_help[] =
	"Usage: ctrnetctl network connect [OPTION]... NETWORK CONTAINER\n"
	"Put a container on one more network, at once if it runs.\n\n"
	"      --ip ADDRESS       its address there; any free one otherwise\n"
	"      --ip6 ADDRESS      its IPv6 address, where the network has such\n"
	"      --alias NAME       one more name for it there\n";

static const char disconnect_help[] =
	"Usage: ctrnetctl network disconnect [-f] NETWORK CONTAINER\n"
	"Take a container off a network, at once if it runs.\n\n"
	"  -f, --force            do not mind if it is not on it\n";

/* A change of one container and one network, under the lock. */
struct change {
	struct nl *nl;
	struct container **list;
	size_t n;
	struct container *c;
	struct nl_network net;
};

static int open_change(struct change *ch, const char *network, const char *term,
		       struct error *err)
{
	*ch = (struct change){ .nl = network_open_locked(err) };
	if (!ch->nl || container_list(&ch->list, &ch->n, err) < 0)
		return -1;
	ch->c = container_pick(ch->list, ch->n, term, err);
	return ch->c ? network_get(ch->nl, network, &ch->net, err) : -1;
}

static void close_change(struct change *ch)
{
	container_list_free(ch->list, ch->n);
	if (ch->nl)
		network_close_locked(ch->nl);
}

static int check_not_special(const char *network, struct error *err)
{
	if (!strcmp(network, "host"))
		return error_set(err, EINVAL,
				 "cannot connect container to host network - container must be created in host network mode");
	if (!strcmp(network, CONTAINER_NO_NETWORK))
		return error_set(err, EINVAL,
				 "container cannot be connected to multiple networks with one of the networks in private (none) mode");
	return 0;
}

static int connect_container(const char *network, const char *term,
			     const struct network_wish *wish)
{
	struct change ch;
	struct error err;
	int ret;

	if (check_not_special(network, &err) < 0)
		return out_error(&err);
	ret = open_change(&ch, network, term, &err);
	if (!ret)
		ret = network_join(ch.nl, ch.list, ch.n, ch.c, &ch.net, wish, &err);
	close_change(&ch);
	return ret ? out_error(&err) : EXIT_OK;
}

/* Words of hosts files, as all names of containers are. */
static int add_alias(struct network_wish *wish, const char *alias, struct error *err)
{
	if (!name_is_word(alias))
		return error_set(err, EINVAL,
				 "Invalid network alias (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed",
				 alias);
	strv_take(&wish->aliases, xstrdup(alias));
	return 0;
}

static int set_address(struct network_wish *wish, const char *text, struct error *err)
{
	if (inet_pton(AF_INET, text, &wish->address) == 1 && wish->address.s_addr)
		return 0;
	return error_set(err, EINVAL, "invalid IPv4 address: %s", text);
}

static int set_address6(struct network_wish *wish, const char *text, struct error *err)
{
	if (inet_pton(AF_INET6, text, &wish->address6) == 1 &&
	    !IN6_IS_ADDR_UNSPECIFIED(&wish->address6))
		return 0;
	return error_set(err, EINVAL, "invalid IPv6 address: %s", text);
}

int network_connect(int argc, char **argv)
{
	static const struct option options[] = {
		{ "ip", required_argument, NULL, 'I' },
		{ "ip6", required_argument, NULL, '6' },
		{ "alias", required_argument, NULL, 'A' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	struct network_wish wish = { .aliases = NULL };
	int opt, status, ret = 0;
	struct error err;

	while (!ret && (opt = getopt_long(argc, argv, ":", options, NULL)) >= 0) {
		switch (opt) {
		case 'I':
			ret = set_address(&wish, optarg, &err);
			break;
		case '6':
			ret = set_address6(&wish, optarg, &err);
			break;
		case 'A':
			ret = add_alias(&wish, optarg, &err);
			break;
		case 'H':
			return network_help(connect_help);
		default:
			return out_option_error("network connect", argv, opt);
		}
	}
	if (ret)
		return out_error(&err);
	if (argc - optind != 2)
		return out_usage_error("network connect",
				       "a network and a container needed");
	status = connect_container(argv[optind], argv[optind + 1], &wish);
	strv_free(wish.aliases);
	return status;
}

static int disconnect_container(const char *network, const char *term, bool force)
{
	struct error unpublished = { 0 }, err;
	struct change ch;
	int ret;

	ret = open_change(&ch, network, term, &err);
	if (!ret) {
		ret = network_leave(ch.nl, ch.list, ch.n, ch.c, &ch.net,
				    &unpublished, &err);
		if (ret && force && err.code == ENOENT)
			ret = 0;
	}
	if (unpublished.code)
		out_warning("ports of %s are not published any more: %s",
			    ch.c->name, unpublished.text);
	close_change(&ch);
	return ret ? out_error(&err) : EXIT_OK;
}

int network_disconnect(int argc, char **argv)
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
			return network_help(disconnect_help);
		default:
			return out_option_error("network disconnect", argv, opt);
		}
	}
	if (argc - optind != 2)
		return out_usage_error("network disconnect",
				       "a network and a container needed");
	return disconnect_container(argv[optind], argv[optind + 1], force);
}
