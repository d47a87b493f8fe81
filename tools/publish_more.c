// SPDX-License-Identifier: GPL-2.0-only
#include "publish_more.h"

#include "attachment.h"
#include "connect.h"
#include "containers.h"
#include "link.h"

/* Over an internal network nothing is published: then it is for the next one which is not. */
static bool in_reach(const struct nl *nl, const struct container *c)
{
	return nl && attachment_leads_out(attachment_primary(c));
}

int publish_more(struct nl *nl, struct container *c, size_t first, struct error *err)
{
	bool reach = in_reach(nl, c);
	struct port_set *ports = &c->ports;
	struct ports_target target;
	struct error ignored;
	size_t i;

	if (reach && connect_target(nl, c, &target, err) < 0)
		return -1;
	if (reach && ports_publish(nl, ports, &target, containers_name_of_endpoint, err) < 0)
		return -1;
	if (container_save(c, err) == 0) {
		/* What is published is open to links, too. */
		if (nl)
			link_follow_ports(c);
		return 0;
	}
	for (i = first; reach && i < ports->n_bindings; i++)
		ports_unpublish(nl, &ports->bindings[i], &ignored);
	return -1;
}
