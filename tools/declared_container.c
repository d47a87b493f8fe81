// SPDX-License-Identifier: GPL-2.0-only
/* Containers which are declared: read, compared with one which is there, and written. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "declared.h"
#include "declared_parse.h"
#include "json_get.h"
#include "mac.h"
#include "network_join.h"
#include "network_mode.h"
#include "request_set.h"
#include "strv.h"

#define NETNS_FOLDER	"/run/netns"

static int set_name(void *target, const char *name, struct error *err)
{
	struct declared_container *dc = target;
	struct request *r = dc->request;

	if (request_set_name(r, name, err) < 0)
		return -1;
	return request_set_hostname(r, r->c->name, err);
}

static int set_netns(void *target, const char *path, struct error *err)
{
	struct declared_container *dc = target;

	if (*path != '/')
		return error_set(err, EINVAL, "'%s' is no path that begins with /", path);
	request_set_string(&dc->netns, path);
	return 0;
}

static int add_publish(void *target, const char *spec, struct error *err)
{
	struct declared_container *dc = target;

	if (request_add_publish(dc->request, spec, err) < 0)
		return -1;
	strv_take(&dc->publish, xstrdup(spec));
	return 0;
}

static int add_expose(void *target, const char *range, struct error *err)
{
	struct declared_container *dc = target;

	return request_add_expose(dc->request, range, err);
}

static int add_link(void *target, const char *text, struct error *err)
{
	struct declared_container *dc = target;

	if (!*text || *text == ':')
		return error_set(err, EINVAL, "'%s' is not SOURCE or SOURCE:ALIAS", text);
	strv_take(&dc->links, xstrdup(text));
	return 0;
}

static const struct declared_key container_keys[] = {
	{ "name", DECLARED_WORD, set_name },
	{ "netns", DECLARED_WORD, set_netns },
	{ "networks", DECLARED_OBJECTS, NULL },
	{ "publish", DECLARED_WORDS, add_publish },
	{ "expose", DECLARED_WORDS, add_expose },
	{ "links", DECLARED_WORDS, add_link },
};

/* An attachment is read into the request, where the options of adopt are, one by one. */
static const struct declared_key attachment_keys[] = {
	{ "network", DECLARED_WORD, request_set_network },
	{ "ip", DECLARED_WORD, request_set_ip },
	{ "ip6", DECLARED_WORD, request_set_ip6 },
	{ "mac_address", DECLARED_WORD, request_set_mac },
	{ "aliases", DECLARED_WORDS, request_add_alias },
};

/* What was read becomes an attachment, and the request is empty again. */
static void attach(struct request *r)
{
	struct network_wish wish = {
		.aliases = r->aliases,
		.address = r->address,
		.address6 = r->address6,
	};

	memcpy(wish.mac, r->mac, sizeof(wish.mac));
	network_wished(r->c, r->c->network, &wish);
	strv_free(r->aliases);
	r->aliases = NULL;
	r->address = (struct in_addr){ 0 };
	r->address6 = (struct in6_addr){ 0 };
	memset(r->mac, 0, sizeof(r->mac));
}

static void read_attachment(struct request *r, const json_t *object, const char *what,
			    char ***faults)
{
	const struct declared_reader reader = {
		.what = what,
		.keys = attachment_keys,
		.n_keys = ARRAY_SIZE(attachment_keys),
		.target = r,
		.faults = faults,
	};
	const char *network = json_string_value(json_object_get(object, "network"));

	declared_read(&reader, object);
	if (!network)
		declared_fault(faults, "%s: a member of networks has no network", what);
	else if (network_mode(r->c) != NETWORK_MODE_OWN)
		declared_fault(faults, "%s: %s is no network to put something on", what, network);
	else if (attachment_find(r->c, network))
		declared_fault(faults, "%s: network %s is given twice", what, network);
	else
		attach(r);
}

static void read_attachments(struct request *r, const json_t *list, const char *what,
			     char ***faults)
{
	struct container *c = r->c;
	const json_t *object;
	size_t i;

	json_array_foreach(list, i, object)
		read_attachment(r, object, what, faults);
	if (!c->attachments.n)
		attachment_add(c, NETWORK_DEFAULT);
	request_set_string(&c->network, c->attachments.items[0].network);
}

void declared_container_read(struct declared_container *dc, const json_t *object,
			     const char *what, char ***faults)
{
	const struct declared_reader reader = {
		.what = what,
		.keys = container_keys,
		.n_keys = ARRAY_SIZE(container_keys),
		.target = dc,
		.faults = faults,
	};
	struct container *c;
	struct error err;

	dc->request = request_new(&err);
	if (!dc->request) {
		declared_fault(faults, "%s", err.text);
		return;
	}
	c = dc->request->c;
	declared_read(&reader, object);
	if (!json_is_object(object))
		return;
	read_attachments(dc->request, json_object_get(object, "networks"), what, faults);
	if (!json_object_get(object, "name"))
		declared_fault(faults, "%s has no name", what);
	if (!dc->netns && c->name)
		dc->netns = xasprintf(NETNS_FOLDER "/%s", c->name);
	if (dc->netns)
		strv_take(&c->argv, xstrdup(dc->netns));
}

/* Compared ----------------------------------------------------------------- */

static bool is_path(const char *path, const char *wanted)
{
	char *real = realpath(wanted, NULL);
	bool same = path && !strcmp(path, real ? real : wanted);

	free(real);
	return same;
}

static bool has_wish(const struct container *c, const struct attachment *wanted)
{
	const struct attachment *a = attachment_find(c, wanted->network);

	if (!a)
		return false;
	if (wanted->wanted.s_addr && wanted->wanted.s_addr != a->address.s_addr)
		return false;
	return IN6_IS_ADDR_UNSPECIFIED(&wanted->wanted6) ||
	       IN6_ARE_ADDR_EQUAL(&wanted->wanted6, &a->address6);
}

/* Those which are not published: the others are exposed by that. To be freed. */
static struct port_ranges only_exposed(const struct port_set *ports)
{
	struct port_ranges bound = ports_bound(ports);
	struct port_ranges rest = port_ranges_without(&ports->exposed, &bound);

	port_ranges_free(&bound);
	return rest;
}

static bool exposes(const struct container *c, const struct port_set *wanted)
{
	struct port_ranges exposed = only_exposed(wanted);
	struct port_ranges missing = port_ranges_without(&exposed, &c->ports.exposed);
	bool all = !missing.n;

	port_ranges_free(&exposed);
	port_ranges_free(&missing);
	return all;
}

const char *declared_container_differs(const struct declared_container *wanted,
				       const struct container *c)
{
	const struct attachments *as = &wanted->request->c->attachments;
	size_t i;

	if (!c->adopted || c->state != CONTAINER_RUNNING || !is_path(c->netns_path, wanted->netns))
		return "netns";
	for (i = 0; i < as->n; i++)
		if (!has_wish(c, &as->items[i]))
			return "networks";
	return exposes(c, &wanted->request->c->ports) ? NULL : "expose";
}

/* Written ------------------------------------------------------------------ */

bool declared_is_kind(const struct container *c)
{
	return c->adopted && c->netns_path && !c->engine_id && c->state == CONTAINER_RUNNING;
}

static void add_text(json_t *json, const char *key, const char *text)
{
	if (*text)
		json_object_set_new(json, key, json_string(text));
}

static json_t *attachment_json(const struct attachment *a)
{
	static const uint8_t none[sizeof(a->wanted_mac)];
	json_t *json = json_pack("{s:s}", "network", a->network);
	struct address address = address_v4(a->wanted);
	char text[ADDRESS_TEXT_LEN], mac[MAC_TEXT_LEN];

	add_text(json, "ip", address_text(&address, text));
	address = address_v6(&a->wanted6);
	add_text(json, "ip6", address_text(&address, text));
	if (memcmp(a->wanted_mac, none, sizeof(none)))
		add_text(json, "mac_address", mac_text(a->wanted_mac, mac));
	if (strv_len(a->aliases))
		json_object_set_new(json, "aliases", strings_to_json(a->aliases));
	return json;
}

static json_t *publish_json(const struct port_set *ports)
{
	json_t *json = json_array();
	char *spec;
	size_t i;

	for (i = 0; i < ports->n_bindings; i++) {
		spec = ports_binding_spec(&ports->bindings[i]);
		json_array_append_new(json, json_string(spec));
		free(spec);
	}
	return json;
}

static json_t *expose_json(const struct port_set *ports)
{
	struct port_ranges exposed = only_exposed(ports);
	json_t *json = json_array();
	char text[PORTS_RANGE_LEN];
	size_t i;

	for (i = 0; i < exposed.n; i++)
		json_array_append_new(json,
				      json_string(ports_range_text(&exposed.items[i], text)));
	port_ranges_free(&exposed);
	return json;
}

json_t *declared_container_json(const struct container *c)
{
	json_t *networks = json_array(), *links = json_array();
	size_t i;

	for (i = 0; i < c->attachments.n; i++)
		json_array_append_new(networks, attachment_json(&c->attachments.items[i]));
	for (i = 0; i < c->n_links; i++)
		json_array_append_new(links, json_sprintf("%s:%s", c->links[i].source,
							  c->links[i].alias));
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}",
			 "name", c->name,
			 "netns", c->netns_path,
			 "networks", networks,
			 "publish", publish_json(&c->ports),
			 "expose", expose_json(&c->ports),
			 "links", links);
}
