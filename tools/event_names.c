// SPDX-License-Identifier: GPL-2.0-only
#include "event_names.h"

#include <stdlib.h>

#include "alloc.h"
#include "container_lock.h"
#include "network.h"
#include "nl_endpoint.h"
#include "nl_link.h"
#include "survey.h"

static struct event_name *find(const struct event_name_list *list, uint32_t id)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->items[i].id == id)
			return &list->items[i];
	return NULL;
}

const struct event_name *event_name_find(const struct event_name_list *list, uint32_t id)
{
	return find(list, id);
}

const char *event_name_of(const struct event_name_list *list, uint32_t id)
{
	const struct event_name *found = find(list, id);

	return found ? found->name : NULL;
}

void event_name_set(struct event_name_list *list, uint32_t id, const char *name)
{
	struct event_name *item = find(list, id);

	if (!item) {
		list->items = xreallocarray(list->items, list->n + 1, sizeof(*item));
		item = &list->items[list->n++];
		*item = (struct event_name){ .id = id };
	}
	if (!name)
		return;
	free(item->name);
	item->name = xstrdup(name);
}

void event_name_forget(struct event_name_list *list, uint32_t id)
{
	struct event_name *item = find(list, id);

	if (!item)
		return;
	free(item->name);
	*item = list->items[--list->n];
}

static void clear(struct event_name_list *list)
{
	while (list->n)
		free(list->items[--list->n].name);
	free(list->items);
	list->items = NULL;
}

void event_names_free(struct event_names *names)
{
	clear(&names->networks);
	clear(&names->endpoints);
	clear(&names->links);
}

static void fill(struct event_names *names, const struct survey *s)
{
	const struct container *c;
	size_t i;

	for (i = 0; i < s->n_nets; i++)
		event_name_set(&names->networks, s->nets[i].ifindex, network_name(&s->nets[i]));
	for (i = 0; i < s->n_eps; i++) {
		c = survey_owner(s, s->eps[i].id);
		event_name_set(&names->endpoints, s->eps[i].id, c ? c->name : NULL);
	}
	for (i = 0; i < s->n_links; i++)
		event_name_set(&names->links, s->links[i].id, NULL);
}

int event_names_load(struct event_names *names, struct error *err)
{
	struct survey survey;
	int ret;

	/* Who makes an endpoint writes down whose it is before this is had. */
	if (container_lock_to_look(err) < 0)
		return -1;
	ret = survey_take(&survey, err);
	container_unlock();
	if (ret < 0)
		return -1;
	if (!survey.nl) {
		survey_free(&survey);
		return error_set(err, 0, "the ctrnet kernel module is not loaded: run 'modprobe ctrnet' as root");
	}
	fill(names, &survey);
	survey_free(&survey);
	return 0;
}
