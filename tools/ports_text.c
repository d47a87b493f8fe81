// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ports, and bindings as the state file has them. There may be thousands of them: no printf()
 * and no scanf().
 */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "ports.h"
#include "ports_spec.h"

static char *put_number(char *at, uint32_t number)
{
	char digits[10];
	size_t n = 0;

	do {
		digits[n++] = '0' + number % 10;
		number /= 10;
	} while (number);
	while (n)
		*at++ = digits[--n];
	return at;
}

static char *put_range(char *at, uint16_t first, uint16_t last)
{
	at = put_number(at, first);
	if (last == first)
		return at;
	*at++ = '-';
	return put_number(at, last);
}

const char *ports_range_text(const struct port_range *range, char text[PORTS_RANGE_LEN])
{
	char *at = put_range(text, range->first, range->last);

	*at++ = '/';
	stpcpy(at, ports_protocol_name(range->protocol));
	return text;
}

const char *ports_mapping_text(const struct port_mapping *m, const char *host, bool with_port,
			       char text[PORTS_MAPPING_LEN])
{
	char *at = text;

	if (with_port) {
		at = put_range(at, m->port, m->port + m->count - 1);
		*at++ = '/';
		at = stpcpy(at, ports_protocol_name(m->protocol));
		at = stpcpy(at, " -> ");
	}
	at = stpcpy(at, host);
	*at++ = ':';
	*put_range(at, m->host_port, m->host_port + m->count - 1) = '\0';
	return text;
}

/* [[ADDRESS:]HOST-PORTS:]PORTS/PROTOCOL */
static char *put_spec(char *at, const struct port_binding *b)
{
	if (b->host.family != AF_UNSPEC) {
		at += strlen(address_text_port(&b->host, at));
		*at++ = ':';
	}
	if (b->host_port)
		at = put_range(at, b->host_port, b->host_port_end);
	if (b->host_port || b->host.family != AF_UNSPEC)
		*at++ = ':';
	at = put_range(at, b->port, b->port + b->port_count - 1);
	*at++ = '/';
	return stpcpy(at, ports_protocol_name(b->protocol));
}

static char *put_binding(char *at, const struct port_binding *b)
{
	unsigned int rule;

	at = put_spec(at, b);
	*at++ = ' ';
	at = put_number(at, b->bound);
	for (rule = 0; rule < PORT_RULES; rule++) {
		*at++ = ' ';
		at = put_number(at, b->publish[rule]);
	}
	*at++ = ' ';
	address_text(&b->at, at);
	return at + strlen(at);
}

char *ports_bindings_text(const struct port_set *set)
{
	char *text = xcalloc(set->n_bindings + 1, PORTS_BINDING_LEN), *at = text;
	size_t i;

	for (i = 0; i < set->n_bindings; i++) {
		if (i)
			*at++ = ',';
		at = put_binding(at, &set->bindings[i]);
	}
	return text;
}

char *ports_ranges_text(const struct port_ranges *ranges)
{
	char *text = xcalloc(ranges->n + 1, PORTS_RANGE_LEN), *at = text;
	size_t i;

	for (i = 0; i < ranges->n; i++) {
		if (i)
			*at++ = ',';
		at += strlen(ports_range_text(&ranges->items[i], at));
	}
	return text;
}

/* The number after a blank at @at, which goes past it. */
static uint32_t take_number(const char **at)
{
	char *end;
	uint32_t number = strtoul(*at, &end, 10);

	*at = end;
	return number;
}

static bool parse_rest(const char *at, struct port_binding *b)
{
	unsigned int rule;

	b->bound = take_number(&at);
	for (rule = 0; rule < PORT_RULES; rule++)
		b->publish[rule] = take_number(&at);
	if (*at++ != ' ')
		return false;
	return !*at || address_parse(at, &b->at);
}

static bool parse_binding(const char *text, struct port_binding *b)
{
	size_t len = strcspn(text, " ");
	char words[PORTS_BINDING_LEN];
	struct port_spec spec;
	struct error ignored;

	if (len >= sizeof(words))
		return false;
	memcpy(words, text, len);
	words[len] = '\0';
	if (port_spec_parse(words, &spec, &ignored) < 0)
		return false;
	*b = (struct port_binding){
		.protocol = spec.container.protocol,
		.host = spec.address,
		.host_port = spec.host.first,
		.host_port_end = spec.host.last,
		.port = spec.container.first,
		.port_count = port_range_count(&spec.container),
	};
	return parse_rest(text + len, b);
}

static size_t count_words(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == ',';
	return n;
}

void ports_bindings_parse(struct port_set *set, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	struct port_binding *b;

	set->bindings = xcalloc(count_words(text) + 1, sizeof(*set->bindings));
	for (b = set->bindings; (word = strsep(&rest, ",")); b++)
		if (!parse_binding(word, b))
			*b = (struct port_binding){ 0 };
	set->n_bindings = b - set->bindings;
	free(copy);
}

void ports_ranges_parse(struct port_ranges *ranges, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	struct port_range range;
	struct error ignored;

	while ((word = strsep(&rest, ",")))
		if (ports_parse_range(word, &range, &ignored) == 0)
			port_ranges_add(ranges, &range);
	free(copy);
}
