// SPDX-License-Identifier: GPL-2.0-only
#include "unpublish_miss.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "compiler.h"
#include "port.h"

static bool is_published(const struct port_set *ports, const char *spec)
{
	bool *selected = xcalloc(ports->n_bindings + 1, sizeof(*selected));
	struct error ignored;
	int found = ports_select(ports, spec, selected, &ignored);

	free(selected);
	return found > 0;
}

/*
 * Without a protocol TCP is meant: the same with the one of which it is published;
 * malloc'ed. NULL if there is none.
 */
static char *of_other_protocol(const struct port_set *ports, const char *spec)
{
	static const uint8_t others[] = { IPPROTO_UDP, IPPROTO_SCTP };
	char *whole;
	size_t i;

	if (strpbrk(spec, "/="))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		whole = xasprintf("%s/%s", spec, ports_protocol_name(others[i]));
		if (is_published(ports, whole))
			return whole;
		free(whole);
	}
	return NULL;
}

/* What is published at that port of the host, malloc'ed; or NULL. */
static char *at_host_port(const struct port_set *ports, const char *spec)
{
	const struct port_binding *b = NULL;
	struct port_exposed port;
	struct error ignored;

	if (ports_parse_private(spec, &port, &ignored) == 0)
		b = ports_by_host_port(ports, strchr(spec, '/') ? port.protocol : 0,
				       port.port);
	return b ? ports_binding_spec(b) : NULL;
}

static int miss(const char *spec, const char *term, const char *why, char *instead,
		struct error *err)
{
	struct error plain;

	port_miss(spec, term, &plain);
	error_set(err, ENOENT, "%s: %s, to end just this say 'ctrnetctl unpublish %s %s'",
		  plain.text, why, term, instead);
	free(instead);
	return -1;
}

int unpublish_miss(const struct port_set *ports, const char *spec, const char *term,
		   struct error *err)
{
	char *instead = of_other_protocol(ports, spec);

	if (instead)
		return miss(spec, term, "that is of another protocol", instead, err);
	instead = at_host_port(ports, spec);
	if (instead)
		return miss(spec, term, "that is a port of the host", instead, err);
	return port_miss(spec, term, err);
}
