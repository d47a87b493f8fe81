// SPDX-License-Identifier: GPL-2.0-only
/* The grammar of port specifications. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "ports.h"
#include "ports_spec.h"

/* [[ip:]host:]container[/protocol] taken apart; a part left out is empty. */
struct spec_parts {
	char *ip;
	char *host;
	char *container;
	char *protocol;
};

/* NULL, or what is wrong with the number. */
static const char *parse_port(const char *text, size_t len, uint16_t *port)
{
	unsigned int value = 0;
	size_t i;

	if (!len || strspn(text, "0123456789") < len)
		return "invalid syntax";
	for (i = 0; i < len; i++) {
		value = value * 10 + (text[i] - '0');
		if (value > UINT16_MAX)
			return "value out of range";
	}
	*port = value;
	return NULL;
}

/* NUMBER or NUMBER-NUMBER, not falling. */
static int parse_range(const char *text, struct port_range *r, struct error *err)
{
	int len = strcspn(text, "-");
	const char *last = text[len] ? text + len + 1 : text;
	const char *wrong;

	wrong = parse_port(text, len, &r->first);
	if (wrong)
		return error_set(err, EINVAL, "invalid start port '%.*s': %s",
				 len, text, wrong);
	wrong = parse_port(last, strlen(last), &r->last);
	if (wrong)
		return error_set(err, EINVAL, "invalid end port '%s': %s", last,
				 wrong);
	if (r->last < r->first)
		return error_set(err, EINVAL, "invalid port range: %s", text);
	return 0;
}

static int parse_protocol(const char *text, uint8_t *protocol, struct error *err)
{
	if (!*text || !strcasecmp(text, "tcp"))
		*protocol = IPPROTO_TCP;
	else if (!strcasecmp(text, "udp"))
		*protocol = IPPROTO_UDP;
	else if (!strcasecmp(text, "sctp"))
		*protocol = IPPROTO_SCTP;
	else
		return error_set(err, EINVAL, "invalid proto: %s", text);
	return 0;
}

const char *ports_protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_SCTP:
		return "sctp";
	default:
		return "tcp";
	}
}

static int missing_bracket(const char *text, struct error *err)
{
	return error_set(err, EINVAL,
			 "invalid IP address %s: address %s:: missing ']' in address",
			 text, text);
}

/* No address, 1.2.3.4, [1.2.3.4], ::1 or [::1]. */
static int parse_address(char *text, struct address *address, struct error *err)
{
	if (!*text)
		return 0;
	if (*text == '[') {
		size_t len = strlen(text);

		if (text[len - 1] != ']')
			return missing_bracket(text, err);
		text[len - 1] = '\0';
		text++;
	}
	if (!address_parse(text, address))
		return error_set(err, EINVAL, "invalid IP address: %s", text);
	return 0;
}

/* What follows the last colon of @text, which ends there then; NULL if it has none. */
static char *cut_after_colon(char *text)
{
	char *colon = strrchr(text, ':');

	if (!colon)
		return NULL;
	*colon = '\0';
	return colon + 1;
}

/* From the right, so that the colons of an IPv6 address remain its own. */
static void split_spec(char *text, struct spec_parts *parts)
{
	char *none = text + strlen(text);
	char *rest;

	*parts = (struct spec_parts){ none, none, text, none };
	rest = cut_after_colon(text);
	if (rest) {
		parts->container = rest;
		parts->host = text;
		rest = cut_after_colon(text);
		if (rest) {
			parts->host = rest;
			parts->ip = text;
		}
	}
	rest = strchr(parts->container, '/');
	if (rest) {
		*rest = '\0';
		parts->protocol = rest + 1;
	}
}

/* Port 0 of a container is none. */
static int check_container_ports(const struct port_range *r, const char *text,
				 struct error *err)
{
	if (r->first)
		return 0;
	return error_set(err, EINVAL, "invalid port specification: \"%s/%s\"",
			 text, ports_protocol_name(r->protocol));
}

static int parse_host_ports(const struct spec_parts *parts, struct port_spec *spec,
			    struct error *err)
{
	if (!*parts->host)
		return 0;
	if (parse_range(parts->host, &spec->host, err) < 0 ||
	    (!spec->host.first && spec->host.last))
		return error_set(err, EINVAL, "invalid hostPort: %s", parts->host);
	if (port_range_count(&spec->container) > 1 &&
	    port_range_count(&spec->container) != port_range_count(&spec->host))
		return error_set(err, EINVAL,
				 "invalid ranges specified for container and host Ports: %s and %s",
				 parts->container, parts->host);
	return 0;
}

/* The order of the checks decides which of several mistakes is named. */
static int parse_parts(const struct spec_parts *parts, const char *text,
		       struct port_spec *spec, struct error *err)
{
	if (!*parts->container)
		return error_set(err, EINVAL, "no port specified: %s<empty>", text);
	if (parse_protocol(parts->protocol, &spec->container.protocol, err) < 0 ||
	    parse_address(parts->ip, &spec->address, err) < 0)
		return -1;
	if (parse_range(parts->container, &spec->container, err) < 0)
		return error_set(err, EINVAL, "invalid containerPort: %s",
				 parts->container);
	if (check_container_ports(&spec->container, parts->container, err) < 0)
		return -1;
	return parse_host_ports(parts, spec, err);
}

static int parse_spec(const char *text, struct port_spec *spec, struct error *err)
{
	char *copy = xstrdup(text);
	struct spec_parts parts;
	int ret;

	*spec = (struct port_spec){ 0 };
	split_spec(copy, &parts);
	ret = parse_parts(&parts, text, spec, err);
	free(copy);
	return ret;
}

/* The value of one NAME=VALUE of published=8080,target=80,protocol=udp. */
static int parse_named_part(char *part, char **published, char **target,
			    char **protocol, struct error *err)
{
	char *value = strchr(part, '=');

	if (!value || value == part)
		return error_set(err, EINVAL,
				 "invalid publish opts format (should be name=value but got '%s')",
				 part);
	*value++ = '\0';
	if (!strcmp(part, "published"))
		*published = value;
	else if (!strcmp(part, "target"))
		*target = value;
	else if (!strcmp(part, "protocol"))
		*protocol = value;
	else
		return error_set(err, EINVAL, "invalid publish opts format (unknown name '%s')",
				 part);
	return 0;
}

static int parse_named_spec(const char *text, struct port_spec *spec, struct error *err)
{
	char none[] = "", tcp[] = "tcp";
	char *published = none, *target = none, *protocol = tcp;
	char *copy = xstrdup(text), *rest = copy, *part, *plain;
	int ret = 0;

	while (!ret && (part = strsep(&rest, ",")))
		ret = parse_named_part(part, &published, &target, &protocol, err);
	if (!ret) {
		plain = xasprintf("%s:%s/%s", published, target, protocol);
		ret = parse_spec(plain, spec, err);
		free(plain);
	}
	free(copy);
	return ret;
}

int ports_parse_range(const char *text, struct port_range *out, struct error *err)
{
	char *copy = xstrdup(text), *protocol = copy;
	int ret;

	strsep(&protocol, "/");
	ret = parse_protocol(protocol ? protocol : "", &out->protocol, err);
	if (!ret)
		ret = parse_range(copy, out, err);
	if (!ret)
		ret = check_container_ports(out, copy, err);
	free(copy);
	return ret;
}

int ports_parse_private(const char *text, struct port_exposed *out,
			struct error *err)
{
	int len = strcspn(text, "/");
	const char *protocol = text[len] ? text + len + 1 : "";
	const char *wrong = parse_port(text, len, &out->port);
	struct error unknown;

	if (wrong)
		return error_set(err, EINVAL, "invalid port '%.*s': %s", len, text,
				 wrong);
	/* Nothing is published for a protocol there is not: a miss, no mistake. */
	if (parse_protocol(protocol, &out->protocol, &unknown) < 0)
		out->protocol = 0;
	return 0;
}

int port_spec_parse(const char *text, struct port_spec *spec, struct error *err)
{
	if (strchr(text, '='))
		return parse_named_spec(text, spec, err);
	return parse_spec(text, spec, err);
}
