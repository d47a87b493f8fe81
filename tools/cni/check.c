// SPDX-License-Identifier: GPL-2.0-only
/* The command CHECK: whether all that ADD has made is there. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "call.h"
#include "cidr.h"
#include "connect.h"
#include "containers.h"
#include "engine.h"
#include "ipam.h"
#include "mac.h"
#include "mappings.h"
#include "namespace.h"
#include "nl.h"
#include "nl_endpoint.h"
#include "nl_route.h"
#include "subnet.h"

/* What was made, and where it is looked for. */
struct inspection {
	const struct cni_call *call;
	struct nl *nl;
	const struct container *c;
	const struct attachment *a;
};

static int wrong(const struct inspection *in, const char *what, struct cni_failure *f)
{
	return cni_fail(f, CNI_CHECK_FAILED, "container %s on network %s: %s",
			in->call->env.container, in->call->config.name, what);
}

static int check_endpoint(const struct inspection *in, struct cni_failure *f)
{
	struct nl_endpoint ep;
	struct error err;

	if (nl_endpoint_get(in->nl, in->a->endpoint, &ep, &err) < 0 ||
	    memcmp(ep.mac, in->a->mac, sizeof(ep.mac)))
		return wrong(in, "its endpoint is gone", f);
	if (ep.address.s_addr != in->a->address.s_addr ||
	    memcmp(&ep.address6, &in->a->address6, sizeof(ep.address6)))
		return wrong(in, "its endpoint has another address", f);
	return 0;
}

/* Where it was put, with its name and MAC address. */
static bool find_device(const struct inspection *in, int netns, struct nl_device *device)
{
	struct nl_device *devices = NULL;
	struct error ignored;
	bool found = false;
	size_t i, n;

	nl_device_list(netns, &devices, &n, &ignored);
	for (i = 0; i < n && !found; i++) {
		*device = devices[i];
		found = !strcmp(device->name, in->call->env.ifname) &&
			!memcmp(device->mac, in->a->mac, sizeof(in->a->mac));
	}
	free(devices);
	return found;
}

static int check_device(const struct inspection *in, int netns, struct cni_failure *f)
{
	struct address addresses[ATTACHMENT_ADDRESSES];
	size_t i, n = attachment_addresses(in->a, addresses);
	struct nl_device device;

	if (!find_device(in, netns, &device))
		return wrong(in, "its device is gone, or is another", f);
	if (!device.up)
		return wrong(in, "its device is down", f);
	for (i = 0; i < n; i++)
		if (!nl_device_has_address(netns, device.ifindex, &addresses[i]))
			return wrong(in, "its device does not have its address any more", f);
	return 0;
}

/* By the network; what other plugins of a chain have made is theirs to check. */
static bool is_own_route(const struct attachment *a, const json_t *route)
{
	const char *text = json_string_value(json_object_get(route, "gw"));
	const struct address own = address_v4(a->gateway), own6 = address_v6(&a->gateway6);
	struct address gateway;

	return text && address_parse(text, &gateway) &&
	       (!address_compare(&gateway, &own) || !address_compare(&gateway, &own6));
}

static int check_route(const struct inspection *in, const json_t *route, int netns,
		       struct cni_failure *f)
{
	struct address first;
	unsigned int prefix;
	struct subnet to;
	char what[128];

	if (!is_own_route(in->a, route) ||
	    !cni_cidr_parse(json_string_value(json_object_get(route, "dst")), &first, &prefix))
		return 0;
	to = subnet_of(&first, prefix);
	/* A later plugin may have put it into another table, or led it elsewhere. */
	if (nl_netns_has_route(netns, &to, NULL))
		return 0;
	snprintf(what, sizeof(what), "its route to %s is gone", subnet_text(&to));
	return wrong(in, what, f);
}

static int check_routes(const struct inspection *in, int netns, struct cni_failure *f)
{
	const json_t *routes = json_object_get(in->call->config.previous, "routes"), *route;
	size_t i;

	json_array_foreach(routes, i, route)
		if (check_route(in, route, netns, f) < 0)
			return -1;
	return 0;
}

static int check_inside(const struct inspection *in, struct cni_failure *f)
{
	struct error err;
	int netns, ret;

	if (cni_namespace_check(in->call, in->c, f) < 0)
		return -1;
	netns = connect_open_netns(in->c, &err);
	if (netns < 0)
		return cni_fail_error(f, CNI_CHECK_FAILED, &err);
	ret = check_device(in, netns, f);
	if (!ret)
		ret = check_routes(in, netns, f);
	close(netns);
	return ret;
}

static bool has_address(const struct attachment *a, const char *cidr)
{
	struct address addresses[ATTACHMENT_ADDRESSES], wanted;
	size_t i, n = attachment_addresses(a, addresses);
	char text[ADDRESS_TEXT_LEN] = "";

	if (strcspn(cidr, "/") >= sizeof(text))
		return false;
	memcpy(text, cidr, strcspn(cidr, "/"));
	if (!address_parse(text, &wanted))
		return false;
	for (i = 0; i < n; i++)
		if (!address_compare(&addresses[i], &wanted))
			return true;
	return false;
}

/* The interface's number in prevResult; -1 if it is not there. */
static json_int_t interface_number(const struct cni_call *call)
{
	const json_t *list = json_object_get(call->config.previous, "interfaces"), *item;
	const char *name;
	size_t i;

	json_array_foreach(list, i, item) {
		name = json_string_value(json_object_get(item, "name"));
		if (name && !strcmp(name, call->env.ifname) &&
		    json_string_length(json_object_get(item, "sandbox")))
			return i;
	}
	return -1;
}

/* What the runtime remembers is what there is. */
static int check_result(const struct inspection *in, struct cni_failure *f)
{
	const json_t *ips = json_object_get(in->call->config.previous, "ips"), *item, *of;
	json_int_t number = interface_number(in->call);
	const char *address;
	size_t i;

	if (number < 0)
		return wrong(in, "prevResult does not have its interface", f);
	json_array_foreach(ips, i, item) {
		of = json_object_get(item, "interface");
		address = json_string_value(json_object_get(item, "address"));
		if (of && json_integer_value(of) == number &&
		    (!address || !has_address(in->a, address)))
			return wrong(in, "it does not have the address which prevResult says", f);
	}
	return 0;
}

/* Each port which the runtime asks for is one of those which the kernel has. */
static int check_ports(const struct inspection *in, struct cni_failure *f)
{
	const json_t *mappings = json_object_get(in->call->config.runtime, "portMappings");
	struct container *c = (struct container *)in->c;
	const size_t before = c->ports.n_bindings;
	size_t i;

	if (!attachment_leads_out(attachment_primary(c)))
		return 0;
	container_confirm_ports(&c, 1);
	if (cni_mappings_add(&c->ports, mappings, f) < 0)
		return -1;
	if (c->ports.n_bindings > before)
		return wrong(in, "a port which is asked for is not published", f);
	for (i = 0; i < before; i++)
		if (!ports_in_force(&c->ports.bindings[i]))
			return wrong(in, "a port is not published any more", f);
	return 0;
}

static int look(struct inspection *in, struct cni_failure *f)
{
	if (check_endpoint(in, f) < 0 || check_inside(in, f) < 0 || check_result(in, f) < 0)
		return -1;
	return check_ports(in, f);
}

static int find(struct inspection *in, struct containers *set, struct cni_failure *f)
{
	struct error err;

	in->c = cni_find(set, in->call->env.container, &err);
	in->a = in->c ? cni_attachment(in->c, in->call->env.ifname) : NULL;
	if (in->a && !strcmp(in->a->network, in->call->config.name))
		return 0;
	return cni_fail(f, CNI_UNKNOWN_CONTAINER,
			"container %s is not on network %s with a device %s",
			in->call->env.container, in->call->config.name, in->call->env.ifname);
}

static int inspect(const struct cni_call *call, struct cni_failure *f)
{
	struct containers set = { .items = NULL };
	struct inspection in = { .call = call };
	struct error err;
	int ret;

	in.nl = nl_open(&err);
	if (!in.nl)
		return cni_fail_error(f, CNI_NOT_AVAILABLE, &err);
	ret = find(&in, &set, f);
	if (!ret)
		ret = look(&in, f);
	containers_free(&set);
	nl_disconnect(in.nl);
	return ret;
}

int cni_check(const struct cni_call *call, struct cni_failure *f)
{
	struct error err;
	int ret;

	if (!call->config.previous)
		return cni_fail(f, CNI_INVALID_CONFIG, "Required prevResult missing");
	if (container_lock(&err) < 0)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	ret = inspect(call, f);
	container_unlock();
	return ret ? ret : cni_ipam(call, f);
}
