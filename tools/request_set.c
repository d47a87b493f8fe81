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
#include "hosts.h"
#include "mac.h"
#include "names.h"
#include "strv.h"
#include "workdir.h"

void request_set_string(char **old, const char *value)
{
	free(*old);
	*old = xstrdup(value);
}

int request_set_link_env(struct container *c, const char *value,
			 struct error *err)
{
	static const char *const names[] = {
		[LINK_ENV_ALL] = "all",
		[LINK_ENV_PORTS] = "ports",
		[LINK_ENV_NONE] = "none",
	};
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

int request_set_rootfs(struct container *c, const char *path, struct error *err)
{
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

int request_set_name(struct container *c, const char *name, struct error *err)
{
	if (name_check(name, &name, err) < 0)
		return -1;
	request_set_string(&c->name, name);
	return 0;
}

int request_set_hostname(struct container *c, const char *name,
			 struct error *err)
{
	/* It becomes a word in hosts files, and the kernel takes 64 characters. */
	if (!name_is_word(name) || strlen(name) > 64)
		return error_set(err, EINVAL, "invalid hostname format: %s",
				 name);
	request_set_string(&c->hostname, name);
	return 0;
}

int request_set_workdir(struct container *c, const char *path, struct error *err)
{
	if (workdir_check(path, err) < 0)
		return -1;
	request_set_string(&c->workdir, path);
	return 0;
}

int request_set_security(struct container *c, const char *value,
			 struct error *err)
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

int request_set_ip(struct request *r, const char *value, struct error *err)
{
	if (inet_pton(AF_INET, value, &r->address) != 1 || !r->address.s_addr)
		return error_set(err, EINVAL, "invalid IPv4 address: %s", value);
	return 0;
}

int request_set_ip6(struct request *r, const char *value, struct error *err)
{
	if (inet_pton(AF_INET6, value, &r->address6) != 1 ||
	    IN6_IS_ADDR_UNSPECIFIED(&r->address6))
		return error_set(err, EINVAL, "invalid IPv6 address: %s", value);
	return 0;
}

/* A word of hosts files, as all names of containers are. */
int request_add_alias(struct request *r, const char *value, struct error *err)
{
	if (!name_is_word(value))
		return error_set(err, EINVAL,
				 "Invalid network alias (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed",
				 value);
	strv_take(&r->aliases, xstrdup(value));
	return 0;
}

int request_set_mac(struct request *r, const char *value, struct error *err)
{
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

int request_add_dns(struct container *c, const char *value, struct error *err)
{
	if (!is_address(value))
		return error_set(err, EINVAL, "%s is not an ip address", value);
	strv_take(&c->dns, xstrdup(value));
	return 0;
}

/* NAME:ADDRESS or NAME=ADDRESS; an IPv6 address may be in brackets. */
int request_add_host(struct container *c, const char *value, struct error *err)
{
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
