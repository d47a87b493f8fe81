/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of the command network; argv[0] is the name of each. */
#ifndef CTRNETCTL_NETWORK_COMMAND_H
#define CTRNETCTL_NETWORK_COMMAND_H

#include <jansson.h>

#include "error.h"

struct nl;

/* The driver of all networks, as Docker calls it. */
#define NETWORK_DRIVER	"bridge"

/* With the lock, which all that changes networks needs; NULL with @err filled. */
struct nl *network_open_locked(struct error *err);
void network_close_locked(struct nl *nl);

/* A network as inspect shows it; ENOENT if there is none, or no module. */
json_t *network_inspect_one(const char *term, struct error *err);

int network_connect(int argc, char **argv);
int network_create(int argc, char **argv);
int network_disconnect(int argc, char **argv);
int network_inspect(int argc, char **argv);
int network_prune(int argc, char **argv);
int network_set(int argc, char **argv);
int network_rm(int argc, char **argv);
int network_ls(int argc, char **argv);

#endif
