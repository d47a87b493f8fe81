// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports of masqueraded flows. The table has an entry for each port of the range; a
 * source looks at some of them, beginning where its hash says.
 */
#include <linux/jiffies.h>
#include <linux/once.h>
#include <linux/siphash.h>
#include <linux/slab.h>

#include "ctrnet.h"
#include "endpoint.h"
#include "port.h"
#include "publish.h"
#include "socket.h"

#define PORTS		(CTRNET_PORT_MAX - CTRNET_PORT_MIN + 1)

/* The product of the prime factors of PORTS. */
#define PRIMES		(2 * 3 * 7)

/* RFC 6888 REQ-8, in seconds. */
#define REST		120

/* An endpoint may have so many times the ports which are free. */
#define SHARE		3

static siphash_key_t port_key __read_mostly;

void ctrnet_port_init(struct ctrnet_port_table *table)
{
	spin_lock_init(&table->lock);
}

void ctrnet_port_exit(struct ctrnet_port_table *table)
{
	int i;

	for (i = 0; i < CTRNET_SPACES; i++)
		kvfree(table->ports[i]);
}

int ctrnet_port_prepare(struct ctrnet_port_table *table)
{
	int i;

	for (i = 0; i < CTRNET_SPACES; i++) {
		if (table->ports[i])
			continue;
		table->ports[i] = kvcalloc(PORTS, sizeof(*table->ports[i]),
					   GFP_KERNEL_ACCOUNT);
		if (!table->ports[i])
			return -ENOMEM;
	}
	return 0;
}

static u64 source_hash(const struct ctrnet_tuple *tuple, u32 endpoint)
{
	u64 hash;

	net_get_random_once(&port_key, sizeof(port_key));
	hash = siphash(&tuple->saddr, ctrnet_addr_len(tuple->family), &port_key);
	return siphash_3u64(hash, endpoint, (u64)tuple->protocol << 16 |
			    (__force u16)tuple->sport, &port_key);
}

/*
 * Index of the n-th port which a source looks at. Each source goes by steps of its
 * own, so that ports in use, or published, do not gather on the way of the others.
 * A step without a factor of PORTS leads to all of them.
 */
static unsigned int nth(u64 hash, unsigned int n)
{
	unsigned int step = PRIMES * (1 + upper_32_bits(hash) % (PORTS / PRIMES - 1)) + 1;

	BUILD_BUG_ON(PORTS != 2 * 2 * 2 * 3 * 3 * 3 * 3 * 7);
	return (lower_32_bits(hash) % PORTS + n * step) % PORTS;
}

__be16 ctrnet_port_nth(const struct ctrnet_tuple *tuple, unsigned int n)
{
	return htons(CTRNET_PORT_MIN + nth(source_hash(tuple, 0), n));
}

static bool is_published(const struct ctrnet_net *cn, u8 protocol, unsigned int i)
{
	return ctrnet_tuple_has_ports(protocol) &&
	       ctrnet_publish_table_has_port(&cn->publishes, protocol, CTRNET_PORT_MIN + i);
}

/* Whether a socket of the host has the port: its answers would be taken from it. */
static bool is_the_hosts(const struct ctrnet_net *cn, u8 protocol, unsigned int i)
{
	return ctrnet_socket_has_port(cn->net, protocol, CTRNET_PORT_MIN + i);
}

static bool has_rested(const struct ctrnet_port *port)
{
	return !port->source || (u32)jiffies - port->freed >= REST * HZ;
}

static bool has_share(const struct ctrnet_port_table *table,
		      const struct ctrnet_endpoint *ep, enum ctrnet_space space)
{
	return ep->n_ports[space] >= SHARE * (PORTS - table->used[space]);
}

/* How well a port would do for a source; the highest is the best. */
enum fitness {
	PORT_TAKEN,
	PORT_FREED,
	PORT_RESTED,
	PORT_OWN,
};

static enum fitness fitness(const struct ctrnet_port *port, u64 source)
{
	if (port->source == source)
		return PORT_OWN;
	if (port->users)
		return PORT_TAKEN;
	return has_rested(port) ? PORT_RESTED : PORT_FREED;
}

/* The source's own port, or else a free one; -1 if there is none near. */
static int find(const struct ctrnet_net *cn, u8 protocol, u64 source)
{
	const struct ctrnet_port *ports = cn->flows.ports.ports[ctrnet_tuple_space(protocol)];
	enum fitness best = PORT_TAKEN, fit;
	unsigned int n, i;
	int found = -1;

	for (n = 0; n < CTRNET_PORT_TRIES && best < PORT_OWN; n++) {
		i = nth(source, n);
		fit = fitness(&ports[i], source);
		if (fit <= best || is_published(cn, protocol, i))
			continue;
		/* What has flows keeps its port, whatever was bound to it since. */
		if (!ports[i].users && is_the_hosts(cn, protocol, i))
			continue;
		best = fit;
		found = i;
	}
	return found;
}

/* Whether the port is the source's now. */
static bool take(struct ctrnet_port_table *table, struct ctrnet_endpoint *ep,
		 enum ctrnet_space space, unsigned int i, u64 source)
{
	struct ctrnet_port *port = &table->ports[space][i];

	if (!port->users) {
		if (has_share(table, ep, space))
			return false;
		port->source = source;
		port->endpoint = ep->id;
		table->used[space]++;
		ep->n_ports[space]++;
	}
	port->users++;
	return true;
}

__be16 ctrnet_port_get(struct ctrnet_net *cn, struct ctrnet_endpoint *ep,
		       const struct ctrnet_tuple *tuple)
{
	struct ctrnet_port_table *table = &cn->flows.ports;
	u64 source = source_hash(tuple, ep->id);
	bool taken;
	int i;

	spin_lock_bh(&table->lock);
	i = find(cn, tuple->protocol, source);
	taken = i >= 0 && take(table, ep, ctrnet_tuple_space(tuple->protocol), i, source);
	spin_unlock_bh(&table->lock);
	return taken ? htons(CTRNET_PORT_MIN + i) : 0;
}

void ctrnet_port_put(struct ctrnet_port_table *table, struct ctrnet_endpoint *ep,
		     u8 protocol, __be16 port)
{
	enum ctrnet_space space = ctrnet_tuple_space(protocol);
	struct ctrnet_port *p = &table->ports[space][ntohs(port) - CTRNET_PORT_MIN];

	spin_lock_bh(&table->lock);
	if (!--p->users) {
		p->freed = (u32)jiffies;
		table->used[space]--;
		ep->n_ports[space]--;
	}
	spin_unlock_bh(&table->lock);
}

__be16 ctrnet_port_share(struct ctrnet_net *cn, struct ctrnet_endpoint *ep,
			 const struct ctrnet_tuple *tuple, unsigned int n)
{
	struct ctrnet_port_table *table = &cn->flows.ports;
	enum ctrnet_space space = ctrnet_tuple_space(tuple->protocol);
	unsigned int i = nth(source_hash(tuple, ep->id), n);
	const struct ctrnet_port *port = &table->ports[space][i];
	bool may;

	if (is_published(cn, tuple->protocol, i) || is_the_hosts(cn, tuple->protocol, i))
		return 0;
	spin_lock_bh(&table->lock);
	may = port->users && (port->endpoint == ep->id || !has_share(table, ep, space));
	spin_unlock_bh(&table->lock);
	return may ? htons(CTRNET_PORT_MIN + i) : 0;
}
