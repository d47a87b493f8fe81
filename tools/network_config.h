/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is remembered of a network beside what the kernel knows, in a file each
 * under /run/ctrnet/networks, named by id. Without it the network is as one
 * that was made without options.
 */
#ifndef CTRNETCTL_NETWORK_CONFIG_H
#define CTRNETCTL_NETWORK_CONFIG_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "error.h"
#include "subnet.h"

/**
 * struct network_config - options of a network
 * @pool: the part of its subnet of which addresses are given out; with prefix
 *	0, all of it
 * @port_first: first port of those from which any port is published; 0 for
 *	the default
 * @port_last: the last one
 * @publish: the host's address at which ports are published that are given
 *	without one; none for all
 * @publish_device: or the device whose address that is, whenever a port is
 *	published; empty for none
 * @internal: no way leads out of the network
 * @labels: of --label, see label.h
 * @created: when it was made, in nanoseconds since the epoch; 0 if not known
 * @making: name of its device until that is complete; or empty
 */
struct network_config {
	struct subnet pool;
	uint16_t port_first;
	uint16_t port_last;
	struct address publish;
	char publish_device[IF_NAMESIZE];
	bool internal;
	char **labels;
	int64_t created;
	char making[IFNAMSIZ];
};

/*
 * All zero if there is no file, which is no error, or one that cannot be read;
 * network_config_clear().
 */
int network_config_load(const char *id, struct network_config *config,
			struct error *err);
int network_config_save(const char *id, const struct network_config *config,
			struct error *err);
/* Free what it has. */
void network_config_clear(struct network_config *config);
void network_config_delete(const char *id);

#endif
