// SPDX-License-Identifier: GPL-2.0-only
#include "publish_hint.h"

#include "firewall_hint.h"
#include "out.h"

void publish_hint(struct nl *nl, const struct container *c, size_t first)
{
	const struct attachment *a = attachment_primary(c);

	if (first == c->ports.n_bindings)
		return;
	if (!a->network)
		out_warning("ports of %s are not published: it is on no network; 'ctrnetctl network connect NETWORK %s' puts it on one",
			    c->name, c->name);
	else if (a->internal)
		out_warning("ports of %s are not published: network %s is internal; 'ctrnetctl network connect NETWORK %s' puts it on one more",
			    c->name, a->network, c->name);
	else
		firewall_hint(nl, c, first);
}

void publish_hint_started(const struct container *c)
{
	struct error ignored;
	struct nl *nl;

	if (!c->ports.n_bindings)
		return;
	nl = nl_open_loaded(&ignored);
	if (nl)
		publish_hint(nl, c, 0);
	nl_disconnect(nl);
}
