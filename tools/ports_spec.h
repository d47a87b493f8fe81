/* SPDX-License-Identifier: GPL-2.0-only */
/* One port specification, between the grammar and the set it is added to. */
#ifndef CTRNETCTL_PORTS_SPEC_H
#define CTRNETCTL_PORTS_SPEC_H

#include "ports.h"

/**
 * struct port_spec - what a specification means
 * @address: the host's address; none for all
 * @host: the host's ports; 0 for any; without a protocol
 * @container: the container's ports
 */
struct port_spec {
	struct address address;
	struct port_range host;
	struct port_range container;
};

int port_spec_parse(const char *text, struct port_spec *spec, struct error *err);
/* Add what it says to a set, its container ports to those exposed too; nothing on error. */
int port_spec_add(struct port_set *set, const struct port_spec *spec, struct error *err);

#endif
