// SPDX-License-Identifier: GPL-2.0-only
#include "request.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "env.h"
#include "names.h"
#include "network.h"
#include "out.h"
#include "strv.h"

enum {
	OPT_HELP = 256,
	OPT_NAME,
	OPT_EXPOSE,
	OPT_LINK,
	OPT_LINK_ENV,
	OPT_ENV_FILE,
	OPT_NETWORK,
	OPT_RM,
	OPT_ROOTFS,
	OPT_SECURITY,
};

static const char short_options[] = "+:dh:p:Pe:w:u:v:it";
static const struct option long_options[] = {
	{ "detach", no_argument, NULL, 'd' },
	{ "hostname", required_argument, NULL, 'h' },
	{ "publish", required_argument, NULL, 'p' },
	{ "publish-all", no_argument, NULL, 'P' },
	{ "env", required_argument, NULL, 'e' },
	{ "workdir", required_argument, NULL, 'w' },
	{ "user", required_argument, NULL, 'u' },
	{ "volume", required_argument, NULL, 'v' },
	{ "interactive", no_argument, NULL, 'i' },
	{ "tty", no_argument, NULL, 't' },
	{ "name", required_argument, NULL, OPT_NAME },
	{ "expose", required_argument, NULL, OPT_EXPOSE },
	{ "link", required_argument, NULL, OPT_LINK },
	{ "link-env", required_argument, NULL, OPT_LINK_ENV },
	{ "env-file", required_argument, NULL, OPT_ENV_FILE },
	{ "network", required_argument, NULL, OPT_NETWORK },
	{ "net", required_argument, NULL, OPT_NETWORK },
	{ "rm", no_argument, NULL, OPT_RM },
	{ "rootfs", required_argument, NULL, OPT_ROOTFS },
	{ "security-opt", required_argument, NULL, OPT_SECURITY },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static void replace(char **old, const char *value)
{
	free(*old);
	*old = xstrdup(value);
}

static int set_link_env(struct container *c, const char *value,
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

static int set_rootfs(struct container *c, const char *path, struct error *err)
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

static int set_name(struct container *c, const char *name, struct error *err)
{
	if (name_check(name, &name, err) < 0)
		return -1;
	replace(&c->name, name);
	return 0;
}

static int set_hostname(struct container *c, const char *name,
			struct error *err)
{
	/* It becomes a word in hosts files, and the kernel takes 64 characters. */
	if (!name_is_word(name) || strlen(name) > 64)
		return error_set(err, EINVAL, "invalid hostname format: %s",
				 name);
	replace(&c->hostname, name);
	return 0;
}

static int set_workdir(struct container *c, const char *path, struct error *err)
{
	if (*path != '/')
		return error_set(err, EINVAL,
				 "the working directory '%s' is invalid, it needs to be an absolute path",
				 path);
	replace(&c->workdir, path);
	return 0;
}

static int set_security(struct container *c, const char *value,
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

static int set_option(struct request *r, int opt, const char *value,
		      struct error *err)
{
	struct container *c = r->c;

	switch (opt) {
	case 'd':
		r->detach = true;
		return 0;
	case 'h':
		return set_hostname(c, value, err);
	case 'p':
		return ports_parse_publish(&c->ports, value, err);
	case 'P':
		r->publish_all = true;
		return 0;
	case 'e':
		return env_parse(&r->env, value, err);
	case 'w':
		return set_workdir(c, value, err);
	case 'u':
		replace(&c->user, value);
		return 0;
	case 'v':
		return volume_parse(&c->volumes, &c->n_volumes, value, err);
	case 'i':
		r->interactive = true;
		return 0;
	case 't':
		return error_set(err, ENOTSUP,
				 "-t is not there yet: containers have no terminal of their own");
	case OPT_NAME:
		return set_name(c, value, err);
	case OPT_EXPOSE:
		return ports_parse_expose(&c->ports, value, err);
	case OPT_LINK:
		strv_take(&r->links, xstrdup(value));
		return 0;
	case OPT_LINK_ENV:
		return set_link_env(c, value, err);
	case OPT_ENV_FILE:
		strv_take(&r->env_files, xstrdup(value));
		return 0;
	case OPT_NETWORK:
		replace(&c->network, value);
		return 0;
	case OPT_RM:
		c->auto_remove = true;
		return 0;
	case OPT_ROOTFS:
		return set_rootfs(c, value, err);
	case OPT_SECURITY:
		return set_security(c, value, err);
	}
	return 0;
}

/* What the options say together. */
static int complete_request(struct request *r, struct error *err)
{
	char *const *file;
	char *const *variable;

	if (r->detach && r->c->auto_remove)
		return error_set(err, EINVAL,
				 "Conflicting options: --rm and -d");
	for (file = r->env_files; file && *file; file++)
		if (env_parse_file(&r->c->env, *file, err) < 0)
			return -1;
	for (variable = r->env; variable && *variable; variable++)
		env_set(&r->c->env, *variable);
	if (r->publish_all)
		ports_publish_all(&r->c->ports);
	if (strcmp(r->c->network, CONTAINER_NO_NETWORK))
		attachment_add(r->c, r->c->network);
	return 0;
}

int request_parse(struct request *r, int argc, char **argv)
{
	struct error err;
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, short_options, long_options,
				  NULL)) >= 0) {
		if (opt == OPT_HELP)
			return -1;
		if (opt == '?' || opt == ':') {
			out_option_error(argv[0], argv, opt);
			return EXIT_NOT_RUN;
		}
		if (set_option(r, opt, optarg, &err) < 0) {
			out_error(&err);
			return EXIT_NOT_RUN;
		}
	}
	if (optind == argc) {
		out_usage_error(argv[0], "no command given");
		return EXIT_NOT_RUN;
	}
	r->c->argv = strv_dup(argv + optind);
	if (complete_request(r, &err) < 0) {
		out_error(&err);
		return EXIT_NOT_RUN;
	}
	return 0;
}

struct request *request_new(struct error *err)
{
	struct request *r = xcalloc(1, sizeof(*r));

	r->c = container_new(err);
	if (!r->c) {
		free(r);
		return NULL;
	}
	r->c->network = xstrdup(NETWORK_DEFAULT);
	r->c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	r->c->hostname = xstrndup(r->c->id, CONTAINER_SHORT_ID_LEN);
	return r;
}

void request_free(struct request *r)
{
	container_free(r->c);
	strv_free(r->links);
	strv_free(r->env_files);
	strv_free(r->env);
	free(r);
}
