/* SPDX-License-Identifier: GPL-2.0-only */
/* Network namespaces which a file holds, as "ip netns" makes them in /run/netns. */
#ifndef CTRNETCTL_NETNS_FILE_H
#define CTRNETCTL_NETNS_FILE_H

#include "error.h"

/* A new one. Refused if the file is there. */
int netns_file_make(const char *path, struct error *err);
/* The file goes, and with it the namespace, unless somebody else has it. */
void netns_file_remove(const char *path);

#endif
