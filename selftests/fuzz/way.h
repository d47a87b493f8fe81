/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_WAY_H
#define FUZZ_WAY_H

#include "frame.h"

/*
 * A way into the module: a tap device ("uplink"), raw sockets of IP ("host"), or any
 * other device, on which frames are sent. It may go and come back; what is sent
 * meanwhile is refused.
 */
struct way {
	const char *name, *device;
	int fd, fd6;
	unsigned int failures;
};

void way_open(struct way *way, const char *name, const char *device);

/* Whether the kernel took it. */
bool way_send(struct way *way, const struct frame *f);

/* Whether there was something on its way out, or to us. */
bool way_receive(struct way *way, struct frame *f);

#endif /* FUZZ_WAY_H */
