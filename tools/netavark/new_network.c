// SPDX-License-Identifier: GPL-2.0-only
#include "new_network.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "cni/config_network.h"
#include "container_lock.h"
#include "network_differs.h"
#include "network_subnets.h"
#include "nl.h"
#include "noted.h"
#include "request.h"

/* Addresses which are free, beside ctrnet's networks and those of podman's. */
static int choose_free(struct nl *nl, const struct network_request *request,
		       struct nl_network *net, struct error *err)
{
	struct network_config config = request->config;
	struct nl_network *nets;
	size_t n;
	int ret;

	if (nl_network_list(nl, &nets, &n, err) < 0)
		return -1;
	netavark_noted_append(&nets, &n);
	ret = network_choose_subnets(nl, nets, n, request, net, &config, err);
	free(nets);
	return ret;
}

/* Later, people may have changed it; a new one is as podman says. */
static int check(const struct cni_config *config, const struct nl_network *net,
		 struct cni_failure *f)
{
	struct network_config kept;
	struct error ignored;
	const char *key;
	char how[64];

	if (cni_network_check(config, net, f) < 0)
		return -1;
	network_config_load(network_id(net), &kept, &ignored);
	key = network_differs(&config->network, net, &kept);
	network_config_clear(&kept);
	if (!key)
		return 0;
	snprintf(how, sizeof(how), "with other %s", key);
	return cni_network_differs(config, how, f);
}

/* It may be there from before podman forgot one of that name. */
static int choose(struct nl *nl, const struct cni_config *config, struct nl_network *net,
		  struct cni_failure *f)
{
	struct error err;

	if (cni_network_find(nl, config->name, net, &err) == 0)
		return check(config, net, f);
	if (err.code == ENOENT && choose_free(nl, &config->network, net, &err) == 0)
		return 0;
	return cni_fail_error(f, CNI_REFUSED, &err);
}

static int choose_locked(const struct cni_config *config, struct nl_network *net,
			 struct cni_failure *f)
{
	struct error err;
	struct nl *nl;
	int ret;

	if (container_lock(&err) < 0)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	nl = nl_open(&err);
	ret = nl ? choose(nl, config, net, f) : cni_fail_error(f, CNI_NOT_AVAILABLE, &err);
	nl_disconnect(nl);
	container_unlock();
	return ret;
}

/* The one of a family among those asked for; or a new one. */
static json_t *subnet_entry(json_t *subnets, const struct subnet *s)
{
	struct error ignored;
	struct subnet given;
	json_t *entry;
	size_t i;

	json_array_foreach(subnets, i, entry)
		if (subnet_parse(json_string_value(json_object_get(entry, "subnet")),
				 &given, &ignored) == 0 && given.family == s->family)
			return entry;
	entry = json_pack("{s:s}", "subnet", subnet_text(s));
	json_array_append_new(subnets, entry);
	return entry;
}

static void put_subnet(json_t *subnets, const struct subnet *s, const struct address *gateway)
{
	char text[ADDRESS_TEXT_LEN];

	if (s->prefix)
		json_object_set_new(subnet_entry(subnets, s), "gateway",
				    json_string(address_text(gateway, text)));
}

static void complete(json_t *network, const struct nl_network *net)
{
	const struct address v4 = address_v4(net->gateway), v6 = address_v6(&net->gateway6);
	const struct subnet s4 = network_subnet(net), s6 = network_subnet6(net);

	if (!json_is_array(json_object_get(network, "subnets")))
		json_object_set_new(network, "subnets", json_array());
	put_subnet(json_object_get(network, "subnets"), &s4, &v4);
	put_subnet(json_object_get(network, "subnets"), &s6, &v6);
	/* Containers of it do not get a name server of its own. */
	json_object_set_new(network, "dns_enabled", json_false());
}

int netavark_network_complete(json_t *network, struct cni_failure *f)
{
	struct cni_config config;
	struct nl_network net = { .ifindex = 0 };
	int ret;

	ret = netavark_network_read(&config, network, f);
	if (!ret)
		ret = choose_locked(&config, &net, f);
	if (!ret)
		complete(network, &net);
	cni_config_free(&config);
	return ret;
}
