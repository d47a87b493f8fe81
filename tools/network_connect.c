// SPDX-License-Identifier: GPL-2.0-only
/* The commands network connect and network disconnect. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "command.h"
#include "containers.h"
#include "names.h"
#include "network.h"
#include "network_command.h"
#include "network_join.h"
#include "options.h"
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
	struct containers all;
	struct container *c;
	struct nl_network net;
};

static int open_change(struct change *ch, const char *network, const char *term,
		       struct error *err)
{
	*ch = (struct change){ .nl = network_open_locked(err) };
	if (!ch->nl || containers_load(&ch->all, err) < 0)
		return -1;
	ch->c = containers_find(&ch->all, term, err);
	return ch->c ? network_get(ch->nl, network, &ch->net, err) : -1;
}

static void close_change(struct change *ch)
{
	containers_free(&ch->all);
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
		ret = network_join(ch.nl, ch.all.items, ch.all.n, ch.c, &ch.net, wish, &err);
	close_change(&ch);
	return ret ? out_error(&err) : EXIT_OK;
}

/* Words of hosts files, as all names of containers are. */
static int check_aliases(char *const *aliases, struct error *err)
{
	for (; aliases && *aliases; aliases++)
		if (!name_is_word(*aliases))
			return error_set(err, EINVAL,
					 "Invalid network alias (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed",
					 *aliases);
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

/* The aliases stay the caller's; an address may be NULL. */
static int make_wish(struct network_wish *wish, const char *address, const char *address6,
		     char **aliases, struct error *err)
{
	if ((address && set_address(wish, address, err) < 0) ||
	    (address6 && set_address6(wish, address6, err) < 0))
		return -1;
	wish->aliases = aliases;
	return check_aliases(aliases, err);
}

int network_connect(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "network connect",
		.help = connect_help,
		.least = 2,
		.most = 2,
	};
	const char *address = NULL, *address6 = NULL;
	struct network_wish wish = { .aliases = NULL };
	char **aliases = NULL;
	const struct option_slot slots[] = {
		{ "ip", .value = &address },
		{ "ip6", .value = &address6 },
		{ "alias", .values = &aliases },
		{ .name = NULL }
	};
	struct error err;
	int status;

	if (options_parse(&line, slots, &argc, &argv, &status)) {
		if (make_wish(&wish, address, address6, aliases, &err) < 0)
			status = out_error(&err);
		else
			status = connect_container(argv[0], argv[1], &wish);
	}
	strv_free(aliases);
	return status;
}

static int disconnect_container(const char *network, const char *term, bool force)
{
	struct error unpublished = { 0 }, err;
	struct change ch;
	int ret;

	ret = open_change(&ch, network, term, &err);
	if (!ret) {
		ret = network_leave(ch.nl, ch.all.items, ch.all.n, ch.c, network_name(&ch.net),
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
	static const struct command_line line = {
		.command = "network disconnect",
		.help = disconnect_help,
		.least = 2,
		.most = 2,
	};
	bool force = false;
	const struct option_slot slots[] = {
		{ "force", 'f', .flag = &force },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return disconnect_container(argv[0], argv[1], force);
}
