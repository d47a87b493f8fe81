/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's side: devices over rtnetlink, everything of ctrnet's own over
 * the ctrnet generic netlink family. Only the nl*.c files know libnl. Here is the
 * connection; what can be asked by it is in nl_OBJECT.h.
 *
 * All functions act on the network namespace the process was in when nl_open
 * was called. Those which return int return 0, or -1 with @err filled: the
 * kernel's extack text where it gave one.
 */
#ifndef CTRNETCTL_NL_H
#define CTRNETCTL_NL_H

#include "error.h"

struct nl;

/* Connect and resolve the family, which loads the module where possible. */
struct nl *nl_open(struct error *err);
/* The same, but if the module is not loaded it stays so: ENOENT. */
struct nl *nl_open_loaded(struct error *err);
/* For who only lists: then there is nothing; 0 with *nl NULL. */
int nl_open_if_loaded(struct nl **nl, struct error *err);
void nl_disconnect(struct nl *nl);

#endif
