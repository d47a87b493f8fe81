// SPDX-License-Identifier: GPL-2.0-only
#include "firewall_hint.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/ctrnet.h>

#include "network.h"
#include "nl_publish.h"
#include "nl_route.h"
#include "out.h"

/**
 * struct hint - what is barred
 * @nl: the kernel
 * @name: of the container's network
 * @net: that network, once something is judged
 * @routes: the host's, if they were asked for
 * @n_routes: how many
 * @unjudged: families, IPv4 and IPv6, of which the firewall judges nothing
 * @uplink: the device by which the first one's clients come
 * @first: the first one
 * @n: how many there are
 */
struct hint {
	struct nl *nl;
	const char *name;
	struct nl_network net;
	struct nl_route *routes;
	size_t n_routes;
	bool unjudged[2];
	unsigned int uplink;
	char first[ADDRESS_TEXT_LEN + 16];
	size_t n;
};

/* Of a subnet, the n-th address. */
static struct address nth_address(const struct nl_route *route, unsigned int n)
{
	struct address a = route->dst;

	if (a.family == AF_INET)
		a.v4.s_addr = htonl(ntohl(a.v4.s_addr) + n);
	else
		a.v6.s6_addr[15] += n;
	return a;
}

/* A subnet in which clients may be. */
static bool has_clients(const struct hint *h, const struct nl_route *route, int family)
{
	return route->dst.family == family && route->ifindex &&
	       route->ifindex != h->net.ifindex && !IN6_IS_ADDR_LINKLOCAL(&route->dst.v6) &&
	       route->prefix < (family == AF_INET ? 31 : 127);
}

/* The host has no default route: its clients are its neighbours. One of the two is not the host. */
static int check_neighbours(struct hint *h, uint32_t id, int family, struct nl_check *check)
{
	const struct nl_route *route;
	struct address client;
	struct error ignored;
	unsigned int n;

	if (!h->routes && nl_route_list(h->nl, &h->routes, &h->n_routes, &ignored) < 0)
		return -1;
	for (route = h->routes; route < h->routes + h->n_routes; route++) {
		for (n = 1; has_clients(h, route, family) && n <= 2; n++) {
			client = nth_address(route, n);
			if (nl_publish_check(h->nl, id, &client, check, &ignored) < 0)
				return -1;
			if (check->uplink)
				return 0;
		}
	}
	return -1;
}

static bool know_network(struct hint *h)
{
	struct error ignored;

	return h->net.ifindex || network_get(h->nl, h->name, &h->net, &ignored) == 0;
}

static bool is_barred(struct hint *h, uint32_t id, int family, struct nl_check *check)
{
	static const struct address far_away;
	bool *unjudged = &h->unjudged[family == AF_INET6];
	struct error ignored;

	if (*unjudged || nl_publish_check(h->nl, id, &far_away, check, &ignored) < 0)
		return false;
	/* Then one answer is that of all ports. */
	*unjudged = !check->firewall;
	if (*unjudged || !know_network(h))
		return false;
	if (check->reason == CTRNET_DROP_NO_ROUTE &&
	    check_neighbours(h, id, family, check) < 0)
		return false;
	return check->reason == CTRNET_DROP_FIREWALL;
}

static void look_at(struct hint *h, const struct port_binding *b, unsigned int rule)
{
	struct address host = ports_binding_host(b, rule);
	char text[ADDRESS_TEXT_LEN];
	struct nl_check check;

	if (!b->publish[rule] || !is_barred(h, b->publish[rule], host.family, &check))
		return;
	if (h->n++)
		return;
	h->uplink = check.uplink;
	snprintf(h->first, sizeof(h->first), "%s:%u/%s", address_text_port(&host, text),
		 b->bound, ports_protocol_name(b->protocol));
}

static void warn(const struct hint *h)
{
	char uplink[IF_NAMESIZE] = "outside", more[32] = "";

	if_indextoname(h->uplink, uplink);
	if (h->n > 1)
		snprintf(more, sizeof(more), " and %zu more", h->n - 1);
	out_warning("the host's firewall drops what comes by %s to %s%s: either a rule of FORWARD accepts what leaves by %s, or 'ctrnetctl network set --firewall off %s' lets it through",
		    uplink, h->first, more, h->net.device, network_name(&h->net));
}

void firewall_hint(struct nl *nl, const struct container *c, size_t first)
{
	struct hint h = { .nl = nl, .name = attachment_primary(c)->network };
	unsigned int rule;
	size_t i;

	for (i = first; i < c->ports.n_bindings; i++)
		for (rule = 0; rule < PORT_RULES; rule++)
			look_at(&h, &c->ports.bindings[i], rule);
	if (h.n)
		warn(&h);
	free(h.routes);
}
