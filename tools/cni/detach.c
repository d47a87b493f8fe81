// SPDX-License-Identifier: GPL-2.0-only
#include "detach.h"

#include <errno.h>
#include <string.h>

#include "adopted.h"
#include "engine.h"
#include "network_join.h"
#include "nl.h"

/* Whether others are left which an engine has asked for. */
static bool is_last(const struct container *c, const struct attachment *but)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (&c->attachments.items[i] != but &&
		    *c->attachments.items[i].wanted_device)
			return false;
	return true;
}

/* Its namespace has no name any more, and no process; or its device is in another one. */
static bool is_out_of_reach(const struct error *err)
{
	return err->code == ESRCH || err->code == ENODEV;
}

static int leave_by(struct nl *nl, struct containers *set, struct container *c,
		    struct attachment *a, struct error *err)
{
	struct error unpublished;

	if (containers_load(set, err) < 0)
		return -1;
	if (network_leave(nl, set->items, set->n, c, a->network, &unpublished, err) == 0)
		return 0;
	if (!is_out_of_reach(err))
		return -1;
	return network_abandon(nl, set->items, set->n, c, a, err);
}

static int leave(struct containers *set, struct container *c, struct attachment *a,
		 struct error *err)
{
	struct nl *nl = nl_open(err);
	int ret = nl ? leave_by(nl, set, c, a, err) : -1;

	nl_disconnect(nl);
	return ret;
}

static int detach(struct containers *set, struct container *c, struct attachment *a,
		  struct error *err)
{
	if (!is_last(c, a))
		return leave(set, c, a, err);
	adopted_let_go(c);
	return adopted_forget(c, err);
}

int cni_detach(const char *engine_id, const char *ifname, const char *network,
	       struct error *err)
{
	struct containers set = { .items = NULL };
	struct attachment *a;
	struct container *c;
	int ret = 0;

	c = cni_find(&set, engine_id, err);
	a = c ? cni_attachment(c, ifname) : NULL;
	if (a && !strcmp(a->network, network))
		ret = detach(&set, c, a, err);
	else if (!c && err->code != ENOENT && err->code != EEXIST)
		ret = -1;
	containers_free(&set);
	return ret;
}
