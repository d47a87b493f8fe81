// SPDX-License-Identifier: GPL-2.0-only
#include "mappings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "compiler.h"
#include "ports_spec.h"

static int bad(size_t number, const char *what, struct cni_failure *f)
{
	return cni_fail(f, CNI_INVALID_CONFIG, "invalid runtimeConfig.portMappings[%zu]: %s",
			number, what);
}

static bool get_port(const json_t *entry, const char *key, struct port_range *range)
{
	json_int_t port = json_integer_value(json_object_get(entry, key));

	range->first = port;
	range->last = port;
	return port > 0 && port <= UINT16_MAX;
}

/* How many ports from there on, as netavark has it; none said is one. */
static bool get_range(const json_t *entry, struct port_spec *spec)
{
	const json_t *value = json_object_get(entry, "range");
	json_int_t n = json_integer_value(value);

	if (!value || json_is_null(value))
		return true;
	if (n < 1 || n > UINT16_MAX || spec->host.first + n - 1 > UINT16_MAX ||
	    spec->container.first + n - 1 > UINT16_MAX)
		return false;
	spec->host.last += n - 1;
	spec->container.last += n - 1;
	return true;
}

/* No protocol is tcp. */
static bool get_protocol(const json_t *entry, uint8_t *protocol)
{
	static const uint8_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP };
	const json_t *value = json_object_get(entry, "protocol");
	const char *name = json_string_value(value);
	size_t i;

	*protocol = IPPROTO_TCP;
	if (!value || json_is_null(value) || (name && !*name))
		return true;
	for (i = 0; name && i < ARRAY_SIZE(protocols); i++) {
		*protocol = protocols[i];
		if (!strcasecmp(name, ports_protocol_name(protocols[i])))
			return true;
	}
	return false;
}

/* No address is all. */
static bool get_address(const json_t *entry, struct address *address)
{
	const json_t *value = json_object_get(entry, "hostIP");
	const char *text = json_string_value(value);

	*address = address_any(AF_UNSPEC);
	if (!value || json_is_null(value) || (text && !*text))
		return true;
	return text && address_parse(text, address);
}

static int read_mapping(const json_t *entry, size_t number, struct port_spec *spec,
			struct cni_failure *f)
{
	if (!json_is_object(entry))
		return bad(number, "it must be an object", f);
	if (!get_port(entry, "containerPort", &spec->container))
		return bad(number, "containerPort must be 1 to 65535", f);
	/* There is no way to tell the runtime which one was taken. */
	if (!get_port(entry, "hostPort", &spec->host))
		return bad(number, "hostPort must be 1 to 65535", f);
	if (!get_range(entry, spec))
		return bad(number, "range must be how many ports follow, up to 65535", f);
	if (!get_protocol(entry, &spec->container.protocol))
		return bad(number, "protocol must be tcp, udp or sctp", f);
	if (!get_address(entry, &spec->address))
		return bad(number, "hostIP must be an address", f);
	return 0;
}

/* Those which may become one range are together, in their order. */
static int compare(const void *a, const void *b)
{
	const struct port_spec *x = a, *y = b;
	int order = x->container.protocol - y->container.protocol;

	if (!order)
		order = address_compare(&x->address, &y->address);
	if (!order)
		order = x->host.first - y->host.first;
	if (!order)
		order = x->container.first - y->container.first;
	return order ? order : x->host.last - y->host.last;
}

static bool is_next(const struct port_spec *range, const struct port_spec *one)
{
	return range->container.protocol == one->container.protocol &&
	       !address_compare(&range->address, &one->address) &&
	       range->host.last + 1 == one->host.first &&
	       range->container.last + 1 == one->container.first;
}

/* Leaves ranges; returns how many. */
static size_t coalesce(struct port_spec *specs, size_t n)
{
	size_t i, ranges = 0;

	if (n)
		qsort(specs, n, sizeof(*specs), compare);
	for (i = 0; i < n; i++) {
		if (i && !compare(&specs[i], &specs[i - 1]))
			continue;
		if (ranges && is_next(&specs[ranges - 1], &specs[i])) {
			specs[ranges - 1].host.last = specs[i].host.last;
			specs[ranges - 1].container.last = specs[i].container.last;
			continue;
		}
		specs[ranges++] = specs[i];
	}
	return ranges;
}

static bool is_there(const struct port_set *set, const struct port_spec *spec)
{
	const struct port_binding *b;

	for (b = set->bindings; b < set->bindings + set->n_bindings; b++)
		if (b->protocol == spec->container.protocol &&
		    !address_compare(&b->host, &spec->address) &&
		    b->host_port == spec->host.first && b->host_port_end == spec->host.last &&
		    b->port == spec->container.first)
			return true;
	return false;
}

static int add(struct port_set *set, const struct port_spec *specs, size_t n,
	       struct cni_failure *f)
{
	struct error err;
	size_t i;

	for (i = 0; i < n; i++)
		if (!is_there(set, &specs[i]) && port_spec_add(set, &specs[i], &err) < 0)
			return cni_fail_error(f, CNI_INVALID_CONFIG, &err);
	return 0;
}

int cni_mappings_add(struct port_set *set, const json_t *array, struct cni_failure *f)
{
	struct port_spec *specs;
	const json_t *entry;
	int ret = 0;
	size_t i;

	if (array && !json_is_null(array) && !json_is_array(array))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"invalid runtimeConfig.portMappings: it must be an array");
	specs = xcalloc(json_array_size(array) + 1, sizeof(*specs));
	json_array_foreach(array, i, entry) {
		ret = read_mapping(entry, i, &specs[i], f);
		if (ret < 0)
			break;
	}
	if (!ret)
		ret = add(set, specs, coalesce(specs, json_array_size(array)), f);
	free(specs);
	return ret;
}
