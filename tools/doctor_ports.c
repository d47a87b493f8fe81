// SPDX-License-Identifier: GPL-2.0-only
/* Published ports. */
#include "containers.h"
#include "doctor.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "connect.h"
#include "nl_publish.h"

static bool knows(const struct container *c, uint32_t publish)
{
	size_t i, rule;

	for (i = 0; i < c->ports.n_bindings; i++)
		for (rule = 0; rule < PORT_RULES; rule++)
			if (c->ports.bindings[i].publish[rule] == publish)
				return true;
	return false;
}

void doctor_stray_ports(const struct survey *s, struct findings *f)
{
	const struct nl_publish *pub;
	const struct container *c;
	char host[ADDRESS_TEXT_LEN];
	struct error ignored;

	for (pub = s->pubs; pub < s->pubs + s->n_pubs; pub++) {
		c = survey_owner(s, pub->endpoint);
		if (!c || knows(c, pub->id))
			continue;
		findings_add(f, "--fix ends that",
			     "port %u of %s leads to container %s, whose file does not know that",
			     pub->host_port, address_text(&pub->host, host), c->name);
		if (f->fix)
			nl_publish_del(s->nl, pub->id, &ignored);
	}
}

/* Whether a rule of the binding is none of the kernel's; @was has how it was in the file. */
static bool is_lost(const struct port_binding *b, const uint32_t was[PORT_RULES])
{
	return memcmp(b->publish, was, sizeof(b->publish)) != 0;
}

static uint32_t (*copy_rules(const struct port_set *ports))[PORT_RULES]
{
	uint32_t (*rules)[PORT_RULES] = xcalloc(ports->n_bindings + 1, sizeof(*rules));
	size_t i;

	for (i = 0; i < ports->n_bindings; i++)
		memcpy(rules[i], ports->bindings[i].publish, sizeof(rules[i]));
	return rules;
}

/* Ports which cannot be had any more are not published, and the file says so. */
static void publish_again(const struct survey *s, struct container *c)
{
	struct ports_target target;
	struct error ignored;

	if (s->nl && connect_target(s->nl, c, &target, &ignored) == 0)
		ports_publish(s->nl, &c->ports, &target, containers_name_of_endpoint, &ignored);
	container_save(c, &ignored);
}

static void check_container(const struct survey *s, struct findings *f,
			    struct container *c)
{
	struct port_set *ports = &c->ports;
	uint32_t (*was)[PORT_RULES] = copy_rules(ports);
	struct error ignored;
	bool lost = false;
	size_t i;

	ports_confirm(ports, attachment_primary(c)->endpoint, s->pubs, s->n_pubs);
	for (i = 0; i < ports->n_bindings; i++) {
		if (!is_lost(&ports->bindings[i], was[i]))
			continue;
		lost = true;
		findings_add(f, "--fix publishes it again, if it is free",
			     "port %u of container %s is published on port %u of the host only by its file",
			     ports->bindings[i].port, c->name, ports->bindings[i].bound);
		/* One of two rules may be left. */
		if (f->fix && ports_in_force(&ports->bindings[i]))
			ports_unpublish(s->nl, &ports->bindings[i], &ignored);
	}
	if (lost && f->fix)
		publish_again(s, c);
	free(was);
}

void doctor_lost_ports(const struct survey *s, struct findings *f)
{
	const struct containers *all = &s->containers;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->items[i]->state == CONTAINER_RUNNING && container_networked(all->items[i]))
			check_container(s, f, all->items[i]);
}
