/* SPDX-License-Identifier: GPL-2.0-only */
/* One line of a hosts file: an address, then names. Pure functions. */
#ifndef CTRNETCTL_HOSTS_LINE_H
#define CTRNETCTL_HOSTS_LINE_H

#include <stdbool.h>

#include "address.h"

/* What follows the address; "" if it has none. */
const char *hosts_line_names(const char *line);
bool hosts_line_begins_with(const char *line, const char *name);
bool hosts_line_has(const char *line, const char *name);
bool hosts_line_is_for(const char *line, const struct address *address);
/* Of the address, as it looks. */
sa_family_t hosts_line_family(const char *line);

#endif
