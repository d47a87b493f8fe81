/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The containers which a command reads: each is read once, and only those which
 * it asks for. All are corrected by what really runs.
 */
#ifndef CTRNETCTL_CONTAINERS_H
#define CTRNETCTL_CONTAINERS_H

#include "container.h"

/**
 * struct containers - those which have been read
 * @items: of which the set is the owner
 * @n: how many
 * @complete: there are no others
 */
struct containers {
	struct container **items;
	size_t n;
	bool complete;
};

/* All, sorted by creation, newest first. */
int containers_load(struct containers *set, struct error *err);
/*
 * By full id, exact name, link name (web/db), or unique id prefix. "No such
 * container: x" otherwise.
 */
struct container *containers_find(struct containers *set, const char *term,
				  struct error *err);
/* The one of exactly that id, whatever others are called; NULL with @err filled. */
struct container *containers_of_id(struct containers *set, const char *id, struct error *err);
/* The one of exactly that name, or NULL. */
struct container *containers_named(struct containers *set, const char *name);
/* Add those which may have a link to the source of that name. */
int containers_load_recipients(struct containers *set, const char *source,
			       struct error *err);
/* Refused if there is one of that name. */
int containers_name_free(struct containers *set, const char *name, struct error *err);
void containers_free(struct containers *set);

/* One alone, for the caller to free. */
int containers_find_one(const char *term, struct container **c, struct error *err);
/* The same by id, for who looks again: what was meant may be gone, its name another's. */
int containers_one_of_id(const char *id, struct container **c, struct error *err);
/* The running one which has the endpoint; NULL if none which has been read has. */
struct container *containers_by_endpoint(const struct containers *set, uint32_t endpoint);
/* Name of the container which has the endpoint; static buffer; NULL if none. For ports_publish. */
const char *containers_name_of_endpoint(uint32_t endpoint);

#endif
