// SPDX-License-Identifier: GPL-2.0-only
/* The command ADD. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adopted.h"
#include "alloc.h"
#include "call.h"
#include "config_network.h"
#include "connect.h"
#include "detach.h"
#include "engine.h"
#include "ipam.h"
#include "lease.h"
#include "link.h"
#include "mappings.h"
#include "names.h"
#include "namespace.h"
#include "network_join.h"
#include "nl.h"
#include "nl_endpoint.h"
#include "nl_network.h"
#include "nl_route.h"
#include "publish_hint.h"
#include "result.h"
#include "strv.h"
#include "wish.h"

/**
 * struct addition - an ADD under way, under the lock
 * @call: what the runtime has said
 * @lease: what was given for it
 * @wish: how the container wants to be on the network
 * @nl: the kernel
 * @net: the network
 * @set: the containers which were looked at
 * @c: the container
 */
struct addition {
	const struct cni_call *call;
	const struct cni_lease *lease;
	struct network_wish wish;
	struct nl *nl;
	struct nl_network net;
	struct containers set;
	struct container *c;
};

/* As it stands, without a slash before it; what looks like an id may be another's. */
static bool usable_name(struct addition *add, const char *name)
{
	struct error unusable;
	const char *checked;

	return name && name_check(name, &checked, &unusable) == 0 && checked == name &&
	       containers_name_free(&add->set, name, &unusable) == 0;
}

/* What the engine calls it, if that is no other's name; else the id. */
static char *choose_name(struct addition *add)
{
	const struct cni_environment *env = &add->call->env;
	char *brief;

	if (usable_name(add, env->args.name))
		return xstrdup(env->args.name);
	if (usable_name(add, env->container))
		return xstrdup(env->container);
	brief = xstrndup(add->c->id, CONTAINER_SHORT_ID_LEN);
	if (usable_name(add, brief))
		return brief;
	free(brief);
	return xstrdup(add->c->id);
}

static void describe(struct addition *add)
{
	struct container *c = add->c;

	cni_id(add->call->env.container, c->id);
	c->engine_interface = plugin_interface;
	c->engine_id = xstrdup(add->call->env.container);
	c->name = choose_name(add);
	c->hostname = xstrdup(c->name);
	c->network = xstrdup(add->call->config.name);
	c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	strv_take(&c->argv, xstrdup(add->call->env.netns));
}

static int add_mappings(struct addition *add, struct cni_failure *f)
{
	return cni_mappings_add(&add->c->ports,
				json_object_get(add->call->config.runtime, "portMappings"), f);
}

static int device_is_there(const struct cni_call *call, struct cni_failure *f)
{
	return cni_fail(f, CNI_INVALID_ENVIRONMENT,
			"CNI_IFNAME: container %s has a device %s already",
			call->env.container, call->env.ifname);
}

static int check_wishes(struct addition *add, const struct attachment *a,
			struct cni_failure *f)
{
	struct error err;

	if (network_check_wishes(&add->net, a, &err) == 0)
		return 0;
	return cni_fail_error(f, CNI_INVALID_CONFIG, &err);
}

static int join(struct addition *add, int netns, struct cni_failure *f)
{
	struct container *c = add->c;
	struct error err;

	describe(add);
	if (nl_device_exists(netns, add->wish.device))
		return device_is_there(add->call, f);
	if (add_mappings(add, f) < 0 ||
	    check_wishes(add, network_wished(c, c->network, &add->wish), f) < 0)
		return -1;
	if (adopted_join(c, NULL, netns, &err) < 0)
		return cni_fail_error(f, CNI_REFUSED, &err);
	return 0;
}

static int add_first(struct addition *add, struct cni_failure *f)
{
	struct error err;
	int netns, ret;

	add->c = container_new(&err);
	if (!add->c)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	netns = cni_namespace_open(add->call, add->c, f);
	if (netns < 0)
		return -1;
	ret = join(add, netns, f);
	close(netns);
	return ret;
}

/* Both in force and saved, or neither. */
static int publish_from(struct addition *add, size_t first, struct error *err)
{
	struct port_set *ports = &add->c->ports;
	struct ports_target target;
	struct error ignored;
	size_t i;

	if (attachment_leads_out(attachment_primary(add->c)) &&
	    (connect_target(add->nl, add->c, &target, err) < 0 ||
	     ports_publish(add->nl, ports, &target, containers_name_of_endpoint, err) < 0))
		return -1;
	if (container_save(add->c, err) == 0)
		return 0;
	for (i = first; i < ports->n_bindings; i++)
		ports_unpublish(add->nl, &ports->bindings[i], &ignored);
	return -1;
}

/* A port which more than one network has is published once, by the container's first. */
static int publish_more(struct addition *add, struct cni_failure *f)
{
	const size_t first = add->c->ports.n_bindings;
	struct error err;

	if (add_mappings(add, f) < 0)
		return -1;
	if (publish_from(add, first, &err) < 0)
		return cni_fail_error(f, CNI_REFUSED, &err);
	link_follow(add->c);
	return 0;
}

/* Whether a container can have one more attachment. */
static int check_more(const struct cni_call *call, const struct container *c,
		      struct cni_failure *f)
{
	if (cni_namespace_check(call, c, f) < 0)
		return -1;
	if (cni_attachment(c, call->env.ifname))
		return device_is_there(call, f);
	if (!attachment_find(c, call->config.name))
		return 0;
	return cni_fail(f, CNI_REFUSED, "container %s is on network %s already",
			call->env.container, call->config.name);
}

/* The container is on another network already. */
static int add_more(struct addition *add, struct cni_failure *f)
{
	struct error err;

	if (check_more(add->call, add->c, f) < 0)
		return -1;
	if (containers_load(&add->set, &err) < 0 ||
	    network_join(add->nl, add->set.items, add->set.n, add->c, &add->net, &add->wish,
			 &err) < 0)
		return cni_fail_error(f, CNI_REFUSED, &err);
	return 0;
}

static int add_routes(const struct addition *add, int netns, struct error *err)
{
	const struct attachment *a = cni_attachment(add->c, add->wish.device);
	const struct cni_route *r;
	struct address gateway;
	int ret = 0;

	for (r = add->lease->routes; !ret && r < add->lease->routes + add->lease->n_routes; r++) {
		gateway = r->gateway;
		if (gateway.family == AF_UNSPEC)
			gateway = r->to.family == AF_INET ? address_v4(a->gateway) :
							    address_v6(&a->gateway6);
		ret = nl_endpoint_route(netns, a->device, &r->to, &gateway, false, err);
	}
	return ret;
}

static int use_lease(struct addition *add, struct cni_failure *f)
{
	struct error err;
	int netns, ret;

	if (!add->lease->n_routes)
		return 0;
	netns = connect_open_netns(add->c, &err);
	ret = netns < 0 ? -1 : add_routes(add, netns, &err);
	if (netns >= 0)
		close(netns);
	return ret ? cni_fail_error(f, CNI_REFUSED, &err) : 0;
}

/* On the network it is. What its file does not say yet is not left behind. */
static int complete(struct addition *add, bool first, struct cni_failure *f)
{
	struct error ignored;

	if (use_lease(add, f) == 0 && (first || publish_more(add, f) == 0))
		return 0;
	cni_detach(add->call->env.container, add->call->env.ifname, add->call->config.name,
		   &ignored);
	return -1;
}

static int add_to(struct addition *add, struct cni_failure *f)
{
	struct error err;
	bool first;
	int ret;

	add->c = cni_find(&add->set, add->call->env.container, &err);
	if (!add->c && err.code != ENOENT)
		return cni_fail_error(f, CNI_REFUSED, &err);
	first = !add->c;
	if (cni_network_get(add->nl, &add->call->config, add->lease, &add->net, f) < 0)
		return -1;
	ret = first ? add_first(add, f) : add_more(add, f);
	/* Of which the set is the owner, as of the others. */
	if (first && add->c) {
		add->set.items = xreallocarray(add->set.items, add->set.n + 1,
					       sizeof(*add->set.items));
		add->set.items[add->set.n++] = add->c;
	}
	return ret ? ret : complete(add, first, f);
}

/* An adopted namespace keeps the default route which it has. */
static void look_for_defaults(const struct addition *add, struct cni_made *made)
{
	const struct attachment *a = made->attachment;
	const struct address gateway = address_v4(a->gateway);
	const struct address gateway6 = address_v6(&a->gateway6);
	const struct subnet all = { .family = AF_INET }, all6 = { .family = AF_INET6 };
	struct error ignored;
	int netns;

	if (attachment_primary(add->c) != a || !attachment_leads_out(a))
		return;
	netns = connect_open_netns(add->c, &ignored);
	if (netns < 0)
		return;
	made->default4 = nl_netns_has_route(netns, &all, &gateway);
	made->default6 = gateway6.family != AF_UNSPEC &&
			 nl_netns_has_route(netns, &all6, &gateway6);
	close(netns);
}

static json_t *result(const struct addition *add)
{
	struct cni_made made = {
		.attachment = cni_attachment(add->c, add->wish.device),
		.mtu = add->net.mtu,
		.lease = add->lease,
	};

	look_for_defaults(add, &made);
	return cni_result(add->call, &made);
}

static int add_locked(struct addition *add, json_t **said, struct cni_failure *f)
{
	struct error err;

	add->nl = nl_open(&err);
	if (!add->nl)
		return cni_fail_error(f, CNI_NOT_AVAILABLE, &err);
	if (add_to(add, f) < 0)
		return -1;
	*said = result(add);
	publish_hint(add->nl, add->c, 0);
	return 0;
}

static int add_with(const struct cni_call *call, const struct cni_lease *lease, json_t **said,
		    struct cni_failure *f)
{
	struct addition add = { .call = call, .lease = lease };
	struct error err;
	int ret;

	ret = cni_wish_read(&add.wish, call, lease, f);
	if (!ret && container_lock(&err) < 0)
		ret = cni_fail_error(f, CNI_IO_FAILURE, &err);
	else if (!ret)
		ret = add_locked(&add, said, f);
	containers_free(&add.set);
	container_unlock();
	nl_disconnect(add.nl);
	cni_wish_free(&add.wish);
	return ret;
}

/*
 * A second ADD is refused before anybody is asked for addresses: with the refusal they are
 * given back, and those would be the ones which are in use.
 */
static int check_known(const struct cni_call *call, struct cni_failure *f)
{
	struct containers set = { .items = NULL };
	struct container *c;
	struct error err;
	int ret = 0;

	if (container_lock_to_look(&err) < 0)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	c = cni_find(&set, call->env.container, &err);
	if (c)
		ret = check_more(call, c, f);
	containers_free(&set);
	container_unlock();
	return ret;
}

int cni_add(const struct cni_call *call, json_t **said, struct cni_failure *f)
{
	struct cni_lease lease;
	struct netns_id netns;
	int ret;

	/* There has to be one before anybody is asked for addresses. */
	if (cni_namespace_identify(call, &netns, f) < 0 || check_known(call, f) < 0 ||
	    cni_ipam_add(call, &lease, f) < 0)
		return -1;
	ret = add_with(call, &lease, said, f);
	if (ret)
		cni_ipam_undo(call);
	cni_lease_free(&lease);
	return ret;
}
