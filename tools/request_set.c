// SPDX-License-Identifier: GPL-2.0-only
#include "request_set.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "compiler.h"
#include "env.h"
#include "hosts.h"
#include "label.h"
#include "mac.h"
#include "names.h"
#include "network.h"
#include "request.h"
#include "strv.h"
#include "workdir.h"

void request_set_string(char **old, const char *value)
{
	free(*old);
	*old = xstrdup(value);
}

static struct container *wanted(struct request *r)
{
	return r->c;
}

int request_set_link_env(void *request, const char *value, struct error *err)
{
	static const char *const names[] = {
		[LINK_ENV_ALL] = "all",
		[LINK_ENV_PORTS] = "ports",
		[LINK_ENV_NONE] = "none",
	};
	struct container *c = wanted(request);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(value, names[i])) {
			c->link_env = i;
			return 0;
		}
	}
	return error_set(err, EINVAL,
			 "invalid --link-env %s: it is none, ports or all",
			 value);
}

int request_set_rootfs(void *request, const char *path, struct error *err)
{
	struct container *c = wanted(request);
	char *real = realpath(path, NULL);
	struct stat st;

	if (!real)
		return error_set(err, errno, "invalid root %s: %s", path,
				 strerror(errno));
	free(c->rootfs);
	c->rootfs = real;
	if (stat(real, &st) < 0 || !S_ISDIR(st.st_mode))
		return error_set(err, ENOTDIR, "invalid root %s: %s", path,
				 strerror(ENOTDIR));
	return 0;
}

int request_set_name(void *request, const char *name, struct error *err)
{
	struct container *c = wanted(request);

	if (name_check(name, &name, err) < 0)
		return -1;
	request_set_string(&c->name, name);
	return 0;
}

int request_set_hostname(void *request, const char *name, struct error *err)
{
	struct container *c = wanted(request);

	/* It becomes a word in hosts files, and the kernel takes 64 characters. */
	if (!name_is_word(name) || strlen(name) > 64)
		return error_set(err, EINVAL, "invalid hostname format: %s",
				 name);
	request_set_string(&c->hostname, name);
	return 0;
}

int request_set_workdir(void *request, const char *path, struct error *err)
{
	struct container *c = wanted(request);

	if (workdir_check(path, err) < 0)
		return -1;
	request_set_string(&c->workdir, path);
	return 0;
}

int request_set_user(void *request, const char *user, struct error *err)
{
	(void)err;
	request_set_string(&wanted(request)->user, user);
	return 0;
}

int request_set_security(void *request, const char *value, struct error *err)
{
	static const struct {
		const char *text;
		bool no_new_privileges;
	} known[] = {
		{ "no-new-privileges", true },
		{ "no-new-privileges:true", true },
		{ "no-new-privileges=true", true },
		{ "no-new-privileges:false", false },
		{ "no-new-privileges=false", false },
	};
	struct container *c = wanted(request);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (!strcmp(value, known[i].text)) {
			c->no_new_privileges = known[i].no_new_privileges;
			return 0;
		}
	}
	return error_set(err, EINVAL,
			 "invalid --security-opt: %s; there is only no-new-privileges",
			 value);
}

int request_set_ip(void *request, const char *value, struct error *err)
{
	struct request *r = request;

	if (inet_pton(AF_INET, value, &r->address) != 1 || !r->address.s_addr)
		return error_set(err, EINVAL, "invalid IPv4 address: %s", value);
	return 0;
}

int request_set_ip6(void *request, const char *value, struct error *err)
{
	struct request *r = request;

	if (inet_pton(AF_INET6, value, &r->address6) != 1 ||
	    IN6_IS_ADDR_UNSPECIFIED(&r->address6))
		return error_set(err, EINVAL, "invalid IPv6 address: %s", value);
	return 0;
}

/* A word of hosts files, as all names of containers are. */
int request_add_alias(void *request, const char *value, struct error *err)
{
	struct request *r = request;

	if (!name_is_word(value))
		return error_set(err, EINVAL,
				 "Invalid network alias (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed",
				 value);
	strv_take(&r->aliases, xstrdup(value));
	return 0;
}

int request_set_mac(void *request, const char *value, struct error *err)
{
	struct request *r = request;

	if (!mac_parse(value, r->mac))
		return error_set(err, EINVAL, "invalid MAC address: %s", value);
	return 0;
}

static bool is_address(const char *text)
{
	struct in6_addr address;

	return inet_pton(AF_INET, text, &address) == 1 ||
	       inet_pton(AF_INET6, text, &address) == 1;
}

int request_add_dns(void *request, const char *value, struct error *err)
{
	struct container *c = wanted(request);

	if (!is_address(value))
		return error_set(err, EINVAL, "%s is not an ip address", value);
	strv_take(&c->dns, xstrdup(value));
	return 0;
}

int request_add_label(void *request, const char *value, struct error *err)
{
	return label_add(&wanted(request)->labels, value, err);
}

int request_add_publish(void *request, const char *value, struct error *err)
{
	return ports_parse_publish(&wanted(request)->ports, value, err);
}

int request_add_expose(void *request, const char *value, struct error *err)
{
	return ports_parse_expose(&wanted(request)->ports, value, err);
}

int request_add_volume(void *request, const char *value, struct error *err)
{
	struct container *c = wanted(request);

	return volume_parse(&c->volumes, &c->n_volumes, value, err);
}

int request_add_env(void *request, const char *value, struct error *err)
{
	struct request *r = request;

	return env_parse(&r->env, value, err);
}

int request_set_network(void *request, const char *value, struct error *err)
{
	(void)err;
	request_set_string(&wanted(request)->network, value);
	return 0;
}

int request_add_network(void *request, const char *value, struct error *err)
{
	struct request *r = request;

	(void)err;
	/* Docker's two words for the same. */
	if (!strcmp(value, "default"))
		value = NETWORK_DEFAULT;
	if (r->networks++)
		strv_take(&r->more_networks, xstrdup(value));
	else
		request_set_string(&r->c->network, value);
	return 0;
}

/* NAME:ADDRESS or NAME=ADDRESS; an IPv6 address may be in brackets. */
int request_add_host(void *request, const char *value, struct error *err)
{
	struct container *c = wanted(request);
	size_t len = strcspn(value, ":=");
	char *name = xstrndup(value, len);
	char *address = xstrdup(value[len] ? value + len + 1 : "");
	size_t end = strlen(address);
	int ret = 0;

	if (end > 2 && address[0] == '[' && address[end - 1] == ']') {
		memmove(address, address + 1, end - 2);
		address[end - 2] = '\0';
	}
	if (!value[len] || !name_is_word(name))
		ret = error_set(err, EINVAL, "bad format for add-host: \"%s\"", value);
	else if (!is_address(address) && strcmp(address, HOSTS_GATEWAY))
		ret = error_set(err, EINVAL, "invalid IP address in add-host: \"%s\"",
				address);
	else
		strv_take(&c->extra_hosts, xasprintf("%s:%s", name, address));
	free(address);
	free(name);
	return ret;
}
