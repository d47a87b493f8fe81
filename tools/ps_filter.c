// SPDX-License-Identifier: GPL-2.0-only
#include "ps_filter.h"

#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "containers.h"
#include "label.h"

/**
 * struct ps_filter - one filter
 * @kind: which
 * @value: what it asks for
 * @pattern: the same, of names and ids
 * @ports: the same, of ports
 * @code: the same, of exit statuses
 * @created: when the container which it names was created
 */
struct ps_filter {
	const struct filter_kind *kind;
	char *value;
	regex_t pattern;
	struct port_range ports;
	int code;
	int64_t created;
};

/**
 * struct filter_kind - what can be filtered
 * @name: as typed
 * @parse: takes the value apart, or NULL
 * @matches: whether the container is meant
 * @asks_state: it tells whether a container is to run
 * @asks_ports: it asks for what is published
 * @names_container: its value names a container
 * @all: of several of this kind each has to match, not just one
 */
struct filter_kind {
	const char *name;
	int (*parse)(struct ps_filter *f, struct error *err);
	bool (*matches)(const struct ps_filter *f, const struct container *c);
	bool asks_state;
	bool asks_ports;
	bool names_container;
	bool all;
};

static int refuse(const struct ps_filter *f, struct error *err)
{
	return error_set(err, EINVAL, "invalid filter '%s=%s'", f->kind->name, f->value);
}

/* As in Docker, a regular expression, found anywhere. */
static int parse_pattern(struct ps_filter *f, struct error *err)
{
	if (regcomp(&f->pattern, f->value, REG_EXTENDED | REG_NOSUB))
		return refuse(f, err);
	return 0;
}

static bool fits(const struct ps_filter *f, const char *text)
{
	return regexec(&f->pattern, text, 0, NULL, 0) == 0;
}

static bool matches_id(const struct ps_filter *f, const struct container *c)
{
	return fits(f, c->id);
}

/* With the slash of Docker's names, or without. */
static bool matches_name(const struct ps_filter *f, const struct container *c)
{
	char *name = xasprintf("/%s", c->name);
	bool found = fits(f, name) || fits(f, name + 1);

	free(name);
	return found;
}

static int parse_status(struct ps_filter *f, struct error *err)
{
	static const char *const names[] = {
		"created", "running", "exited", "restarting", "removing",
		"paused", "dead",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], f->value))
			return 0;
	return refuse(f, err);
}

static bool matches_status(const struct ps_filter *f, const struct container *c)
{
	return !strcmp(container_state_name(c), f->value);
}

static int parse_code(struct ps_filter *f, struct error *err)
{
	char *end;

	f->code = strtol(f->value, &end, 10);
	return *f->value && !*end ? 0 : refuse(f, err);
}

static bool matches_code(const struct ps_filter *f, const struct container *c)
{
	return c->state == CONTAINER_EXITED && c->exit_code == f->code;
}

static bool matches_image(const struct ps_filter *f, const struct container *c)
{
	return !strcmp(container_image(c), f->value);
}

static bool matches_network(const struct ps_filter *f, const struct container *c)
{
	return attachment_find(c, f->value) || !strcmp(c->network, f->value);
}

static bool matches_label(const struct ps_filter *f, const struct container *c)
{
	return label_matches(c->labels, f->value);
}

static int parse_ports(struct ps_filter *f, struct error *err)
{
	struct error ignored;

	if (ports_parse_range(f->value, &f->ports, &ignored) < 0)
		return refuse(f, err);
	return 0;
}

static bool matches_publish(const struct ps_filter *f, const struct container *c)
{
	struct port_mapping *m;
	bool found = false;
	size_t i, n;

	n = ports_mappings(&c->ports, 0, &m);
	for (i = 0; i < n && !found; i++)
		found = m[i].protocol == f->ports.protocol &&
			m[i].host_port >= f->ports.first &&
			m[i].host_port <= f->ports.last;
	free(m);
	return found;
}

static bool matches_expose(const struct ps_filter *f, const struct container *c)
{
	return port_ranges_meet(&c->ports.exposed, &f->ports);
}

static bool matches_before(const struct ps_filter *f, const struct container *c)
{
	return c->created < f->created;
}

static bool matches_since(const struct ps_filter *f, const struct container *c)
{
	return c->created > f->created;
}

static const struct filter_kind kinds[] = {
	{ .name = "id", .parse = parse_pattern, .matches = matches_id },
	{ .name = "name", .parse = parse_pattern, .matches = matches_name },
	{ .name = "status", .parse = parse_status, .matches = matches_status,
	  .asks_state = true },
	{ .name = "exited", .parse = parse_code, .matches = matches_code,
	  .asks_state = true },
	{ .name = "ancestor", .matches = matches_image },
	{ .name = "network", .matches = matches_network },
	{ .name = "label", .matches = matches_label, .all = true },
	{ .name = "publish", .parse = parse_ports, .matches = matches_publish,
	  .asks_ports = true },
	{ .name = "expose", .parse = parse_ports, .matches = matches_expose },
	{ .name = "before", .matches = matches_before, .names_container = true },
	{ .name = "since", .matches = matches_since, .names_container = true },
};

static const struct filter_kind *kind_of(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].name) == len && !strncmp(kinds[i].name, name, len))
			return &kinds[i];
	return NULL;
}

int ps_filter_add(struct ps_filters *filters, const char *text, struct error *err)
{
	int len = strcspn(text, "=");
	struct ps_filter f = { .kind = kind_of(text, len) };

	if (!text[len])
		return error_set(err, EINVAL,
				 "bad format of filter (expected name=value): %s", text);
	if (!f.kind)
		return error_set(err, EINVAL, "invalid filter '%.*s'", len, text);
	f.value = xstrdup(text + len + 1);
	if (f.kind->parse && f.kind->parse(&f, err) < 0) {
		free(f.value);
		return -1;
	}
	filters->items = xreallocarray(filters->items, filters->n + 1, sizeof(f));
	filters->items[filters->n++] = f;
	filters->asks_state |= f.kind->asks_state;
	filters->asks_ports |= f.kind->asks_ports;
	return 0;
}

int ps_filter_resolve(struct ps_filters *filters, struct containers *all, struct error *err)
{
	const struct container *c;
	struct ps_filter *f;

	for (f = filters->items; f < filters->items + filters->n; f++) {
		if (!f->kind->names_container)
			continue;
		c = containers_find(all, f->value, err);
		if (!c)
			return -1;
		f->created = c->created;
	}
	return 0;
}

/* Whether one of those of the kind matches, or each where that is what is asked. */
static bool kind_matches(const struct ps_filters *filters, const struct filter_kind *kind,
			 const struct container *c)
{
	const struct ps_filter *f;

	for (f = filters->items; f < filters->items + filters->n; f++)
		if (f->kind == kind && kind->matches(f, c) != kind->all)
			return !kind->all;
	return kind->all;
}

bool ps_filter_matches(const struct ps_filters *filters, const struct container *c)
{
	const struct ps_filter *f;

	for (f = filters->items; f < filters->items + filters->n; f++)
		if (!kind_matches(filters, f->kind, c))
			return false;
	return true;
}

void ps_filters_free(struct ps_filters *filters)
{
	struct ps_filter *f;

	for (f = filters->items; f < filters->items + filters->n; f++) {
		if (f->kind->parse == parse_pattern)
			regfree(&f->pattern);
		free(f->value);
	}
	free(filters->items);
	*filters = (struct ps_filters){ 0 };
}
