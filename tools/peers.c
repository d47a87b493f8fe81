// SPDX-License-Identifier: GPL-2.0-only
#include "peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "containers.h"
#include "hosts_peers.h"
#include "network.h"
#include "strv.h"

/**
 * struct roster - what is written of the containers of one network
 * @network: its name
 * @texts: the lines of each container; NULL for who is not there
 */
struct roster {
	const char *network;
	char **texts;
};

/**
 * struct peers - see peers_begin()
 * @sorted: all containers, by name
 * @n: how many
 * @rosters: of the networks which were asked for
 * @n_rosters: how many
 */
struct peers {
	struct container **sorted;
	size_t n;
	struct roster *rosters;
	size_t n_rosters;
};

/* Where each knows each other by name. */
static bool has_peers(const char *network)
{
	return strcmp(network, NETWORK_DEFAULT) != 0;
}

static bool is_there(const struct container *c, const struct attachment *a)
{
	return c->state == CONTAINER_RUNNING && a && a->address.s_addr;
}

/* ADDRESS NAME HOSTNAME ALIAS... */
static char *peer_line(const struct container *peer, const struct attachment *a,
		       const struct address *address)
{
	char text[ADDRESS_TEXT_LEN];
	bool named = strcmp(peer->name, peer->hostname) != 0;
	char *aliases = a->aliases ? strv_join(a->aliases, " ") : xstrdup("");
	char *line;

	line = xasprintf("%s\t%s%s%s%s%s\n", address_text(address, text), peer->name,
			 named ? " " : "", named ? peer->hostname : "",
			 *aliases ? " " : "", aliases);
	free(aliases);
	return line;
}

/* A line for each of its addresses. */
static char *peer_lines(const struct container *peer, const struct attachment *a)
{
	struct address addresses[ATTACHMENT_ADDRESSES];
	size_t i, n = attachment_addresses(a, addresses);
	struct strv_draft lines;
	char *text;

	strv_begin(&lines);
	for (i = 0; i < n; i++)
		strv_push(&lines, peer_line(peer, a, &addresses[i]));
	text = strv_join(lines.v, "");
	strv_free(lines.v);
	return text;
}

static void make_roster(const struct peers *peers, struct roster *roster,
			const char *network)
{
	const struct attachment *a;
	size_t i;

	roster->network = network;
	roster->texts = xcalloc(peers->n + 1, sizeof(*roster->texts));
	for (i = 0; i < peers->n; i++) {
		a = attachment_find(peers->sorted[i], network);
		if (is_there(peers->sorted[i], a))
			roster->texts[i] = peer_lines(peers->sorted[i], a);
	}
}

/* Of a network which some container of the list is on. */
static const struct roster *roster_of(struct peers *peers, const char *network)
{
	size_t i;

	for (i = 0; i < peers->n_rosters; i++)
		if (!strcmp(peers->rosters[i].network, network))
			return &peers->rosters[i];
	peers->rosters = xreallocarray(peers->rosters, i + 1, sizeof(*peers->rosters));
	make_roster(peers, &peers->rosters[i], network);
	return &peers->rosters[peers->n_rosters++];
}

static int by_name(const void *a, const void *b)
{
	const struct container *x = *(struct container *const *)a;
	const struct container *y = *(struct container *const *)b;

	return strcmp(x->name, y->name);
}

struct peers *peers_begin(struct container *const *list, size_t n)
{
	struct peers *peers = xcalloc(1, sizeof(*peers));

	peers->sorted = xcalloc(n + 1, sizeof(*peers->sorted));
	peers->n = n;
	if (n)
		memcpy(peers->sorted, list, n * sizeof(*list));
	qsort(peers->sorted, n, sizeof(*peers->sorted), by_name);
	return peers;
}

static void free_roster(const struct peers *peers, struct roster *roster)
{
	size_t i;

	for (i = 0; i < peers->n; i++)
		free(roster->texts[i]);
	free(roster->texts);
}

void peers_end(struct peers *peers)
{
	size_t i;

	for (i = 0; i < peers->n_rosters; i++)
		free_roster(peers, &peers->rosters[i]);
	free(peers->rosters);
	free(peers->sorted);
	free(peers);
}

/* What a link says of a name is not said again, nor contradicted. */
static bool is_peer_of(const struct container *peer, const struct container *c)
{
	return strcmp(peer->id, c->id) && !container_link_by_alias(c, peer->name);
}

static void print_peers(const struct peers *peers, const struct container *c,
			const struct roster *roster, FILE *out)
{
	size_t i;

	for (i = 0; i < peers->n; i++)
		if (roster->texts[i] && is_peer_of(peers->sorted[i], c))
			fputs(roster->texts[i], out);
}

static char *text_for(struct peers *peers, const struct container *c)
{
	const char *network;
	char *text;
	size_t i, len;
	FILE *out;

	out = xopen_memstream(&text, &len);
	for (i = 0; i < c->attachments.n; i++) {
		network = c->attachments.items[i].network;
		if (has_peers(network))
			print_peers(peers, c, roster_of(peers, network), out);
	}
	fclose(out);
	return text;
}

void peers_follow_one(struct peers *peers, const struct container *c)
{
	char *text = text_for(peers, c);
	struct error ignored;

	hosts_peers_set(c, text, &ignored);
	free(text);
}

static bool is_on_peers_network(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (has_peers(c->attachments.items[i].network))
			return true;
	return false;
}

bool peers_agree(struct peers *peers, const struct container *c)
{
	char *text;
	bool agree;

	if (!is_on_peers_network(c))
		return true;
	text = text_for(peers, c);
	agree = hosts_peers_are(c, text);
	free(text);
	return agree;
}

char *peers_text(const struct container *c, struct error *err)
{
	struct containers all = { .items = NULL };
	struct peers *peers;
	char *text;

	/* Not to read of all containers where none is a peer. */
	if (!is_on_peers_network(c))
		return xstrdup("");
	if (containers_load(&all, err) < 0)
		return NULL;
	peers = peers_begin(all.items, all.n);
	text = text_for(peers, c);
	peers_end(peers);
	containers_free(&all);
	return text;
}

static bool runs_on_some(const struct container *c, char *const *networks)
{
	for (; *networks; networks++)
		if (is_there(c, attachment_find(c, *networks)))
			return true;
	return false;
}

/* All containers are read once, and each file is written once, however many networks there are. */
static void follow_on(char *const *networks)
{
	struct containers all = { .items = NULL };
	struct error ignored;
	struct peers *peers;
	size_t i;

	if (containers_load(&all, &ignored) < 0)
		return;
	peers = peers_begin(all.items, all.n);
	for (i = 0; i < all.n; i++)
		if (runs_on_some(all.items[i], networks))
			peers_follow_one(peers, all.items[i]);
	peers_end(peers);
	containers_free(&all);
}

void peers_follow(const char *network)
{
	char *const networks[] = { (char *)network, NULL };

	if (has_peers(network))
		follow_on(networks);
}

void peers_follow_all(const struct container *c)
{
	const char *network;
	char **networks = NULL;
	size_t i;

	for (i = 0; i < c->attachments.n; i++) {
		network = c->attachments.items[i].network;
		if (has_peers(network))
			strv_take(&networks, xstrdup(network));
	}
	if (networks)
		follow_on(networks);
	strv_free(networks);
}
