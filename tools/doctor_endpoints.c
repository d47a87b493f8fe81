// SPDX-License-Identifier: GPL-2.0-only
/* Endpoints, and the attachments which the files have. */
#include "doctor.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "address.h"
#include "connect.h"
#include "hosts.h"
#include "network.h"
#include "network_join.h"
#include "nl_endpoint.h"

static bool same_mac(const uint8_t a[6], const uint8_t b[6])
{
	return !memcmp(a, b, 6);
}

static bool has_endpoint(const struct survey *s, const struct attachment *a)
{
	const struct nl_endpoint *ep = survey_endpoint(s, a->endpoint);

	return ep && same_mac(ep->mac, a->mac);
}

static void check_address(const struct survey *s, struct findings *f,
			  const struct container *c, const struct attachment *a)
{
	const struct nl_endpoint *ep = survey_endpoint(s, a->endpoint);
	char there[ADDRESS_TEXT_LEN], here[ADDRESS_TEXT_LEN];
	const struct address kernel = address_v4(ep->address), file = address_v4(a->address);

	if (ep->address.s_addr == a->address.s_addr)
		return;
	findings_add(f, "restart it",
		     "container %s has address %s on network %s in the kernel, but %s in its file",
		     c->name, address_text(&kernel, there), a->network,
		     address_text(&file, here));
}

static void check_attachment(const struct survey *s, struct findings *f,
			     struct container *c, struct attachment *a)
{
	const struct containers *all = &s->containers;
	struct error ignored;

	if (has_endpoint(s, a)) {
		check_address(s, f, c, a);
		return;
	}
	findings_add(f, "--fix puts it there again, or a restart does",
		     "container %s has no endpoint on network %s any more",
		     c->name, a->network);
	if (f->fix && s->nl)
		network_rejoin(s->nl, all->items, all->n, c, a, &ignored);
}

static void check_container(const struct survey *s, struct findings *f,
			    struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		check_attachment(s, f, c, &c->attachments.items[i]);
}

/* It was being connected, and its hosts file may know that already. */
static void take_away(const struct container *c, const struct nl_endpoint *ep,
		      int netns)
{
	const struct attachment a = {
		.address = ep->address,
		.address6 = ep->address6,
	};
	struct error ignored;

	nl_device_delete(netns, ep->ifindex, &ignored);
	hosts_remove_own(c, &a, &ignored);
}

/* Whether the endpoint is in the container. */
static bool find_in(const struct survey *s, struct findings *f,
		    const struct container *c, const struct nl_endpoint *ep)
{
	struct nl_device *devices = NULL;
	const struct nl_device *device;
	struct error ignored;
	size_t n = 0;
	int netns = connect_open_netns(c, &ignored);

	if (netns < 0)
		return false;
	nl_device_list(netns, &devices, &n, &ignored);
	device = nl_device_of(ep, devices, n);
	if (device) {
		findings_add(f, "--fix takes it away",
			     "container %s has %s on network %s, which its file does not know",
			     c->name, device->name,
			     network_name(survey_network(s, ep->network)));
		if (f->fix)
			take_away(c, ep, netns);
	}
	free(devices);
	close(netns);
	return device;
}

static void check_endpoint(const struct survey *s, struct findings *f,
			   const struct nl_endpoint *ep)
{
	const struct nl_network *net = survey_network(s, ep->network);
	struct container *c = survey_owner(s, ep->id);
	const struct containers *all = &s->containers;
	size_t i;

	/* Of networks which others have made, all endpoints may be somebody else's. */
	if (!net || !network_has_id(net) ||
	    (c && same_mac(attachment_by_endpoint(c, ep->id)->mac, ep->mac)))
		return;
	for (i = 0; i < all->n; i++)
		if (all->items[i]->state == CONTAINER_RUNNING &&
		    container_networked(all->items[i]) &&
		    find_in(s, f, all->items[i], ep))
			return;
	f->passing = true;
	findings_add(f, "find its device with 'ip -all netns exec ip link', and delete it",
		     "network %s has an endpoint (%02x:%02x:%02x:%02x:%02x:%02x) which is in no container",
		     network_name(net), ep->mac[0], ep->mac[1], ep->mac[2],
		     ep->mac[3], ep->mac[4], ep->mac[5]);
}

void doctor_endpoints(const struct survey *s, struct findings *f)
{
	const struct containers *all = &s->containers;
	size_t i;

	for (i = 0; i < s->n_eps; i++)
		check_endpoint(s, f, &s->eps[i]);
	for (i = 0; i < all->n; i++)
		if (all->items[i]->state == CONTAINER_RUNNING)
			check_container(s, f, all->items[i]);
}
