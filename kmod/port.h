/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_PORT_H
#define CTRNET_PORT_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include "tuple.h"

struct ctrnet_endpoint;
struct ctrnet_net;

/* Ports of the host which stand for the ports of endpoints. */
#define CTRNET_PORT_MIN		61000
#define CTRNET_PORT_MAX		65535

/**
 * struct ctrnet_port - a port of the host, and whose it is
 * @source: hash of an endpoint's address and port, with a secret key; 0 if it was
 *	never anybody's
 * @users: the source's flows
 * @endpoint: id of the endpoint, while there are any
 * @freed: when the last one ended, in jiffies cut to 32 bits
 */
struct ctrnet_port {
	u64 source;
	u32 users;
	union {
		u32 endpoint;
		u32 freed;
	};
};

/**
 * struct ctrnet_port_table - the translated sources of a namespace's endpoints
 * @lock: guards all of it, and ctrnet_endpoint.n_ports; inside it at most
 *	a bucket of the host's TCP ports is locked. Taken in softirq
 * @ports: all ports of each space, of ICMP the ids of echo requests. NULL before the first network
 * @used: how many have flows
 *
 * One endpoint's source has one port for all destinations (RFC 4787 REQ-1), and a
 * port one source (REQ-3), in both families together. Flows to a new destination
 * and first packets come here; no other packet does.
 */
struct ctrnet_port_table {
	spinlock_t lock;	/* see above */
	struct ctrnet_port *ports[CTRNET_SPACES];
	unsigned int used[CTRNET_SPACES];
};

void ctrnet_port_init(struct ctrnet_port_table *table);
void ctrnet_port_exit(struct ctrnet_port_table *table);

/* Make room for the ports, once; process. */
int ctrnet_port_prepare(struct ctrnet_port_table *table);

/**
 * ctrnet_port_get - the port which stands for an endpoint's source
 * @cn: the namespace
 * @ep: the endpoint
 * @tuple: its packet's tuple
 *
 * That which the source has, or else a free one: not published, at a place that
 * cannot be guessed from outside, and which has rested (RFC 6888 REQ-8) if there
 * is such a one near. No endpoint may have more than three times as many as are
 * left for the others.
 * Context: BH disabled.
 * Return: the port, for ctrnet_port_put(); or 0.
 */
__be16 ctrnet_port_get(struct ctrnet_net *cn, struct ctrnet_endpoint *ep,
		       const struct ctrnet_tuple *tuple);

/* A flow of the source which has the port ends. Context: BH disabled. */
void ctrnet_port_put(struct ctrnet_port_table *table, struct ctrnet_endpoint *ep,
		     u8 protocol, __be16 port);

/* How many ports are looked at for one source. */
#define CTRNET_PORT_TRIES	64

/**
 * ctrnet_port_share - the n-th port which a source may share with the one that has it
 * @cn: the namespace
 * @ep: the endpoint
 * @tuple: its packet's tuple
 * @n: from 0, below CTRNET_PORT_TRIES
 *
 * To another destination than that one: for TCP when the range has run short, as
 * RFC 7857 section 3 allows. An endpoint which has its share of ports may use only
 * those.
 * Context: BH disabled.
 * Return: the port, or 0 if this one may not be used.
 */
__be16 ctrnet_port_share(struct ctrnet_net *cn, struct ctrnet_endpoint *ep,
			 const struct ctrnet_tuple *tuple, unsigned int n);

/**
 * ctrnet_port_nth - the n-th port of the range, from one that cannot be guessed
 * @tuple: a packet's tuple, on whose source alone it depends
 * @n: from 0
 *
 * Of what a container sees of a client, which has no part in the table.
 * Context: any.
 * Return: the port.
 */
__be16 ctrnet_port_nth(const struct ctrnet_tuple *tuple, unsigned int n);

#endif
