// SPDX-License-Identifier: GPL-2.0-only
#include "network.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"

/* Length of the name in an alias "NAME ID"; 0 if it is not of that form. */
static size_t alias_name_len(const char *alias)
{
	const char *blank = strchr(alias, ' ');

	if (!blank || strlen(blank + 1) != NETWORK_ID_LEN ||
	    strspn(blank + 1, "0123456789abcdef") != NETWORK_ID_LEN)
		return 0;
	return blank - alias;
}

const char *network_name(const struct nl_network *net)
{
	static char name[sizeof(net->alias)];
	size_t len = alias_name_len(net->alias);

	if (len)
		snprintf(name, sizeof(name), "%.*s", (int)len, net->alias);
	else
		snprintf(name, sizeof(name), "%s", net->device);
	return name;
}

const char *network_id(const struct nl_network *net)
{
	static char id[NETWORK_ID_LEN + 1];
	size_t len = alias_name_len(net->alias);

	if (len)
		memcpy(id, net->alias + len + 1, sizeof(id));
	else
		snprintf(id, sizeof(id), "%0*x", NETWORK_ID_LEN, net->ifindex);
	return id;
}

bool network_has_id(const struct nl_network *net)
{
	return alias_name_len(net->alias);
}

const struct network_pseudo network_pseudo[NETWORK_N_PSEUDO] = {
	{ "host", "host",
	  "686f737400000000000000000000000000000000000000000000000000000000" },
	{ "none", "null",
	  "6e6f6e6500000000000000000000000000000000000000000000000000000000" },
};

const struct network_pseudo *network_pseudo_pick(const char *term)
{
	const struct network_pseudo *pseudo = network_pseudo;

	for (; pseudo < network_pseudo + NETWORK_N_PSEUDO; pseudo++)
		if (!strcmp(pseudo->name, term) ||
		    (strlen(term) >= NETWORK_SHORT_ID_LEN &&
		     !strncmp(pseudo->id, term, strlen(term))))
			return pseudo;
	return NULL;
}

bool network_is_predefined(const char *name)
{
	return !strcmp(name, NETWORK_DEFAULT) || network_pseudo_pick(name);
}

struct subnet network_subnet(const struct nl_network *net)
{
	const struct address gateway = { .family = AF_INET, .v4 = net->gateway };

	return subnet_of(&gateway, net->prefix);
}

struct subnet network_subnet6(const struct nl_network *net)
{
	const struct address gateway = { .family = AF_INET6, .v6 = net->gateway6 };

	return subnet_of(&gateway, net->prefix6);
}

static bool has_name(const struct nl_network *net, const char *name)
{
	return !strcmp(network_name(net), name);
}

static bool has_id(const struct nl_network *net, const char *id)
{
	return !strcmp(network_id(net), id);
}

static bool has_id_prefix(const struct nl_network *net, const char *prefix)
{
	return *prefix && !strncmp(network_id(net), prefix, strlen(prefix));
}

struct nl_network *network_pick(struct nl_network *nets, size_t n, const char *term,
				struct error *err)
{
	static const struct {
		bool (*matches)(const struct nl_network *net, const char *term);
		const char *by;
	} ways[] = {
		{ has_id, "on ID" },
		{ has_name, "on name" },
		{ has_id_prefix, "based on ID prefix" },
	};
	struct nl_network *found = NULL;
	unsigned int count = 0;
	size_t way, i;

	for (way = 0; !count && way < ARRAY_SIZE(ways); way++) {
		for (i = 0; i < n; i++) {
			if (!ways[way].matches(&nets[i], term))
				continue;
			found = &nets[i];
			count++;
		}
	}
	if (count == 1)
		return found;
	if (!count)
		error_set(err, ENOENT, "network %s not found", term);
	else
		error_set(err, EEXIST, "network %s is ambiguous (%u matches found %s)",
			  term, count, ways[way - 1].by);
	return NULL;
}

static int find(struct nl *nl, const char *term, struct nl_network *net,
		struct error *err)
{
	struct nl_network *nets, *found;
	size_t n;

	if (nl_network_list(nl, &nets, &n, err) < 0)
		return -1;
	found = network_pick(nets, n, term, err);
	if (found)
		*net = *found;
	free(nets);
	return found ? 0 : -1;
}

int network_get(struct nl *nl, const char *name, struct nl_network *net,
		struct error *err)
{
	const struct network_request request = { .name = NETWORK_DEFAULT };

	if (find(nl, name, net, err) == 0)
		return 0;
	if (err->code != ENOENT || strcmp(name, NETWORK_DEFAULT) ||
	    network_new(nl, &request, net, err) < 0)
		return -1;
	return find(nl, name, net, err);
}
