/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is declared in a file for save and restore, see ctrnet.json(5): networks, and
 * containers which are no more than a network namespace with a name. Its keys are what
 * the options of "network create" and "adopt" are called, and mean the same.
 */
#ifndef CTRNETCTL_DECLARED_H
#define CTRNETCTL_DECLARED_H

#include <jansson.h>

#include "container.h"
#include "error.h"
#include "network.h"
#include "request.h"

#define DECLARED_FILE		"/etc/ctrnet/ctrnet.json"
#define DECLARED_VERSION	1

/**
 * struct declared_container - a container as it is to be
 * @request: its name, its attachments and its ports
 * @netns: path of its network namespace
 * @publish: its published ports once more, as they were given; a vector
 * @links: SOURCE:ALIAS; a vector
 */
struct declared_container {
	struct request *request;
	char *netns;
	char **publish;
	char **links;
};

/**
 * struct declared - all that a file says
 * @json: the file; strings of the rest are of it
 * @networks: as they are to be
 * @containers: likewise
 */
struct declared {
	json_t *json;
	struct network_request *networks;
	size_t n_networks;
	struct declared_container *containers;
	size_t n_containers;
};

/*
 * Read a file, "-" for standard input. What is wrong in it is added to @faults, a vector,
 * a line each; then, or if it cannot be read at all, -1.
 */
int declared_load(struct declared *d, const char *path, char ***faults);
void declared_free(struct declared *d);

/* One line more. */
void declared_fault(char ***faults, const char *fmt, ...) __printf(2, 3);

/*
 * Which key of it a container which is there does not agree with, but for ports and links, of
 * which it may have less; NULL if it does. For networks, there is network_differs().
 */
const char *declared_container_differs(const struct declared_container *wanted,
				       const struct container *c);

/* Of what is there. */
json_t *declared_network_json(const struct nl_network *net,
			      const struct network_config *config);
json_t *declared_container_json(const struct container *c);
/* Whether it is of this kind: made of a namespace with a name, by no engine. */
bool declared_is_kind(const struct container *c);

#endif
