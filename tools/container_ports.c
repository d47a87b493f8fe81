// SPDX-License-Identifier: GPL-2.0-only
/* What is published is the kernel's to know: here it is asked. */
#include <errno.h>
#include <stdlib.h>

#include "container.h"
#include "nl.h"

static bool claims_ports(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->ports.n_bindings; i++)
		if (ports_in_force(&c->ports.bindings[i]))
			return true;
	return false;
}

void container_confirm_ports(struct container *const *list, size_t n)
{
	struct nl_publish *pubs = NULL;
	size_t i, n_pubs = 0;
	bool claims = false;
	struct error err;
	struct nl *nl;
	int ret = -1;

	for (i = 0; i < n && !claims; i++)
		claims = claims_ports(list[i]);
	if (!claims)
		return;
	nl = nl_open_loaded(&err);
	if (nl)
		ret = nl_publish_list(nl, &pubs, &n_pubs, &err);
	nl_disconnect(nl);
	/* Without an answer, what is remembered is the best there is. */
	if (!ret || (!nl && err.code == ENOENT))
		for (i = 0; i < n; i++)
			ports_confirm(&list[i]->ports,
				      attachment_primary(list[i])->endpoint,
				      pubs, n_pubs);
	free(pubs);
}
