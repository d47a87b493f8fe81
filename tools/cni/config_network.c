// SPDX-License-Identifier: GPL-2.0-only
#include "config_network.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "network.h"
#include "strv.h"
#include "subnet.h"

int cni_network_find(struct nl *nl, const char *name, struct nl_network *net,
		     struct error *err)
{
	struct nl_network *nets;
	int ret = -1;
	size_t i, n;

	if (nl_network_list(nl, &nets, &n, err) < 0)
		return -1;
	for (i = 0; ret && i < n; i++) {
		if (strcmp(network_name(&nets[i]), name))
			continue;
		*net = nets[i];
		ret = 0;
	}
	free(nets);
	return ret ? error_set(err, ENOENT, "network %s not found", name) : 0;
}

/* With the subnets of the lease, if the configuration has none. */
static int make_as_given(struct nl *nl, const struct cni_config *config,
			 const struct cni_lease *lease, struct nl_network *net,
			 struct error *err)
{
	struct network_request request = config->network;
	int ret;

	if (request.subnets || request.gateways)
		return network_new(nl, &request, net, err);
	cni_lease_request(lease, &request);
	ret = network_new(nl, &request, net, err);
	strv_free(request.subnets);
	strv_free(request.gateways);
	return ret;
}

static int make(struct nl *nl, const struct cni_config *config, const struct cni_lease *lease,
		struct nl_network *net, struct cni_failure *f)
{
	struct error err;

	if (make_as_given(nl, config, lease, net, &err) < 0)
		return cni_fail(f, err.code == EINVAL ? CNI_INVALID_CONFIG : CNI_REFUSED,
				"cannot create network %s: %s", config->name, err.text);
	if (cni_network_find(nl, config->name, net, &err) < 0)
		return cni_fail_error(f, CNI_REFUSED, &err);
	return 0;
}

int cni_network_differs(const struct cni_config *config, const char *how,
			struct cni_failure *f)
{
	return cni_fail(f, CNI_INVALID_CONFIG,
			"network %s is there already, but %s: change the configuration, or remove it with 'ctrnetctl network rm %s'",
			config->name, how, config->name);
}

static int check_subnets(const struct cni_config *config, const struct nl_network *net,
			 struct cni_failure *f)
{
	const struct subnet s4 = network_subnet(net), s6 = network_subnet6(net);
	const struct subnet *has;
	char *const *text;
	char how[128];
	struct subnet s;
	struct error err;

	for (text = config->network.subnets; text && *text; text++) {
		if (subnet_parse(*text, &s, &err) < 0)
			return cni_fail(f, CNI_INVALID_CONFIG, "invalid subnets: %s", err.text);
		has = s.family == AF_INET ? &s4 : &s6;
		if (has->prefix == s.prefix && has->first == s.first)
			continue;
		snprintf(how, sizeof(how), "not with subnet %s", *text);
		return cni_network_differs(config, how, f);
	}
	return 0;
}

/* Who asks for isolation does not get a way out. */
static int check_internal(const struct cni_config *config, const struct nl_network *net,
			  struct cni_failure *f)
{
	struct network_config kept;
	struct error ignored;
	bool internal;

	if (!config->network.config.internal)
		return 0;
	network_config_load(network_id(net), &kept, &ignored);
	internal = kept.internal;
	network_config_clear(&kept);
	return internal ? 0 : cni_network_differs(config, "not internal", f);
}

int cni_network_check(const struct cni_config *config, const struct nl_network *net,
		      struct cni_failure *f)
{
	if (check_subnets(config, net, f) < 0)
		return -1;
	return check_internal(config, net, f);
}

int cni_network_get(struct nl *nl, const struct cni_config *config, const struct cni_lease *lease,
		    struct nl_network *net, struct cni_failure *f)
{
	struct error err;

	if (cni_network_find(nl, config->name, net, &err) == 0) {
		if (cni_network_check(config, net, f) < 0)
			return -1;
	} else if (err.code != ENOENT) {
		return cni_fail_error(f, CNI_REFUSED, &err);
	} else if (make(nl, config, lease, net, f) < 0) {
		return -1;
	}
	return cni_lease_check(lease, net, f);
}
