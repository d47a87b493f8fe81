/* SPDX-License-Identifier: GPL-2.0-only */
/* What the command lines of run and create ask for. */
#ifndef CTRNETCTL_REQUEST_H
#define CTRNETCTL_REQUEST_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "container.h"
#include "error.h"

/**
 * struct request - what a command line asks for
 * @c: the container, as far as the command line tells
 * @links: of --link; they are resolved when the other containers are known
 * @env_files: of --env-file, which come before @env
 * @env: of -e
 * @networks: how many times --network was given
 * @more_networks: of all --network but the first
 * @address: of --ip; 0.0.0.0 if none is given
 * @address6: of --ip6; :: if none is given
 * @aliases: of --network-alias
 * @mac: of --mac-address; all zero if none is given
 * @publish_all: -P
 * @detach: -d
 * @json: tell scripts what was made
 */
struct request {
	struct container *c;
	char **links;
	char **env_files;
	char **env;
	unsigned int networks;
	char **more_networks;
	struct in_addr address;
	struct in6_addr address6;
	char **aliases;
	uint8_t mac[6];
	bool publish_all;
	bool detach;
	bool json;
};

/* Help of the options which run and create share. */
extern const char request_options[];

struct request *request_new(struct error *err);
void request_free(struct request *r);
/*
 * Do what the command line of run or create asks for: parse it, and hand it to
 * @act, which returns an exit status. Prints what is wrong itself.
 */
int request_do(int argc, char **argv, int (*act)(const struct request *r));

#endif
