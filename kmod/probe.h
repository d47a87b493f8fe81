/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_PROBE_H
#define CTRNET_PROBE_H

#include <linux/netfilter.h>
#include <uapi/linux/ctrnet.h>

struct ctrnet_publish;

/**
 * struct ctrnet_probe - what would become of a client's first packet
 * @publish: the publish which it would come to
 * @client: the client, of the publish's family
 * @uplink: the device by which it would come, by its interface index; 0 for none
 * @reason: why it would be dropped, or CTRNET_DROP_NONE
 * @firewall: the network's packets of the family are judged by the host's firewall at all
 */
struct ctrnet_probe {
	const struct ctrnet_publish *publish;
	union nf_inet_addr client;
	int uplink;
	enum ctrnet_drop_reason reason;
	bool firewall;
};

/* A client far away, beyond all routes but the default one. */
void ctrnet_probe_stranger(struct ctrnet_probe *probe);

/**
 * ctrnet_probe_run - ask what would become of a client's first packet
 * @probe: the publish and the client are set, the rest is filled
 *
 * By the host's routing and firewall as they are. The packet is made, shown to the
 * FORWARD hooks, and freed.
 * Context: process, RTNL.
 * Return: 0 or -ENOMEM.
 */
int ctrnet_probe_run(struct ctrnet_probe *probe);

#endif
