// SPDX-License-Identifier: GPL-2.0-only
#include "environment.h"

#include <net/if.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "names.h"
#include "strv.h"

enum {
	NEEDS_CONTAINER = 1,
	NEEDS_NETNS = 2,
	NEEDS_IFNAME = 4,
};

static const struct {
	const char *name;
	unsigned int needs;
} commands[CNI_N_COMMANDS] = {
	[CNI_ADD] = { "ADD", NEEDS_CONTAINER | NEEDS_NETNS | NEEDS_IFNAME },
	[CNI_DEL] = { "DEL", NEEDS_CONTAINER | NEEDS_IFNAME },
	[CNI_CHECK] = { "CHECK", NEEDS_CONTAINER | NEEDS_NETNS | NEEDS_IFNAME },
	[CNI_GC] = { "GC", 0 },
	[CNI_STATUS] = { "STATUS", 0 },
	[CNI_VERSION] = { "VERSION", 0 },
};

const char *cni_command_name(enum cni_command command)
{
	return commands[command].name;
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

static int read_command(struct cni_environment *env, struct cni_failure *f)
{
	const char *word = variable("CNI_COMMAND");

	if (!*word)
		return cni_fail(f, CNI_INVALID_ENVIRONMENT,
				"required env variables [CNI_COMMAND] missing");
	for (env->command = 0; env->command < CNI_N_COMMANDS; env->command++)
		if (!strcmp(word, commands[env->command].name))
			return 0;
	return cni_fail(f, CNI_INVALID_ENVIRONMENT, "unknown CNI_COMMAND: %s", word);
}

static int check_present(const struct cni_environment *env, struct cni_failure *f)
{
	const unsigned int needs = commands[env->command].needs;
	char **missing = NULL, *list;

	if ((needs & NEEDS_CONTAINER) && !*env->container)
		strv_take(&missing, xstrdup("CNI_CONTAINERID"));
	if ((needs & NEEDS_NETNS) && !*env->netns)
		strv_take(&missing, xstrdup("CNI_NETNS"));
	if ((needs & NEEDS_IFNAME) && !*env->ifname)
		strv_take(&missing, xstrdup("CNI_IFNAME"));
	if (!missing)
		return 0;
	list = strv_join(missing, ",");
	cni_fail(f, CNI_INVALID_ENVIRONMENT, "required env variables [%s] missing", list);
	free(list);
	strv_free(missing);
	return -1;
}

/* As the kernel takes it. */
static bool is_device_name(const char *name)
{
	return strlen(name) < IFNAMSIZ && !strpbrk(name, "/: \t\n\v\f\r") &&
	       strcmp(name, ".") && strcmp(name, "..");
}

int cni_environment_check(const struct cni_environment *env, struct cni_failure *f)
{
	if (*env->container && !name_is_word(env->container))
		return cni_fail(f, CNI_INVALID_ENVIRONMENT,
				"invalid characters in CNI_CONTAINERID: %s",
				env->container);
	if (*env->ifname && !is_device_name(env->ifname))
		return cni_fail(f, CNI_INVALID_ENVIRONMENT,
				"CNI_IFNAME is no name for a device: %s", env->ifname);
	return 0;
}

static bool is_true(const char *value)
{
	return !strcmp(value, "1") || !strcasecmp(value, "true") ||
	       !strcasecmp(value, "t");
}

/* Where a value is kept that is used; NULL for those which are not. */
static char **place_of(struct cni_args *args, const char *key)
{
	if (!strcmp(key, "IP"))
		return &args->ip;
	if (!strcmp(key, "MAC"))
		return &args->mac;
	return !strcmp(key, "K8S_POD_NAME") ? &args->name : NULL;
}

static void keep(char **place, const char *value)
{
	free(*place);
	*place = *value ? xstrdup(value) : NULL;
}

/**
 * struct reading - CNI_ARGS under way
 * @args: what is used of it
 * @ignore: of IgnoreUnknown
 * @unknown: the first key which is not known; or NULL
 */
struct reading {
	struct cni_args *args;
	bool ignore;
	const char *unknown;
};

static int read_pair(struct reading *r, char *pair, struct cni_failure *f)
{
	char *value = strchr(pair, '='), **place;

	if (!value)
		return cni_fail(f, CNI_INVALID_ENVIRONMENT,
				"CNI_ARGS: invalid pair \"%s\": it is KEY=VALUE", pair);
	*value++ = '\0';
	place = place_of(r->args, pair);
	if (place)
		keep(place, value);
	else if (!strcmp(pair, "IgnoreUnknown"))
		r->ignore = is_true(value);
	else if (strncmp(pair, "K8S_", strlen("K8S_")) && !r->unknown)
		r->unknown = pair;
	return 0;
}

static int read_args(struct cni_args *args, struct cni_failure *f)
{
	char *text = xstrdup(variable("CNI_ARGS")), *rest = text, *pair;
	struct reading r = { .args = args };
	int ret = 0;

	while (!ret && (pair = strsep(&rest, ";")))
		if (*pair)
			ret = read_pair(&r, pair, f);
	if (!ret && r.unknown && !r.ignore)
		ret = cni_fail(f, CNI_INVALID_ENVIRONMENT,
			       "CNI_ARGS: unknown args [\"%s\"]", r.unknown);
	free(text);
	return ret;
}

int cni_environment_read(struct cni_environment *env, struct cni_failure *f)
{
	*env = (struct cni_environment){
		.container = variable("CNI_CONTAINERID"),
		.netns = variable("CNI_NETNS"),
		.ifname = variable("CNI_IFNAME"),
		.path = variable("CNI_PATH"),
	};
	if (read_command(env, f) < 0)
		return -1;
	if (env->command == CNI_VERSION)
		return 0;
	if (check_present(env, f) < 0 || cni_environment_check(env, f) < 0)
		return -1;
	return read_args(&env->args, f);
}

void cni_environment_free(struct cni_environment *env)
{
	free(env->args.name);
	free(env->args.ip);
	free(env->args.mac);
}
