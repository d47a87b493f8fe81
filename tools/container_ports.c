// SPDX-License-Identifier: GPL-2.0-only
/* What is published is the kernel's to know: here it is asked. */
#include <errno.h>
#include <stdlib.h>

#include "container.h"
#include "nl.h"
#include "nl_publish.h"

static bool claims_ports(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->ports.n_bindings; i++)
		if (ports_in_force(&c->ports.bindings[i]))
			return true;
	return false;
}

static bool any_claims(struct container *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (claims_ports(list[i]))
			return true;
	return false;
}

static void confirm(struct container *const *list, size_t n, const struct nl_publish *pubs,
		    size_t n_pubs)
{
	size_t i;

	for (i = 0; i < n; i++)
		ports_confirm(&list[i]->ports, attachment_primary(list[i])->endpoint,
			      pubs, n_pubs);
}

/* Of one container only its own are asked for. Without an answer, what is remembered is best. */
static void ask(struct nl *nl, struct container *const *list, size_t n)
{
	uint32_t endpoint = n == 1 ? attachment_primary(list[0])->endpoint : 0;
	struct nl_publish *pubs;
	struct error ignored;
	size_t n_pubs;

	if (nl_publish_list_of(nl, endpoint, &pubs, &n_pubs, &ignored) < 0)
		return;
	confirm(list, n, pubs, n_pubs);
	free(pubs);
}

void container_confirm_by(struct nl *nl, struct container *const *list, size_t n)
{
	if (any_claims(list, n))
		ask(nl, list, n);
}

void container_confirm_ports(struct container *const *list, size_t n)
{
	struct error err;
	struct nl *nl;

	if (!any_claims(list, n))
		return;
	nl = nl_open_loaded(&err);
	if (nl)
		ask(nl, list, n);
	else if (err.code == ENOENT)
		confirm(list, n, NULL, 0);
	nl_disconnect(nl);
}
