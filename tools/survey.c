// SPDX-License-Identifier: GPL-2.0-only
#include "survey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "containers.h"
#include "nl.h"
#include "nl_endpoint.h"
#include "nl_link.h"
#include "nl_network.h"
#include "nl_publish.h"

static int ask_kernel(struct survey *s, struct error *err)
{
	if (nl_network_list(s->nl, &s->nets, &s->n_nets, err) < 0 ||
	    nl_endpoint_list(s->nl, &s->eps, &s->n_eps, err) < 0 ||
	    nl_publish_list(s->nl, &s->pubs, &s->n_pubs, err) < 0)
		return -1;
	return nl_link_list(s->nl, &s->links, &s->n_links, err);
}

int survey_take(struct survey *s, struct error *err)
{
	*s = (struct survey){ .nl = NULL };
	if (nl_open_if_loaded(&s->nl, err) < 0)
		return -1;
	if ((!s->nl || ask_kernel(s, err) == 0) &&
	    containers_load(&s->containers, err) == 0)
		return 0;
	survey_free(s);
	return -1;
}

void survey_free(struct survey *s)
{
	containers_free(&s->containers);
	nl_link_list_free(s->links, s->n_links);
	free(s->pubs);
	free(s->eps);
	free(s->nets);
	nl_disconnect(s->nl);
	*s = (struct survey){ .nl = NULL };
}

const struct nl_network *survey_network(const struct survey *s, unsigned int ifindex)
{
	size_t i;

	for (i = 0; i < s->n_nets; i++)
		if (s->nets[i].ifindex == ifindex)
			return &s->nets[i];
	return NULL;
}

static int compare_id(const void *key, const void *ep)
{
	uint32_t id = *(const uint32_t *)key;
	uint32_t other = ((const struct nl_endpoint *)ep)->id;

	return (id > other) - (id < other);
}

const struct nl_endpoint *survey_endpoint(const struct survey *s, uint32_t id)
{
	return s->n_eps ? bsearch(&id, s->eps, s->n_eps, sizeof(*s->eps), compare_id) :
			  NULL;
}

struct container *survey_owner(const struct survey *s, uint32_t endpoint)
{
	return containers_by_endpoint(&s->containers, endpoint);
}

struct container *survey_running(const struct survey *s, const char *name)
{
	const struct containers *all = &s->containers;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->items[i]->state == CONTAINER_RUNNING &&
		    !strcmp(all->items[i]->name, name))
			return all->items[i];
	return NULL;
}
