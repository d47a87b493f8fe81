// SPDX-License-Identifier: GPL-2.0-only
#include "publish_hint.h"

#include "connect.h"
#include "firewall_hint.h"
#include "nl.h"
#include "out.h"

/* Whether they can be reached at all. */
static bool is_reached(const struct container *c)
{
	struct error err;

	if (connect_check_reach(c, &err) == 0)
		return true;
	out_warning("ports of %s are not published: %s", c->name, err.text);
	return false;
}

void publish_hint(struct nl *nl, const struct container *c, size_t first)
{
	if (first < c->ports.n_bindings && is_reached(c))
		firewall_hint(nl, c, first);
}

void publish_hint_started(const struct container *c)
{
	struct error ignored;
	struct nl *nl;

	if (!c->ports.n_bindings || !is_reached(c))
		return;
	nl = nl_open_loaded(&ignored);
	if (nl)
		firewall_hint(nl, c, 0);
	nl_disconnect(nl);
}
