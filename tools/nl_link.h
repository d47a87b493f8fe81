/* SPDX-License-Identifier: GPL-2.0-only */
/* Links; as nl.h says. */
#ifndef CTRNETCTL_NL_LINK_H
#define CTRNETCTL_NL_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct nl;

/* Ports which a link opens, from @first to @last. */
struct nl_expose {
	uint8_t protocol;
	uint16_t first;
	uint16_t last;
};

/**
 * struct nl_link - a link, as the kernel has it
 * @id: unique in the namespace of the network
 * @recipient: id of the endpoint which may connect
 * @source: id of the endpoint to which it may
 * @exposed: the source's ports; malloc'ed
 * @n_exposed: how many ranges
 */
struct nl_link {
	uint32_t id;
	uint32_t recipient;
	uint32_t source;
	struct nl_expose *exposed;
	size_t n_exposed;
};

/* @link->id is filled. */
int nl_link_add(struct nl *nl, struct nl_link *link, struct error *err);
/* Let the link with the id open what @link does; connections to that live on. */
int nl_link_set(struct nl *nl, uint32_t id, const struct nl_link *link,
		struct error *err);
int nl_link_del(struct nl *nl, uint32_t id, struct error *err);
/* All links; nl_link_list_free(). */
int nl_link_list(struct nl *nl, struct nl_link **links, size_t *n,
		 struct error *err);
void nl_link_list_free(struct nl_link *links, size_t n);

#endif
