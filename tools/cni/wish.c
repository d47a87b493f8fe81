// SPDX-License-Identifier: GPL-2.0-only
#include "wish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "mac.h"
#include "names.h"
#include "strv.h"

static int set_ip(struct network_wish *wish, const char *text, struct cni_failure *f)
{
	char *plain = xstrndup(text, strcspn(text, "/"));
	struct address address;
	bool valid = address_parse(plain, &address) && !address_is_any(&address);

	free(plain);
	if (!valid)
		return cni_fail(f, CNI_INVALID_CONFIG, "invalid IP address: %s", text);
	if (address.family == AF_INET ? wish->address.s_addr != INADDR_ANY :
					!IN6_IS_ADDR_UNSPECIFIED(&wish->address6))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"two addresses of one family are asked for, the second is %s: an endpoint has one",
				text);
	if (address.family == AF_INET)
		wish->address = address.v4;
	else
		wish->address6 = address.v6;
	return 0;
}

static int set_ips(struct network_wish *wish, const struct cni_call *call,
		   struct cni_failure *f)
{
	const json_t *ips = json_object_get(call->config.runtime, "ips"), *item;
	size_t i;

	if (!json_array_size(ips)) {
		if (ips && !json_is_null(ips) && !json_is_array(ips))
			return cni_fail(f, CNI_INVALID_CONFIG,
					"invalid runtimeConfig.ips: it must be an array of addresses");
		return call->env.args.ip ? set_ip(wish, call->env.args.ip, f) : 0;
	}
	json_array_foreach(ips, i, item) {
		if (!json_is_string(item))
			return cni_fail(f, CNI_INVALID_CONFIG,
					"invalid runtimeConfig.ips: it must be an array of addresses");
		if (set_ip(wish, json_string_value(item), f) < 0)
			return -1;
	}
	return 0;
}

static int set_mac(struct network_wish *wish, const struct cni_call *call,
		   struct cni_failure *f)
{
	const json_t *json = json_object_get(call->config.runtime, "mac");
	const char *text = json_string_value(json);

	if (json && !json_is_null(json) && !text)
		return cni_fail(f, CNI_INVALID_CONFIG,
				"invalid runtimeConfig.mac: it must be a string");
	if (!text || !*text)
		text = call->env.args.mac;
	if (!text || mac_parse(text, wish->mac))
		return 0;
	return cni_fail(f, CNI_INVALID_CONFIG, "invalid MAC address: %s", text);
}

/* A list, or as podman has it an object with a list for each network. */
static const json_t *alias_list(const struct cni_call *call)
{
	const json_t *aliases = json_object_get(call->config.runtime, "aliases");

	return json_is_object(aliases) ? json_object_get(aliases, call->config.name) : aliases;
}

static int set_aliases(struct network_wish *wish, const struct cni_call *call,
		       struct cni_failure *f)
{
	const json_t *list = alias_list(call), *item;
	const char *alias;
	size_t i;

	if (list && !json_is_null(list) && !json_is_array(list))
		return cni_fail(f, CNI_INVALID_CONFIG,
				"invalid runtimeConfig.aliases: it must be an array of names");
	json_array_foreach(list, i, item) {
		alias = json_string_value(item);
		if (!alias || !name_is_word(alias))
			return cni_fail(f, CNI_INVALID_CONFIG,
					"invalid runtimeConfig.aliases: %s is no name",
					alias ? alias : "what is no string");
		strv_take(&wish->aliases, xstrdup(alias));
	}
	return 0;
}

int cni_wish_read(struct network_wish *wish, const struct cni_call *call,
		  const struct cni_lease *lease, struct cni_failure *f)
{
	*wish = (struct network_wish){ .aliases = NULL };
	snprintf(wish->device, sizeof(wish->device), "%s", call->env.ifname);
	if (set_mac(wish, call, f) < 0 || set_aliases(wish, call, f) < 0)
		return -1;
	if (!lease->result)
		return set_ips(wish, call, f);
	wish->address = lease->v4.address.v4;
	if (lease->v6.address.family != AF_UNSPEC)
		wish->address6 = lease->v6.address.v6;
	return 0;
}

void cni_wish_free(struct network_wish *wish)
{
	strv_free(wish->aliases);
}
