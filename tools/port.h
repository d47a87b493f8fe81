/* SPDX-License-Identifier: GPL-2.0-only */
/* What port says, which publish and unpublish say too. */
#ifndef CTRNETCTL_PORT_H
#define CTRNETCTL_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "ports.h"

/*
 * A line for each, "0.0.0.0:8080", behind "80/tcp -> " if @with_port; consecutive ones
 * which are one mapping are one line, "80-81/tcp -> 0.0.0.0:8080-8081".
 */
void port_print(const struct port_mapping *m, size_t n, bool with_port);
/* Nothing is published of @port, as it was typed, of the container which is called @term. */
int port_miss(const char *port, const char *term, struct error *err);

#endif
