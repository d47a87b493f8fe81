// SPDX-License-Identifier: GPL-2.0-only
#include "link_rules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "nl.h"
#include "nl_endpoint.h"
#include "nl_link.h"

bool link_rules_linked(const struct container *recipient, const struct container *source)
{
	size_t i;

	for (i = 0; i < recipient->n_links; i++)
		if (!strcmp(recipient->links[i].source, source->name))
			return true;
	return false;
}

/* What the link should open. */
static void expose(struct nl_link *link, const struct container *source)
{
	const struct port_range *ranges = source->ports.exposed.items;
	size_t i;

	link->n_exposed = source->ports.exposed.n;
	link->exposed = xcalloc(link->n_exposed + 1, sizeof(*link->exposed));
	for (i = 0; i < link->n_exposed; i++)
		link->exposed[i] = (struct nl_expose){
			.protocol = ranges[i].protocol,
			.first = ranges[i].first,
			.last = ranges[i].last,
		};
}

static bool same_ports(const struct nl_link *a, const struct nl_link *b)
{
	size_t i;

	if (a->n_exposed != b->n_exposed)
		return false;
	for (i = 0; i < a->n_exposed; i++)
		if (a->exposed[i].protocol != b->exposed[i].protocol ||
		    a->exposed[i].first != b->exposed[i].first ||
		    a->exposed[i].last != b->exposed[i].last)
			return false;
	return true;
}

static const struct nl_link *find(const struct nl_link *links, size_t n,
				  uint32_t recipient, uint32_t source)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (links[i].recipient == recipient && links[i].source == source)
			return &links[i];
	return NULL;
}

/* Let the link @is become the one wanted; none if @wanted is NULL. */
static int replace(struct nl *nl, const struct nl_link *is, struct nl_link *wanted,
		   struct error *err)
{
	if (!is)
		return 0;
	if (!wanted)
		/* Gone already is as good. */
		return nl_link_del(nl, is->id, err) < 0 && err->code != ENOENT ?
		       error_prefix(err, "cannot end the link") : 0;
	if (same_ports(is, wanted))
		return 0;
	return nl_link_set(nl, is->id, wanted, err) < 0 ?
	       error_prefix(err, "cannot change the link") : 0;
}

/* Where the module was unloaded meanwhile, the endpoint is gone, or another's by its id. */
static int check_endpoint(struct nl *nl, const struct container *source,
			  const struct attachment *a, struct error *err)
{
	struct nl_endpoint ep;

	err->code = ENOENT;
	if (nl_endpoint_get(nl, a->endpoint, &ep, err) == 0 &&
	    !memcmp(ep.mac, a->mac, sizeof(ep.mac)))
		return 0;
	if (err->code != ENOENT)
		return -1;
	return error_set(err, ENOENT,
			 "cannot link to /%s: it has lost its network, as when the module is unloaded; restart %s first",
			 source->name, source->name);
}

static int add_link(struct nl *nl, struct nl_link *wanted, struct error *err)
{
	return nl_link_add(nl, wanted, err) < 0 ? error_prefix(err, "cannot make the link") : 0;
}

/* @wanted is NULL if there shall be none. */
static int change_link(struct nl *nl, uint32_t recipient, uint32_t source,
		       struct nl_link *wanted, struct error *err)
{
	const struct nl_link *is;
	struct nl_link *links;
	size_t n;
	int ret;

	if (nl_link_list(nl, &links, &n, err) < 0)
		return -1;
	is = find(links, n, recipient, source);
	ret = !is && wanted ? add_link(nl, wanted, err) : replace(nl, is, wanted, err);
	nl_link_list_free(links, n);
	return ret;
}

/**
 * struct sync - what is to be with the kernel's links from one container to another
 * @nl: the kernel
 * @recipient: from where
 * @source: whereto
 * @wanted: what each of them opens
 * @linked: there shall be any
 * @known: if so, there mostly are already
 */
struct sync {
	struct nl *nl;
	const struct container *recipient;
	const struct container *source;
	struct nl_link wanted;
	bool linked;
	bool known;
};

/* One which is not known is made: only if the kernel says that there is one, all are asked for. */
static int sync_on(struct sync *sync, const struct attachment *recipient,
		   const struct attachment *there, struct error *err)
{
	sync->wanted.recipient = recipient->endpoint;
	sync->wanted.source = there->endpoint;
	if (sync->linked && !sync->known) {
		if (add_link(sync->nl, &sync->wanted, err) == 0)
			return 0;
		if (err->code != EEXIST)
			return -1;
	}
	return change_link(sync->nl, recipient->endpoint, there->endpoint,
			   sync->linked ? &sync->wanted : NULL, err);
}

static int sync_all(struct sync *sync, struct error *err)
{
	const struct attachment *a, *there;
	int ret = 0;
	size_t i;

	sync->linked = link_rules_linked(sync->recipient, sync->source);
	expose(&sync->wanted, sync->source);
	for (i = 0; !ret && i < sync->recipient->attachments.n; i++) {
		a = &sync->recipient->attachments.items[i];
		there = attachment_find(sync->source, a->network);
		if (!a->endpoint || !there || !there->endpoint)
			continue;
		if (sync->linked)
			ret = check_endpoint(sync->nl, sync->source, there, err);
		if (!ret)
			ret = sync_on(sync, a, there, err);
	}
	free(sync->wanted.exposed);
	return ret;
}

static int sync_links(struct sync *sync, struct error *err)
{
	int ret;

	sync->nl = nl_open(err);
	if (!sync->nl)
		return -1;
	ret = sync_all(sync, err);
	nl_disconnect(sync->nl);
	return ret;
}

int link_rules_sync(const struct container *recipient,
		    const struct container *source, struct error *err)
{
	struct sync sync = { .recipient = recipient, .source = source };

	return sync_links(&sync, err);
}

int link_rules_follow_ports(const struct container *recipient,
			    const struct container *source, struct error *err)
{
	struct sync sync = { .recipient = recipient, .source = source, .known = true };

	return sync_links(&sync, err);
}

bool link_rules_agree(const struct nl_link *links, size_t n,
		      const struct container *recipient,
		      const struct container *source)
{
	const struct attachment *a, *there;
	struct nl_link wanted = { 0 };
	const struct nl_link *is;
	bool agree = true;
	size_t i;

	expose(&wanted, source);
	for (i = 0; agree && i < recipient->attachments.n; i++) {
		a = &recipient->attachments.items[i];
		there = attachment_find(source, a->network);
		if (!a->endpoint || !there || !there->endpoint)
			continue;
		is = find(links, n, a->endpoint, there->endpoint);
		agree = is && same_ports(is, &wanted);
	}
	free(wanted.exposed);
	return agree;
}
