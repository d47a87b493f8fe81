/* SPDX-License-Identifier: GPL-2.0-only */
/* All that the tool's files and the kernel say of containers and networks, at one time. */
#ifndef CTRNETCTL_SURVEY_H
#define CTRNETCTL_SURVEY_H

#include "containers.h"
#include "error.h"

struct nl;
struct nl_endpoint;
struct nl_link;
struct nl_network;
struct nl_publish;

/**
 * struct survey - what there is
 * @containers: all of them
 * @nl: the kernel; NULL if the module is not loaded
 * @nets: its networks
 * @n_nets: how many
 * @eps: its endpoints
 * @n_eps: how many
 * @pubs: its publishes
 * @n_pubs: how many
 * @links: its links
 * @n_links: how many
 */
struct survey {
	struct containers containers;
	struct nl *nl;
	struct nl_network *nets;
	size_t n_nets;
	struct nl_endpoint *eps;
	size_t n_eps;
	struct nl_publish *pubs;
	size_t n_pubs;
	struct nl_link *links;
	size_t n_links;
};

/* Under container_lock(), or container_lock_to_look(). */
int survey_take(struct survey *s, struct error *err);
void survey_free(struct survey *s);

/* By its interface index; NULL if there is none. */
const struct nl_network *survey_network(const struct survey *s, unsigned int ifindex);
const struct nl_endpoint *survey_endpoint(const struct survey *s, uint32_t id);
/* The running container whose file has the kernel's endpoint of that id; or NULL. */
struct container *survey_owner(const struct survey *s, uint32_t endpoint);
/* The running container of that name; or NULL. */
struct container *survey_running(const struct survey *s, const char *name);

#endif
