// SPDX-License-Identifier: GPL-2.0-only
#include "container_json.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "compiler.h"
#include "network.h"
#include "strv.h"

static json_t *links_to_json(const struct container *c)
{
	json_t *array = json_array(), *item;
	size_t i;

	for (i = 0; i < c->n_links; i++) {
		item = json_pack("{s:s, s:s}",
				 "source", c->links[i].source,
				 "alias", c->links[i].alias);
		json_array_append_new(array, item);
	}
	return array;
}

static json_t *mac_to_json(const uint8_t mac[6])
{
	json_int_t bits = 0;
	int i;

	for (i = 0; i < 6; i++)
		bits = bits << 8 | mac[i];
	return json_integer(bits);
}

/* null for none */
static json_t *ipv6_to_json(const struct in6_addr *address)
{
	const struct address a = address_v6(address);
	char text[ADDRESS_TEXT_LEN];

	return a.family == AF_UNSPEC ? json_null() :
				       json_string(address_text(&a, text));
}

/* What is read where nothing is said. */
static bool is_default(const json_t *value)
{
	return json_is_null(value) || json_is_false(value) ||
	       (json_is_integer(value) && !json_integer_value(value)) ||
	       (json_is_array(value) && !json_array_size(value));
}

/* Most of it is not said for most containers; each word is written and read several times. */
static int add_part(json_t *json, json_t *part)
{
	const char *key;
	json_t *value;

	json_object_foreach(part, key, value)
		if (!is_default(value) && json_object_set_nocheck(json, key, value) < 0)
			return -1;
	return 0;
}

/* Of @all, which is released, what has to be said. */
static json_t *said(json_t *all)
{
	json_t *json = all ? json_object() : NULL;

	if (json && add_part(json, all) < 0) {
		json_decref(json);
		json = NULL;
	}
	json_decref(all);
	return json;
}

static json_t *attachment_to_json(const struct attachment *a)
{
	return said(json_pack("{s:s, s:o, s:I, s:o, s:o, s:s, s:s, s:I, s:I, s:I, s:i, s:o, s:o, s:i, s:b}",
			      "network", a->network,
			      "aliases", strings_to_json(a->aliases),
			      "wanted", (json_int_t)ntohl(a->wanted.s_addr),
			      "wanted6", ipv6_to_json(&a->wanted6),
			      "wanted_mac", mac_to_json(a->wanted_mac),
			      "wanted_device", a->wanted_device,
			      "device", a->device,
			      "endpoint", (json_int_t)a->endpoint,
			      "address", (json_int_t)ntohl(a->address.s_addr),
			      "gateway", (json_int_t)ntohl(a->gateway.s_addr),
			      "prefix", a->prefix,
			      "address6", ipv6_to_json(&a->address6),
			      "gateway6", ipv6_to_json(&a->gateway6),
			      "prefix6", a->prefix6,
			      "internal", a->internal));
}

static json_t *attachments_to_json(const struct container *c)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		json_array_append_new(array,
				      attachment_to_json(&c->attachments.items[i]));
	return array;
}

static json_t *volume_to_json(const struct volume *v)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:s, s:b}",
			 "source", v->source,
			 "path", v->path,
			 "device_type", (json_int_t)v->device.type,
			 "device_number", (json_int_t)v->device.number,
			 "destination", v->destination,
			 "read_only", v->read_only);
}

static json_t *volumes_to_json(const struct container *c)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < c->n_volumes; i++) {
		if (json_array_append_new(array, volume_to_json(&c->volumes[i])) < 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* @text, which is released; null for an empty one. */
static json_t *take_text(char *text)
{
	json_t *json = *text ? json_string_nocheck(text) : json_null();

	free(text);
	return json;
}

/* One string for all: there may be a thousand, and a value of JSON costs more than its text. */
json_t *exposed_to_json(const struct port_ranges *exposed)
{
	return take_text(ports_ranges_text(exposed));
}

/* That bindings lead to a port exposes it, too. */
static json_t *only_exposed_to_json(const struct port_set *ports)
{
	struct port_ranges bound = ports_bound(ports);
	struct port_ranges rest = port_ranges_without(&ports->exposed, &bound);
	json_t *json = exposed_to_json(&rest);

	port_ranges_free(&rest);
	port_ranges_free(&bound);
	return json;
}

/* What it is called, and where it is. */
static json_t *names_to_json(const struct container *c)
{
	return json_pack("{s:s, s:s, s:s?, s:s, s:s, s:o, s:b, s:i, s:s?, s:s?, s:I, s:I}",
			 "id", c->id,
			 "name", c->name,
			 "renamed_from", c->renamed_from,
			 "hostname", c->hostname,
			 "network", c->network,
			 "attachments", attachments_to_json(c),
			 "adopted", c->adopted,
			 "engine_interface", c->engine_interface,
			 "engine_id", c->engine_id,
			 "netns_path", c->netns_path,
			 "netns_device", (json_int_t)c->netns.device,
			 "netns_inode", (json_int_t)c->netns.inode);
}

/* What is run, and how. */
static json_t *command_to_json(const struct container *c)
{
	return json_pack("{s:s?, s:s, s:s?, s:s?, s:o, s:o, s:o, s:o, s:b, s:b, s:b}",
			 "image", c->image,
			 "rootfs", c->rootfs,
			 "workdir", c->workdir,
			 "user", c->user,
			 "volumes", volumes_to_json(c),
			 "argv", strings_to_json(c->argv),
			 "env", strings_to_json(c->env),
			 "labels", strings_to_json(c->labels),
			 "no_new_privileges", c->no_new_privileges,
			 "tty", c->tty,
			 "interactive", c->interactive);
}

/* What it knows of others, and others of it. */
static json_t *relations_to_json(const struct container *c)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:i}",
			 "dns", strings_to_json(c->dns),
			 "extra_hosts", strings_to_json(c->extra_hosts),
			 "exposed", only_exposed_to_json(&c->ports),
			 "bindings", take_text(ports_bindings_text(&c->ports)),
			 "links", links_to_json(c),
			 "link_env", c->link_env);
}

static json_t *state_to_json(const struct container *c)
{
	return json_pack("{s:b, s:b, s:i, s:i, s:i, s:I, s:I, s:i, s:I, s:I, s:I}",
			 "auto_remove", c->auto_remove,
			 "rebuilt", c->rebuilt,
			 "state", c->state,
			 "pid", c->pid,
			 "supervisor", c->supervisor,
			 "pid_start", (json_int_t)c->pid_start,
			 "supervisor_start", (json_int_t)c->supervisor_start,
			 "exit_code", c->exit_code,
			 "created", (json_int_t)c->created,
			 "started", (json_int_t)c->started,
			 "finished", (json_int_t)c->finished);
}

json_t *container_to_json(const struct container *c)
{
	json_t *json = json_pack("{s:i}", "version", CONTAINER_VERSION);
	json_t *parts[] = {
		names_to_json(c), command_to_json(c), relations_to_json(c),
		state_to_json(c),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		/* One that cannot be written makes the whole no use. */
		if (!parts[i] || !json || add_part(json, parts[i]) < 0) {
			json_decref(json);
			json = NULL;
		}
		json_decref(parts[i]);
	}
	return json;
}

static struct in_addr get_address(const json_t *json, const char *key)
{
	return (struct in_addr){ .s_addr = htonl(json_get_int(json, key)) };
}

static struct in6_addr get_ipv6(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));
	struct in6_addr address;

	if (!text || inet_pton(AF_INET6, text, &address) != 1)
		return in6addr_any;
	return address;
}

static void get_links(struct container *c, const json_t *array)
{
	const json_t *item;
	size_t i;

	c->n_links = json_array_size(array);
	c->links = xcalloc(c->n_links + 1, sizeof(*c->links));
	json_array_foreach(array, i, item) {
		c->links[i].source = json_get_string(item, "source");
		c->links[i].alias = json_get_string(item, "alias");
	}
}

static void get_mac(const json_t *json, const char *key, uint8_t mac[6])
{
	const uint64_t bits = json_get_int(json, key);
	int i;

	for (i = 0; i < 6; i++)
		mac[i] = bits >> (8 * (5 - i));
}

static void get_device(const json_t *json, const char *key, char device[IFNAMSIZ])
{
	const char *name = json_string_value(json_object_get(json, key));

	snprintf(device, IFNAMSIZ, "%s", name ? name : "");
}

static void get_attachment(struct container *c, const json_t *item)
{
	const char *name = json_string_value(json_object_get(item, "network"));
	struct attachment *a = attachment_add(c, name ? name : "");

	a->aliases = json_get_strings(item, "aliases");
	a->wanted = get_address(item, "wanted");
	a->wanted6 = get_ipv6(item, "wanted6");
	get_mac(item, "wanted_mac", a->wanted_mac);
	get_device(item, "wanted_device", a->wanted_device);
	get_device(item, "device", a->device);
	a->endpoint = json_get_int(item, "endpoint");
	a->address = get_address(item, "address");
	a->gateway = get_address(item, "gateway");
	a->prefix = json_get_int(item, "prefix");
	a->address6 = get_ipv6(item, "address6");
	a->gateway6 = get_ipv6(item, "gateway6");
	a->prefix6 = json_get_int(item, "prefix6");
	a->internal = json_is_true(json_object_get(item, "internal"));
	if (a->address.s_addr)
		attachment_choose_mac(a);
}

static void get_attachments(struct container *c, const json_t *array)
{
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
		get_attachment(c, item);
}

static void get_volume(struct volume *v, const json_t *item)
{
	v->source = json_get_string(item, "source");
	v->path = json_get_optional(item, "path");
	/* It was not noted at first. */
	if (!v->path)
		v->path = xstrdup(v->source);
	v->device.type = json_get_int(item, "device_type");
	v->device.number = json_get_int(item, "device_number");
	v->destination = json_get_string(item, "destination");
	v->read_only = json_is_true(json_object_get(item, "read_only"));
}

static void get_volumes(struct container *c, const json_t *array)
{
	const json_t *item;
	size_t i;

	c->n_volumes = json_array_size(array);
	c->volumes = xcalloc(c->n_volumes + 1, sizeof(*c->volumes));
	json_array_foreach(array, i, item)
		get_volume(&c->volumes[i], item);
}

void exposed_from_json(struct port_set *ports, const json_t *json)
{
	if (json_is_string(json))
		ports_ranges_parse(&ports->exposed, json_string_value(json));
}

/* One which makes no sense stays empty, and is found by container_check(). */
static void get_bindings(struct port_set *ports, const json_t *json)
{
	if (json)
		ports_bindings_parse(ports, json_is_string(json) ? json_string_value(json) : "");
}

static void get_engine(struct container *c, const json_t *json)
{
	c->engine_id = json_get_optional(json, "engine_id");
	c->engine_interface = json_get_int(json, "engine_interface");
	/* It was the only one before this was noted. */
	if (c->engine_id && c->engine_interface == ENGINE_NONE)
		c->engine_interface = ENGINE_CNI;
}

static void get_config(struct container *c, const json_t *json)
{
	c->name = json_get_string(json, "name");
	c->renamed_from = json_get_optional(json, "renamed_from");
	c->network = json_get_string(json, "network");
	get_attachments(c, json_object_get(json, "attachments"));
	c->hostname = json_get_string(json, "hostname");
	c->image = json_get_optional(json, "image");
	c->rootfs = json_get_string(json, "rootfs");
	c->workdir = json_get_optional(json, "workdir");
	c->user = json_get_optional(json, "user");
	get_volumes(c, json_object_get(json, "volumes"));
	c->no_new_privileges = json_is_true(json_object_get(json, "no_new_privileges"));
	c->argv = json_get_strings(json, "argv");
	c->env = json_get_strings(json, "env");
	c->labels = json_get_list(json, "labels");
	c->tty = json_is_true(json_object_get(json, "tty"));
	c->interactive = json_is_true(json_object_get(json, "interactive"));
	c->dns = json_get_list(json, "dns");
	c->extra_hosts = json_get_list(json, "extra_hosts");
	exposed_from_json(&c->ports, json_object_get(json, "exposed"));
	get_bindings(&c->ports, json_object_get(json, "bindings"));
	ports_expose_bound(&c->ports);
	get_links(c, json_object_get(json, "links"));
	c->link_env = json_get_int(json, "link_env");
	c->auto_remove = json_is_true(json_object_get(json, "auto_remove"));
	c->adopted = json_is_true(json_object_get(json, "adopted"));
	c->rebuilt = json_is_true(json_object_get(json, "rebuilt"));
	get_engine(c, json);
	c->netns_path = json_get_optional(json, "netns_path");
	c->netns.device = json_get_int(json, "netns_device");
	c->netns.inode = json_get_int(json, "netns_inode");
}

static void get_state(struct container *c, const json_t *json)
{
	c->state = json_get_int(json, "state");
	c->pid = json_get_int(json, "pid");
	c->supervisor = json_get_int(json, "supervisor");
	c->pid_start = json_get_int(json, "pid_start");
	c->supervisor_start = json_get_int(json, "supervisor_start");
	c->exit_code = json_get_int(json, "exit_code");
	c->created = json_get_int(json, "created");
	c->started = json_get_int(json, "started");
	c->finished = json_get_int(json, "finished");
}

void container_from_json(struct container *c, const json_t *json)
{
	get_config(c, json);
	get_state(c, json);
}
