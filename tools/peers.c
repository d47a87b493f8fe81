// SPDX-License-Identifier: GPL-2.0-only
#include "peers.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "containers.h"
#include "hosts.h"
#include "network.h"
#include "strv.h"

/* Where each knows each other by name. */
static bool has_peers(const struct attachment *a)
{
	return strcmp(a->network, NETWORK_DEFAULT) != 0;
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

static void push_peer(struct strv_draft *lines, const struct container *peer,
		      const struct attachment *a)
{
	struct address addresses[ATTACHMENT_ADDRESSES];
	size_t i, n = attachment_addresses(a, addresses);

	for (i = 0; i < n; i++)
		strv_push(lines, peer_line(peer, a, &addresses[i]));
}

static int by_name(const void *a, const void *b)
{
	const struct container *x = *(struct container *const *)a;
	const struct container *y = *(struct container *const *)b;

	return strcmp(x->name, y->name);
}

/* What a link says of a name is not said again, nor contradicted. */
static bool is_peer_of(const struct container *peer, const struct container *c)
{
	return strcmp(peer->id, c->id) && !container_link_by_alias(c, peer->name);
}

static void push_peers(struct strv_draft *lines, const struct container *c,
		       const struct attachment *on, struct container *const *sorted,
		       size_t n)
{
	const struct attachment *there;
	size_t i;

	for (i = 0; i < n; i++) {
		there = attachment_find(sorted[i], on->network);
		if (is_there(sorted[i], there) && is_peer_of(sorted[i], c))
			push_peer(lines, sorted[i], there);
	}
}

static char **lines_for(const struct container *c, struct container *const *sorted,
			size_t n)
{
	struct strv_draft lines;
	size_t i;

	strv_begin(&lines);
	for (i = 0; i < c->attachments.n; i++)
		if (has_peers(&c->attachments.items[i]))
			push_peers(&lines, c, &c->attachments.items[i], sorted, n);
	return lines.v;
}

static int list_sorted(struct container ***list, size_t *n, struct error *err)
{
	if (containers_list(list, n, err) < 0)
		return -1;
	if (*n)
		qsort(*list, *n, sizeof(**list), by_name);
	return 0;
}

static bool is_on_peers_network(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (has_peers(&c->attachments.items[i]))
			return true;
	return false;
}

char **peers_lines(const struct container *c, struct error *err)
{
	struct container **list;
	char **lines;
	size_t n;

	/* Not to read of all containers where none is a peer. */
	if (!is_on_peers_network(c))
		return xcalloc(1, sizeof(*lines));
	if (list_sorted(&list, &n, err) < 0)
		return NULL;
	lines = lines_for(c, list, n);
	containers_list_free(list, n);
	return lines;
}

static void follow(const struct container *c, struct container *const *sorted,
		   size_t n)
{
	char **lines = lines_for(c, sorted, n);
	struct error ignored;

	hosts_set_peers(c, lines, &ignored);
	strv_free(lines);
}

static struct container **sorted_copy(struct container *const *list, size_t n)
{
	struct container **sorted = xcalloc(n + 1, sizeof(*sorted));

	memcpy(sorted, list, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_name);
	return sorted;
}

void peers_follow_one(const struct container *c, struct container *const *list,
		      size_t n)
{
	struct container **sorted = sorted_copy(list, n);

	follow(c, sorted, n);
	free(sorted);
}

bool peers_agree(const struct container *c, struct container *const *list, size_t n)
{
	struct container **sorted;
	char **lines;
	bool agree;

	if (!is_on_peers_network(c))
		return true;
	sorted = sorted_copy(list, n);
	lines = lines_for(c, sorted, n);
	agree = hosts_has_peers(c, lines);
	strv_free(lines);
	free(sorted);
	return agree;
}

void peers_follow(const char *network)
{
	struct container **list;
	struct error ignored;
	size_t i, n;

	if (!strcmp(network, NETWORK_DEFAULT) || list_sorted(&list, &n, &ignored) < 0)
		return;
	for (i = 0; i < n; i++)
		if (is_there(list[i], attachment_find(list[i], network)))
			follow(list[i], list, n);
	containers_list_free(list, n);
}

void peers_follow_all(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		peers_follow(c->attachments.items[i].network);
}
