// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a container that was read is one which the tool can have written:
 * everything else relies on it.
 */
#include <errno.h>
#include <string.h>

#include "compiler.h"
#include "container.h"
#include "container_json.h"
#include "names.h"

/* By an engine it may be called what looks like an id. */
static bool has_words(const struct container *c)
{
	return strlen(c->name) >= 2 && name_is_word(c->name) && name_is_word(c->hostname);
}

static bool has_command(const struct container *c)
{
	return c->argv && c->argv[0] && *c->argv[0];
}

static bool has_folders(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->n_volumes; i++)
		if (*c->volumes[i].source != '/' || *c->volumes[i].path != '/' ||
		    *c->volumes[i].destination != '/')
			return false;
	return *c->rootfs == '/' && (!c->workdir || *c->workdir == '/');
}

static bool has_networks(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		if (!*c->attachments.items[i].network)
			return false;
	return *c->network;
}

static bool is_protocol(uint8_t protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP ||
	       protocol == IPPROTO_SCTP;
}

/* Any port, the ports pairwise, or a range to choose one from. */
static bool is_binding(const struct port_binding *b)
{
	if (!is_protocol(b->protocol) || !b->port || !b->port_count ||
	    b->port + b->port_count - 1 > UINT16_MAX ||
	    b->bound + b->port_count - 1 > UINT16_MAX ||
	    b->host_port_end < b->host_port || (ports_in_force(b) && !b->bound))
		return false;
	if (!b->host_port)
		return !b->host_port_end && b->port_count == 1;
	return b->port_count == 1 || ports_binding_exact(b);
}

static bool has_ports(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->ports.n_bindings; i++)
		if (!is_binding(&c->ports.bindings[i]))
			return false;
	for (i = 0; i < c->ports.exposed.n; i++)
		if (!is_protocol(c->ports.exposed.items[i].protocol))
			return false;
	return true;
}

static bool has_links(const struct container *c)
{
	size_t i;

	for (i = 0; i < c->n_links; i++)
		if (!name_is_word(c->links[i].source) || !name_is_word(c->links[i].alias))
			return false;
	return c->link_env <= LINK_ENV_NONE;
}

static bool has_engine(const struct container *c)
{
	return c->engine_id ? c->engine_interface > ENGINE_NONE &&
			      c->engine_interface <= ENGINE_OCI :
			      c->engine_interface == ENGINE_NONE;
}

static bool has_state(const struct container *c)
{
	return c->state <= CONTAINER_EXITED && c->pid >= 0 && c->supervisor >= 0;
}

int container_check(const struct container *c, struct error *err)
{
	static const struct {
		bool (*right)(const struct container *c);
		const char *part;
	} parts[] = {
		{ has_words, "name or host name" },
		{ has_command, "command" },
		{ has_folders, "root, volume or working folder" },
		{ has_networks, "network" },
		{ has_ports, "ports" },
		{ has_links, "links" },
		{ has_engine, "engine" },
		{ has_state, "state" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (!parts[i].right(c))
			return error_set(err, EINVAL, "no valid %s", parts[i].part);
	return 0;
}
