/* SPDX-License-Identifier: GPL-2.0-only */
/* Who is in the way of a publish. */
#ifndef CTRNETCTL_PORTS_CONFLICT_H
#define CTRNETCTL_PORTS_CONFLICT_H

#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "error.h"

struct nl;
struct nl_publish;

/*
 * Refuse a port for which somebody else is there. @asked is the address asked for,
 * @held the one which the holder has; @holder is who that is, or NULL. Returns -1.
 */
int ports_refuse_taken(const struct address *asked, const struct address *held,
		       uint16_t port, const char *holder, struct error *err);

/*
 * Put the kernel's refusal of a publish in the words that users know, with the
 * container or the process which has the port. @err is the refusal, and then
 * these words. @holder names a container by its endpoint, or returns NULL.
 */
void ports_explain(struct nl *nl, const struct nl_publish *refused,
		   const char *(*holder)(uint32_t endpoint), struct error *err);

/**
 * struct ports_range_conflict - a range of which no port is free
 * @first: its first port
 * @last: its last one
 * @protocol: IPPROTO_*
 * @self: the endpoint for which one was wanted
 * @holders: the endpoints which have ports of it, each once
 * @n_holders: how many
 * @in_use: what was refused since a process of the host has the port, or NULL
 */
struct ports_range_conflict {
	uint16_t first;
	uint16_t last;
	uint8_t protocol;
	uint32_t self;
	uint32_t *holders;
	size_t n_holders;
	const struct nl_publish *in_use;
};

/* Let @err say that none is left, and who has them. */
void ports_explain_range(const struct ports_range_conflict *conflict,
			 const char *(*holder)(uint32_t endpoint), struct error *err);

#endif
